import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { error } from '../dev/build';
import { assistedWorld } from '../dev/assisted';
import { scenarios } from '../dev/scenarios';
import { busy } from '../dev/world';
import { remaining } from '../src/features/create/countdown';

import { open, option, row, sent } from './window';

type Opened = ReturnType<typeof open> & { dialog: HTMLElement };

async function form(): Promise<Opened> {
  const { backend, user } = open(busy());
  await row('deploy-bot');
  await user.keyboard('n');
  const dialog = await screen.findByRole('dialog', { name: 'New key' });
  await within(dialog).findByRole('radiogroup', { name: 'Mode' });
  return { backend, user, dialog };
}

async function created(): Promise<Opened> {
  const { backend, user, dialog } = await form();
  await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'preview-ci{Enter}');
  return { backend, user, dialog: await screen.findByRole('dialog', { name: 'Key created' }) };
}

describe('a new key', () => {
  it('starts with the least: the narrowest choice and thirty days', async () => {
    const { backend, user, dialog } = await form();
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'preview-ci{Enter}');
    await waitFor(() => expect(backend.count('create')).toBe(1));
    expect(sent(backend, 'create')).toEqual([
      {
        request: {
          account: 'acme',
          name: 'preview-ci',
          expires_in_days: 30,
          fields: { mode: ['read'], apps: ['com.acme.app'] },
        },
      },
    ]);
  });

  it('marks what there is to choose where its name could deceive', async () => {
    const { user, dialog } = await form();
    await user.click(within(dialog).getByRole('combobox', { name: 'Account' }));
    await user.click(await option('acme quality'));
    const repositories = await within(dialog).findByRole('radiogroup', { name: 'Repository' });
    const [plain, deceptive] = ['payments', 'p\u0430yments'].map((name) =>
      within(repositories).getByRole('radio', { name: (label) => label.startsWith(name) }),
    );
    expect(plain).not.toHaveTextContent('could deceive');
    expect(deceptive).toHaveTextContent('could deceive');
  });

  it('never ends only by a deliberate switch, which warns', async () => {
    const { backend, user, dialog } = await form();
    await user.click(within(dialog).getByRole('switch', { name: 'Never' }));
    expect(dialog).toHaveTextContent('works for whoever finds it');
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'x{Enter}');
    await waitFor(() => expect(backend.count('create')).toBe(1));
    expect(sent(backend, 'create')[0]).toMatchObject({ request: { expires_in_days: null } });
  });

  it('has to end, and soon enough, where the service demands it', async () => {
    const world = busy();
    const rules = world.forms['codacy'];
    if (!rules) throw new Error('There is no such form');
    rules.expiry = { required: { max_days: 90 } };
    const failing = world.frame.accounts.find(({ id }) => id === 'codacy');
    if (failing) failing.error = null;
    const { backend, user } = open(world);
    await row('deploy-bot');
    await user.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'New key' });
    await within(dialog).findByRole('radiogroup', { name: 'Mode' });
    await user.click(within(dialog).getByRole('switch', { name: 'Never' }));
    await user.click(within(dialog).getByRole('combobox', { name: 'Account' }));
    await user.click(await option('acme quality'));
    await within(dialog).findByRole('radiogroup', { name: 'Token' });
    expect(within(dialog).queryByRole('switch', { name: 'Never' })).toBeNull();
    expect(within(dialog).getByRole('radio', { name: '30 days' })).toBeChecked();
    expect(within(dialog).getByRole('radio', { name: '90 days' })).toBeEnabled();
    expect(within(dialog).getByRole('radio', { name: '365 days' })).toBeDisabled();
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'coverage{Enter}');
    await waitFor(() => expect(backend.count('create')).toBe(1));
    expect(sent(backend, 'create')[0]).toMatchObject({ request: { expires_in_days: 30 } });
  });

  it('leaves out a field that does not count with what is chosen', async () => {
    const { backend, user, dialog } = await form();
    await user.click(within(dialog).getByRole('radio', { name: /^all/ }));
    await waitFor(() => expect(within(dialog).queryByRole('group', { name: 'Apps' })).toBeNull());
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'x{Enter}');
    await waitFor(() => expect(backend.count('create')).toBe(1));
    expect(sent(backend, 'create')[0]).toMatchObject({ request: { fields: { mode: ['all'] } } });
    expect(sent(backend, 'create')[0]).not.toHaveProperty('request.fields.apps');
  });

  it('is not sent without a name, nor with an empty choice', async () => {
    const { backend, user, dialog } = await form();
    await user.click(within(dialog).getByRole('button', { name: 'Create' }));
    expect(within(dialog).getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(
      'A key needs a name.',
    );
    await user.click(within(dialog).getByRole('checkbox', { name: 'com.acme.app' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'x{Enter}');
    expect(dialog).toHaveTextContent('Choose at least one.');
    expect(backend.count('create')).toBe(0);
  });

  it('attaches an error to its field', async () => {
    const { backend, user, dialog } = await form();
    backend.mood.failures.create = error('invalid', 'create', {
      field: 'name',
      service: 'CodePushGo',
    });
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    await user.type(name, 'x{Enter}');
    await waitFor(() => expect(name).toHaveAccessibleDescription(/CodePushGo did not accept/));
    expect(name).toBeInvalid();
  });

  it('says why an account cannot create', async () => {
    const { user, dialog } = await form();
    await user.click(within(dialog).getByRole('combobox', { name: 'Account' }));
    await user.click(await option('side project'));
    await waitFor(() => expect(dialog).toHaveTextContent('only a signed-in session'));
    expect(within(dialog).getByRole('button', { name: 'Create' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });
});

describe('what organizations demand', () => {
  const demanding = async (): Promise<Opened> => {
    const { backend, user } = open(scenarios['policies']?.world() ?? busy());
    await row('deploy-bot');
    await user.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'New key' });
    await within(dialog).findByRole('radiogroup', { name: 'Mode' });
    return { backend, user, dialog };
  };

  it('is said before the key is asked for', async () => {
    const { dialog } = await demanding();
    const list = within(dialog).getByRole('list', { name: 'What organizations demand' });
    expect(list).toHaveTextContent(
      'acme demands that its keys end, and refused 365 days as too long.',
    );
    expect(list).toHaveTextContent('northwind refused 90 days as too long.');
  });

  it('binds a key that reaches the organization, and says why', async () => {
    const { backend, user, dialog } = await demanding();
    const never = within(dialog).getByRole('switch', { name: 'Never' });
    expect(never).toHaveAttribute('aria-disabled', 'true');
    expect(never).toHaveAccessibleDescription('acme demands that its keys end.');
    await user.click(never);
    expect(never).not.toBeChecked();
    expect(within(dialog).getByRole('radio', { name: '365 days' })).toBeDisabled();
    expect(within(dialog).getByRole('radio', { name: '365 days' })).toHaveAccessibleDescription(
      'acme refused 365 days.',
    );
    expect(within(dialog).getByRole('radio', { name: '90 days' })).toBeEnabled();
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'x{Enter}');
    await waitFor(() => expect(backend.count('create')).toBe(1));
    expect(sent(backend, 'create')[0]).toMatchObject({ request: { expires_in_days: 30 } });
  });

  it('does not bind a key of another organization', async () => {
    const { backend, user, dialog } = await demanding();
    await user.click(within(dialog).getByRole('checkbox', { name: 'com.acme.app' }));
    await user.click(within(dialog).getByRole('checkbox', { name: 'io.northwind.shop' }));
    const never = within(dialog).getByRole('switch', { name: 'Never' });
    expect(never).not.toHaveAttribute('aria-disabled');
    expect(within(dialog).getByRole('radio', { name: '90 days' })).toBeDisabled();
    await user.click(never);
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'x{Enter}');
    await waitFor(() => expect(backend.count('create')).toBe(1));
    expect(sent(backend, 'create')[0]).toMatchObject({ request: { expires_in_days: null } });
  });

  it('is learned from a refusal, which is explained at the end of the key', async () => {
    const { backend, user, dialog } = await form();
    await user.click(within(dialog).getByRole('switch', { name: 'Never' }));
    backend.mood.failures.create = error('policy_expiry_required', 'create', {
      service: 'CodePushGo',
    });
    const known = backend.world.forms['acme'];
    if (known)
      known.policies = [{ organization: 'acme', expiry_required: true, refused_days: null }];
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'x{Enter}');
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      /demands that its keys end.*Choose how many days/,
    );
    await waitFor(() =>
      expect(within(dialog).getByRole('switch', { name: 'Never' })).not.toBeChecked(),
    );
    expect(within(dialog).getByRole('textbox', { name: 'Name' })).toHaveValue('x');
  });
});

