import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { error } from '../dev/build';
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
