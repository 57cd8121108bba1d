import { screen, waitFor, within } from '@testing-library/svelte';
import type { UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';

import { assistedWorld } from '../dev/assisted';
import { error } from '../dev/build';
import { scenarios } from '../dev/scenarios';
import { busy, nothing } from '../dev/world';
import { Announcer } from '../src/features/live/announcer.svelte';

import { announced, open, option, pick, row, sent } from './window';

describe('first start', () => {
  it('offers to connect and to practise, and practice says what it is', async () => {
    const { user } = open(nothing());
    expect(await screen.findByRole('button', { name: 'Connect account' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'New key' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Explore with practice services' }));
    expect(await screen.findByText(/Nothing here is real/)).toBeVisible();
    await waitFor(() => expect(document.title).toBe('Keyrack – practice'));
    await user.click(screen.getByRole('button', { name: 'Leave practice' }));
    await waitFor(() => expect(document.title).toBe('Keyrack'));
  });
});

describe('connecting', () => {
  it('sends where the credential is, never the credential, and tells what it may do', async () => {
    const { backend, user } = open(nothing());
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    const dialog = await screen.findByRole('dialog', { name: 'Connect account' });
    await user.click(within(dialog).getByRole('combobox', { name: 'Service' }));
    await user.click(await option('Codacy'));
    await user.type(within(dialog).getByRole('textbox', { name: 'Label' }), 'work');
    await user.click(within(dialog).getByRole('button', { name: 'https://app.codacy.com' }));
    await user.click(within(dialog).getByRole('button', { name: 'Connect from clipboard' }));
    await waitFor(() => expect(announced()).toMatch(/^Connected work/));
    expect(await within(dialog).findByText('wiped and checked')).toBeVisible();
    expect(dialog).toHaveTextContent('only a signed-in session');
    expect(sent(backend, 'connect')).toEqual([
      {
        request: {
          source: 'clipboard',
          service: 'codacy',
          label: 'work',
          base_url: 'https://app.codacy.com',
          keep: false,
        },
      },
    ]);
    await waitFor(() => expect(announced()).toMatch(/token of work wiped and checked/));
  });

  it('goes on without a keychain, and says where the token is then', async () => {
    const world = nothing();
    world.frame.keychain = 'unavailable';
    const { backend, user } = open(world);
    await waitFor(() =>
      expect(screen.getByRole('main')).toHaveTextContent('Credentials are kept in memory'),
    );
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    const dialog = await screen.findByRole('dialog', { name: 'Connect account' });
    expect(dialog).toHaveTextContent('stays in memory until Keyrack ends, and in no file');
    await user.click(within(dialog).getByRole('button', { name: 'Connect from clipboard' }));
    await waitFor(() => expect(sent(backend, 'connect')).toHaveLength(1));
  });

  it('puts a bad address at its field, and says nothing when the user closed a dialog', async () => {
    const { backend, user } = open(nothing());
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    backend.mood.failures.connect = error('bad_address', 'connect');
    await user.click(await screen.findByRole('button', { name: 'Type token…' }));
    const url = screen.getByRole('textbox', { name: 'Base URL' });
    await waitFor(() => expect(url).toHaveAccessibleDescription(/cannot be used/));
    backend.mood.failures.connect = error('cancelled', 'connect');
    await user.click(screen.getByRole('button', { name: 'From file…' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});

describe('announcements', () => {
  it('wait for each other, so that none is lost', () => {
    vi.useFakeTimers();
    const announcer = new Announcer();
    announcer.say('one');
    announcer.say('two');
    expect(announcer.status).toBe('one');
    vi.advanceTimersByTime(1000);
    expect(announcer.status).toBe('two');
    vi.advanceTimersByTime(1000);
    announcer.say('three');
    expect(announcer.status).toBe('three');
  });
});

describe('events', () => {
  it('are said aloud', async () => {
    const { backend } = open(busy());
    await row('deploy-bot');
    const copied = { handle: 'h', name: 'ci', deadline: Date.now() + 30_000, seconds: 30 };
    await backend.emit({ event: 'copied', copied });
    await waitFor(() => expect(announced()).toContain('Copied ci'));
    expect(screen.getByText(/on the clipboard/)).toBeVisible();
    await backend.emit({ event: 'wiped', name: 'ci', result: { verdict: 'kept', by: 'CopyQ' } });
    await waitFor(() => expect(announced()).toContain('CopyQ keeps a copy'));
    await backend.emit({
      event: 'revoked',
      key: 'acme/deploy-bot',
      name: 'deploy-bot',
      account: 'acme production',
      outcome: 'revoked',
      error: null,
    });
    await waitFor(() => expect(announced()).toContain('deploy-bot is revoked'));
  });

  it('of a failed revocation that nobody watches become an alert', async () => {
    const { backend } = open(busy());
    await row('deploy-bot');
    const why = error('still_listed', 'revoke', { service: 'CodePushGo' });
    await backend.emit({
      event: 'revoked',
      key: 'acme/deploy-bot',
      name: 'deploy-bot',
      account: 'acme production',
      outcome: null,
      error: why,
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(/Not revoked.*deploy-bot/);
  });
});

describe('trouble', () => {
  it('what cannot be saved is said, and no keychain is asked for', async () => {
    open(scenarios['unsaved']?.world() ?? busy());
    const notice = await screen.findByRole('region', { name: 'Notice 1' });
    expect(notice).toHaveTextContent('Nothing is saved');
    expect(notice).toHaveTextContent('/home/you/.local/share/keyrack');
    expect(screen.queryByRole('region', { name: 'Keychain' })).toBeNull();
  });

  it('what is not written down yet is said once, and can be tried again', async () => {
    const { backend, user } = open(scenarios['unwritten']?.world() ?? busy());
    const region = await screen.findByRole('region', { name: 'Files' });
    expect(region).toHaveTextContent('not written down yet');
    await waitFor(() => expect(announced()).toMatch(/not written down yet/));
    await user.click(within(region).getByRole('button', { name: 'Try again' }));
    expect(backend.count('refresh')).toBe(1);
  });

  it('a keychain that asks for its password is waited for, and need not be', async () => {
    const { backend, user } = open(scenarios['asking']?.world() ?? busy());
    const region = await screen.findByRole('region', { name: 'Keychain' });
    expect(region).toHaveTextContent('Waiting for your keychain');
    await waitFor(() => expect(announced()).toMatch(/Waiting for your keychain/));
    expect(within(region).queryByRole('button', { name: 'Try again' })).toBeNull();
    await user.click(within(region).getByRole('button', { name: 'Stop waiting' }));
    expect(backend.count('stop_waiting_for_keychain')).toBe(1);
    await waitFor(() => expect(region).toHaveTextContent('is locked'));
    expect(within(region).getByRole('button', { name: 'Try again' })).toBeVisible();
  });

  it('a dialog says that the keychain asks, as it hides what says so otherwise', async () => {
    const { user } = open(scenarios['asking']?.world() ?? busy());
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    const dialog = await screen.findByRole('dialog', { name: 'Connect account' });
    await user.click(within(dialog).getByRole('button', { name: 'Stop waiting' }));
    await waitFor(() => expect(within(dialog).queryByRole('region')).toBeNull());
  });

  it('offline greys what cannot be done, and says why', async () => {
    open(scenarios['offline']?.world() ?? busy());
    const revoke = await screen.findByRole('button', { name: 'Hold to revoke' });
    await waitFor(() => expect(revoke).toHaveAccessibleDescription(/cannot be reached/));
    expect(screen.getAllByText(/offline · \d\d min ago/).length).toBeGreaterThan(0);
  });

  it('an orphan can be kept, or revoked as what it turned out to be', async () => {
    const { backend, user } = open(scenarios['orphans']?.world() ?? busy());
    const [orphan] = await screen.findAllByRole('region', { name: /^ci at acme production/ });
    if (!orphan) throw new Error('there is an orphan');
    await user.click(within(orphan).getByRole('button', { name: 'Revoke' }));
    await screen.findByRole('dialog', { name: 'Revoke key' });
    await user.keyboard('{Enter}');
    await waitFor(() =>
      expect(sent(backend, 'revoke_orphan')).toEqual([
        { orphan: 'orphan-1', key: 'acme/deploy-bot', identity: 'as shown: deploy-bot' },
      ]),
    );
    expect(backend.count('revoke')).toBe(0);
  });

  it('a service whose clock differs is said to, with what follows', async () => {
    const world = busy();
    world.frame.accounts = world.frame.accounts.map((one) => ({ ...one, skew: -10 }));
    const { user } = open(world);
    const [account] = world.frame.accounts;
    expect((await screen.findAllByText('clock 10 min behind')).length).toBeGreaterThan(0);
    await pick(user, account?.label ?? '', 'What it can do');
    const shown = await screen.findByRole('dialog', { name: 'Account' });
    expect(shown).toHaveTextContent('is 10 min behind this computer’s');
    expect(shown).toHaveTextContent('judged by the clock of the service');
  });

  it('a core that does not answer is named', async () => {
    const { backend } = open(busy());
    backend.mood.failures.frame = error('storage_failed', 'local');
    expect(await screen.findByRole('alert')).toHaveTextContent('its own files');
  });
});

describe('settings', () => {
  it('leave no tip at the button that the focus comes back to', async () => {
    const { user } = open(busy());
    const button = await screen.findByRole('button', { name: 'Settings' });
    const before = screen.getByRole('button', { name: 'Keyboard shortcuts' });
    before.focus();
    await user.tab();
    expect(button).toHaveFocus();
    await waitFor(() => expect(button).toHaveAccessibleDescription('Settings'));
    await user.keyboard('{Enter}');
    await screen.findByRole('dialog', { name: 'Settings' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(button).toHaveFocus());
    expect(button).not.toHaveAccessibleDescription();
  });

  it('change the theme and the time until the wipe', async () => {
    const { backend, user } = open(busy());
    await user.click(await screen.findByRole('button', { name: 'Settings' }));
    await user.click(await screen.findByRole('radio', { name: 'Dark' }));
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
    await user.click(screen.getByRole('radio', { name: '60 s' }));
    await waitFor(() =>
      expect(sent(backend, 'set_preferences').at(-1)).toMatchObject({
        preferences: { theme: 'dark', wipe_seconds: 60 },
      }),
    );
  });
});

describe('accessibility', () => {
  // Colours and places need a real browser; names, roles and states do not.
  const rules = {
    'color-contrast': { enabled: false },
    region: { enabled: false },
    'label-title-only': { enabled: false },
  };

  it.each(Object.keys(scenarios).filter((name) => !['loading', 'slow', 'crowd'].includes(name)))(
    'holds in “%s”',
    async (name) => {
      const scenario = scenarios[name];
      if (!scenario) throw new Error('the scenario is there');
      const { backend } = open(scenario.world());
      Object.assign(backend.mood, scenario.mood, { pace: 0 });
      scenario.before?.(backend.incident);
      await screen.findAllByRole('button');
      await new Promise((resolve) => setTimeout(resolve, 150));
      const { violations } = await axe.run(document, { rules });
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );

  const press = async (user: UserEvent, name: string): Promise<void> =>
    user.click(await screen.findByRole('button', { name }));

  it.each<[string, (user: UserEvent) => Promise<void>]>([
    ['Account', (user) => pick(user, 'acme agents', 'What it can do…')],
    ['Record key', (user) => pick(user, 'acme agents', 'Record key…')],
    ['Edit record', (user) => press(user, 'Edit record')],
    ['Forget record', (user) => press(user, 'Forget record…')],
    ['Revoke key', (user) => press(user, 'Revoke…')],
    ['Keyboard shortcuts', (user) => press(user, 'Keyboard shortcuts')],
    [
      'Connect account',
      async (user) => {
        await press(user, 'Connect account');
        await user.click(await screen.findByRole('combobox', { name: 'Service' }));
        await user.click(await option('Axiomo'));
      },
    ],
    [
      'New key',
      async (user) => {
        await press(user, 'New key');
        await user.click(await screen.findByRole('combobox', { name: 'Account' }));
        await user.click(await option('acme reviews'));
      },
    ],
  ])('holds in the dialog “%s”', async (name, show) => {
    const { user } = open(assistedWorld());
    await user.click(await row('review-bot'));
    await screen.findByRole('heading', { name: 'review-bot' });
    await show(user);
    const dialog = await screen.findByRole('dialog', { name });
    await new Promise((resolve) => setTimeout(resolve, 150));
    const { violations } = await axe.run(dialog, { rules });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