describe('a key that is made at the service’s own site', () => {
  it('is guided, and recorded afterwards', async () => {
    const { backend, user } = open(assistedWorld());
    await row('deploy-bot');
    await user.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'New key' });
    await user.click(within(dialog).getByRole('combobox', { name: 'Account' }));
    await user.click(await option('acme reviews'));
    const guide = await within(dialog).findByRole('region', { name: 'At Axiomo, by hand' });
    expect(within(guide).getAllByRole('listitem')).toHaveLength(2);
    expect(guide).toHaveTextContent('Source: Axiomo, API Keys.');
    expect(within(dialog).queryByRole('button', { name: 'Create' })).toBeNull();
    await user.click(within(guide).getByRole('button', { name: 'Open axiomo.app' }));
    expect(sent(backend, 'open_site')).toEqual([{ service: 'axiomo', operation: 'create' }]);
    await user.click(within(dialog).getByRole('button', { name: 'Record key' }));
    expect(await screen.findByRole('dialog', { name: 'Record key' })).toBeVisible();
  });

  it('says when the documentation names no address, or the site does not open', async () => {
    const { backend, user } = open(assistedWorld());
    await row('deploy-bot');
    await user.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'New key' });
    await user.click(within(dialog).getByRole('combobox', { name: 'Account' }));
    await user.click(await option('acme agents'));
    const guide = await within(dialog).findByRole('region', { name: 'At DgiDgi One, by hand' });
    expect(guide).toHaveTextContent('names no address');
    expect(within(guide).queryByRole('button')).toBeNull();
    await user.click(within(dialog).getByRole('combobox', { name: 'Account' }));
    await user.click(await option('acme reviews'));
    backend.mood.failures.open_site = error('site_not_opened', 'local');
    await user.click(await within(dialog).findByRole('button', { name: 'Open axiomo.app' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('could not be opened');
    expect(dialog).toHaveTextContent('https://axiomo.app');
  });
});

