import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { assistedWorld, withoutTwin } from '../dev/assisted';
import { error } from '../dev/build';
import { busy } from '../dev/world';

import { announced, open, pick, row, sent } from './window';

async function details(
  name: string,
  world = withoutTwin(),
): Promise<ReturnType<typeof open> & { region: HTMLElement }> {
  const { backend, user } = open(world);
  await user.click(await row(name));
  await screen.findByRole('heading', { name });
  return { backend, user, region: screen.getByRole('region', { name: 'Details' }) };
}

describe('verifying', () => {
  it('uses the kept secret, and shows the last answer with time and quota', async () => {
    const { backend, user, region } = await details('billing-export');
    expect(region).toHaveTextContent(/works 4 min ago, \d\d:\d\d/);
    expect(region).toHaveTextContent(/998 of 1,000 requests left until \d\d:\d\d/);
    backend.mood.standing = 'refused';
    await user.click(within(region).getByRole('button', { name: 'Verify' }));
    await waitFor(() => expect(region).toHaveTextContent(/refused now/));
    expect(sent(backend, 'verify')).toEqual([{ key: 'dgidgi/billing-export', source: 'keychain' }]);
    await waitFor(() => expect(announced()).toMatch(/^billing-export refused\./));
  });

  it('says that the key has to be on the clipboard where it is not kept', async () => {
    const { backend, user, region } = await details('zapier-sync');
    await user.click(within(region).getByRole('button', { name: 'Verify from clipboard' }));
    await waitFor(() => expect(region).toHaveTextContent(/works now/));
    expect(sent(backend, 'verify')).toEqual([{ key: 'dgidgi/zapier-sync', source: 'clipboard' }]);
  });

  it.each([
    ['other_key', 'not this key’s secret'],
    ['no_secret_at_hand', 'verify it from the clipboard'],
    ['clipboard_empty', 'no text on the clipboard'],
    ['rate_limited', 'Try again in 9 s'],
    ['probes_spent', 'Try again in 9 s'],
  ] as const)('explains %s', async (code, words) => {
    const { backend, user, region } = await details('zapier-sync');
    backend.mood.failures.verify = error(code, 'verify', { retry_after_ms: 9000 });
    const verify = within(region).getByRole('button', { name: 'Verify from clipboard' });
    await user.click(verify);
    expect(await within(region).findByRole('alert')).toHaveTextContent(words);
    expect(verify).not.toHaveAttribute('aria-busy');
    delete backend.mood.failures.verify;
    await user.click(verify);
    await waitFor(() => expect(within(region).queryByRole('alert')).toBeNull());
  });

  it.each([
    ['works_without_right', 'though not for what it was asked with'],
    ['cannot_be_tested', 'its answer does not tell'],
  ] as const)('tells %s apart', async (standing, words) => {
    const { backend, user, region } = await details('zapier-sync');
    backend.mood.standing = standing;
    await user.click(within(region).getByRole('button', { name: 'Verify from clipboard' }));
    await waitFor(() => expect(region).toHaveTextContent(words));
  });

  it('is greyed with the reason where no way is documented', async () => {
    const world = busy();
    world.details['acme/deploy-bot'] = {
      verify: {
        access: { access: 'unsupported', reason: 'cannot_be_tested' },
        at_hand: false,
        last: null,
      },
    };
    const { backend, user, region } = await details('deploy-bot', world);
    const verify = within(region).getByRole('button', { name: 'Verify' });
    expect(verify).toHaveAttribute('aria-disabled', 'true');
    expect(verify).toHaveAccessibleDescription(/No documented request tells/);
    await user.click(verify);
    expect(backend.count('verify')).toBe(0);
  });
});

describe('what a key may really see', () => {
  it('is asked for by a button, and shown', async () => {
    const { backend, user, region } = await details('store-upload');
    await user.click(within(region).getByRole('button', { name: 'What it may really see' }));
    const box = await within(region).findByRole('region', { name: 'What it may really see' });
    expect(box).toHaveTextContent('Organizations acme');
    expect(box).toHaveTextContent('com.acme.store');
    expect(sent(backend, 'sight')).toEqual([{ key: 'acme/store-upload' }]);
  });

  it('is not offered where the service does not, and greyed where only a right is missing', async () => {
    const world = busy();
    world.details['acme/laptop'] = { sight: { access: 'unsupported', reason: 'missing_right' } };
    const { user, region } = await details('deploy-bot', world);
    expect(within(region).queryByRole('button', { name: 'What it may really see' })).toBeNull();
    await user.click(await row('laptop'));
    const see = await within(region).findByRole('button', { name: 'What it may really see' });
    expect(see).toHaveAccessibleDescription(/lacks the right/);
  });

  it('says why the service does not tell', async () => {
    const { backend, user, region } = await details('store-upload');
    backend.mood.failures.sight = error('sight_not_told', 'sight', { service: 'CodePushGo' });
    await user.click(within(region).getByRole('button', { name: 'What it may really see' }));
    expect(await within(region).findByRole('alert')).toHaveTextContent('only of limited keys');
  });
});

describe('what an account can do', () => {
  it('is a table of every capability, with the reason', async () => {
    const { user } = open(assistedWorld());
    await row('review-bot');
    await pick(user, 'acme agents', 'What it can do…');
    const dialog = await screen.findByRole('dialog', { name: 'Account' });
    for (const text of ['acme agents', 'DgiDgi One', 'api.dgidgi.ai', 'each key is verified'])
      expect(dialog).toHaveTextContent(text);
    const line = (name: string): HTMLElement =>
      within(dialog).getByRole('row', { name: (label) => label.startsWith(name) });
    expect(line('Create keys')).toHaveTextContent('by hand');
    expect(line('Verify keys')).toHaveTextContent(/^Verify keys\s*yes/);
    expect(line('Rotate keys')).toHaveTextContent('does not offer it to programs');
    expect(line('End of a new key')).toHaveTextContent('do not end');
    expect(within(dialog).getAllByRole('rowheader')).toHaveLength(10);
  });

  it('names what a credential lacks, its hint and its age', async () => {
    const { user } = open(busy());
    await row('deploy-bot');
    await pick(user, 'side project', 'What it can do…');
    const dialog = await screen.findByRole('dialog', { name: 'Account' });
    expect(dialog).toHaveTextContent('…9e2b, in the keychain');
    expect(dialog).toHaveTextContent('only a signed-in session');
    expect(dialog).toHaveTextContent('refreshing…');
  });

  it('goes when the account does', async () => {
    const { backend, user } = open(busy());
    await row('deploy-bot');
    await pick(user, 'side project', 'What it can do…');
    await screen.findByRole('dialog', { name: 'Account' });
    const { frame } = backend.world;
    backend.world.frame = {
      ...frame,
      accounts: frame.accounts.filter(({ id }) => id !== 'capgo'),
    };
    await backend.emit({ event: 'changed' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