describe('a key that was created', () => {
  it('cannot be dismissed while its secret waits', async () => {
    const { backend, user, dialog } = await created();
    await user.keyboard('{Escape}');
    const outside = document.querySelector('.overlay');
    if (outside) await user.click(outside);
    await user.keyboard('{Control>}2{/Control}');
    await backend.emit({ event: 'changed' });
    expect(within(dialog).queryByRole('button', { name: 'Close' })).toBeNull();
    expect(screen.getByRole('dialog', { name: 'Key created' })).toBeVisible();
    expect(dialog).toHaveTextContent('held outside this window');
  });

  it('waits on when copying fails', async () => {
    const { backend, user, dialog } = await created();
    backend.mood.failures.copy_once = error('copy_not_verified', 'local');
    await user.click(within(dialog).getByRole('button', { name: 'Copy once' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Nothing is lost');
    await user.keyboard('{Escape}');
    expect(within(dialog).getByRole('button', { name: 'Copy once' })).toBeVisible();
    expect(within(dialog).getByRole('button', { name: 'Save to keychain' })).toBeVisible();
  });

  it('counts down once copied, can be closed then, and tells what became of the copy', async () => {
    const { user, dialog } = await created();
    await user.click(within(dialog).getByRole('button', { name: 'Copy once' }));
    expect(await within(dialog).findByText('Copied. Paste it where it belongs.')).toBeVisible();
    expect(within(dialog).queryByRole('button', { name: 'Copy once' })).toBeNull();
    expect(within(dialog).getByRole('progressbar')).toHaveAttribute('aria-valuemax', '30');
    await user.click(within(dialog).getByRole('button', { name: 'Wipe now' }));
    expect(await within(dialog).findByText('wiped and checked')).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(
      screen.getByText('wiped and checked', { exact: false, selector: '.chip span' }),
    ).toBeVisible();
  });

  it('comes back when the window is loaded anew', async () => {
    const world = busy();
    world.frame.created = {
      handle: 'h',
      rotated: false,
      key: 'acme/x',
      name: 'left-behind',
      hint: 'cpg_…1234',
      service: 'CodePushGo',
      account: 'acme production',
      organizations: { reach: 'all' },
      rights: 'read',
      limits: [],
      expires: { ends: 'never' },
    };
    open(world);
    expect(await screen.findByRole('dialog', { name: 'Key created' })).toHaveTextContent(
      'left-behind',
    );
  });
});

describe('the countdown', () => {
  const copied = { handle: 'h', name: 'ci', deadline: 100_000, seconds: 30 };

  it('shows whole seconds up to the deadline and stops there', () => {
    expect(remaining(copied, 70_000)).toEqual({ seconds: 30, share: 1 });
    expect(remaining(copied, 85_000)).toEqual({ seconds: 15, share: 0.5 });
    expect(remaining(copied, 99_999).seconds).toBe(1);
    expect(remaining(copied, 200_000)).toEqual({ seconds: 0, share: 0 });
  });

  it('does not show more than there was when clocks disagree', () => {
    expect(remaining(copied, 0)).toEqual({ seconds: 30, share: 1 });
  });
});
