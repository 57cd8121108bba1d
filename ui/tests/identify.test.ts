import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { error, frame } from '../dev/build';
import { github, stranger, type Leak } from '../dev/incident';
import { busy } from '../dev/world';
import { looksLike, standsAt, unknown } from '../src/text/identify';
import { stopwatch } from '../src/text/time';

import { accessible, dialog } from './dialog';
import { open, row, sent } from './window';

async function identify(
  leak: Leak = { keys: [['deploy-bot', true]] },
): Promise<ReturnType<typeof open> & { shown: HTMLElement }> {
  const { backend, user } = open(busy());
  backend.incident.leak = leak;
  await row('deploy-bot');
  await user.keyboard('{Control>}i{/Control}');
  return { backend, user, shown: await dialog('Identify a leaked string') };
}

const found = async (shown: HTMLElement): Promise<HTMLElement> =>
  within(shown).findByRole('button', { name: 'Revoke' });

const close = (user: UserEvent): Promise<void> => user.keyboard('{Escape}');

describe('identifying', () => {
  it('reads the clipboard at once, tells which key it is, and sends nothing', async () => {
    const { backend, shown } = await identify();
    await found(shown);
    for (const text of [
      'cpg_…7d11',
      'a CodePushGo API key, by its shape',
      'deploy-bot · CodePushGo · acme',
      'account acme production',
      'Upload new bundles',
      'min ago',
      'Sent so far nothing',
    ]) {
      expect(shown).toHaveTextContent(text);
    }
    expect(sent(backend, 'identify')).toEqual([{ source: 'clipboard' }]);
    for (const command of ['verify', 'revoke', 'refresh'] as const)
      expect(backend.count(command)).toBe(0);
    await accessible(shown);
  });

  it('leads to a revoked key with Ctrl I, Enter and Enter, and keeps the string for the proof', async () => {
    const { backend, user, shown } = await identify();
    backend.mood.revocation = 'refused';
    await found(shown);
    await user.keyboard('{Enter}');
    const revoke = await dialog('Revoke key');
    expect(backend.count('revoke')).toBe(0);
    await user.keyboard('{Enter}');
    expect(await within(revoke).findByText('deploy-bot', { selector: '.title bdi' })).toBeVisible();
    expect(revoke).toHaveTextContent('Refused by CodePushGo, asked with the key itself');
    expect(revoke).toHaveTextContent(/\d\.\d s after the gesture/);
    expect(sent(backend, 'revoke')).toEqual([
      { key: 'acme/deploy-bot', identity: 'as shown: deploy-bot' },
    ]);
    expect(backend.count('identify_done')).toBe(0);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(backend.count('identify_done')).toBe(1));
  });

  it('does nothing on an Enter that repeats, nor on one for another button', async () => {
    const { backend, shown } = await identify();
    await found(shown);
    await fireEvent.keyDown(shown, { key: 'Enter', repeat: true });
    const again = within(shown).getByRole('button', { name: 'Read clipboard' });
    await fireEvent.keyDown(again, { key: 'Enter' });
    expect(screen.queryByRole('dialog', { name: 'Revoke key' })).toBeNull();
    expect(backend.count('revoke')).toBe(0);
  });

  it('drops what was found when it is closed without a revocation', async () => {
    const { backend, user, shown } = await identify();
    await found(shown);
    await close(user);
    await waitFor(() => expect(backend.count('identify_done')).toBe(1));
  });

  it('drops it when the question is left unanswered', async () => {
    const { backend, user, shown } = await identify();
    await user.click(await found(shown));
    await dialog('Revoke key');
    expect(backend.count('identify_done')).toBe(0);
    await close(user);
    await waitFor(() => expect(backend.count('identify_done')).toBe(1));
    expect(backend.count('revoke')).toBe(0);
  });

  it('keeps it while the proof goes on, though the dialog is closed', async () => {
    const { backend, user, shown } = await identify();
    await user.click(await found(shown));
    await dialog('Revoke key');
    backend.mood.pace = 150;
    await user.keyboard('{Enter}');
    await close(user);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(backend.count('identify_done')).toBe(0);
    await waitFor(() => expect(backend.count('identify_done')).toBe(1));
  });

  it('lets one choose among several, and offers all that are certain', async () => {
    const { backend, user, shown } = await identify({
      keys: [
        ['deploy-bot', true],
        ['preview-ci', false],
        ['laptop', true],
      ],
      strangers: [github],
      left_out: 2,
      more: 1,
    });
    await found(shown);
    expect(shown).toHaveTextContent('2 keys found on this rack, and 1 that could be it');
    await user.click(within(shown).getByRole('radio', { name: /preview-ci/ }));
    expect(shown).toHaveTextContent('It only ends like it');
    expect(shown).toHaveTextContent('line 8, in 2 places');
    expect(shown).toHaveTextContent('GitHub issued it');
    expect(shown).toHaveTextContent('2 more strings could be anything');
    expect(shown).toHaveTextContent('1 more credential in it is not shown');
    await user.click(within(shown).getByRole('radio', { name: /laptop/ }));
    expect(shown).toHaveTextContent('The account acme production authenticates with it');
    await accessible(shown);
    await user.click(within(shown).getByRole('button', { name: 'Revoke all 2…' }));
    const panic = await dialog('Panic');
    await user.click(within(panic).getByRole('button', { name: 'Show what would happen' }));
    await within(panic).findByRole('button', { name: 'Revoke all' });
    const scope = { scope: 'keys', of: ['acme/deploy-bot', 'acme/laptop'] };
    expect(sent(backend, 'plan_sweep')).toEqual([{ scope }]);
    expect(backend.count('identify_done')).toBe(0);
  });

  it('says why nothing could be read, and goes on showing what was found', async () => {
    const { backend, user, shown } = await identify();
    await found(shown);
    backend.mood.failures.identify = error('cancelled', 'local');
    await user.click(within(shown).getByRole('button', { name: 'From a file…' }));
    expect(sent(backend, 'identify').at(-1)).toEqual({ source: 'file' });
    await found(shown);
    backend.mood.failures.identify = error('clipboard_empty', 'local');
    await user.click(within(shown).getByRole('button', { name: 'Read clipboard' }));
    expect(await within(shown).findByRole('alert')).toHaveTextContent('no text on the clipboard');
    expect(within(shown).queryByRole('button', { name: 'Revoke' })).toBeNull();
  });

  it('looks through a dropped file, and not behind another dialog', async () => {
    const { backend, user } = open(busy());
    await row('deploy-bot');
    await backend.emit({ event: 'dropped', files: 1 });
    const shown = await dialog('Identify a leaked string');
    await found(shown);
    expect(shown).toHaveTextContent('Dropped file');
    await backend.emit({ event: 'dropped', files: 2 });
    await waitFor(() => expect(backend.count('identify')).toBe(2));
    expect(sent(backend, 'identify')).toEqual([{ source: 'dropped' }, { source: 'dropped' }]);
    await close(user);
    await user.click(await screen.findByRole('button', { name: 'Settings' }));
    await backend.emit({ event: 'dropped', files: 1 });
    expect(screen.queryByRole('dialog', { name: 'Identify a leaked string' })).toBeNull();
  });

  it('goes from the proof to what to do next, and to the receipt', async () => {
    const { backend, user, shown } = await identify();
    await user.click(await found(shown));
    const revoke = await dialog('Revoke key');
    backend.world.details['acme/deploy-bot'] = { untested: 'no_secret' };
    await user.keyboard('{Enter}');
    await user.click(await within(revoke).findByRole('button', { name: 'What to do next' }));
    expect(revoke).toHaveTextContent('Look for uses that you cannot explain');
    expect(revoke).toHaveTextContent('Not tested: its secret is not at hand');
    await accessible(revoke);
    await user.click(within(revoke).getByRole('button', { name: 'Export receipt' }));
    await dialog('Incident log');
  });
});

describe('in words', () => {
  const { services } = frame();

  it('a string looks like what its shape tells, and no more', () => {
    expect(looksLike(github)).toBe(
      'a GitHub personal access token, by its shape; its checksum is right',
    );
    expect(looksLike({ ...github, intact: false })).toContain('wrong: mistyped');
    const issuers = [
      { issuer: 'Capgo', what: 'API key', services: ['codepushgo'] },
      { issuer: 'Codacy', what: 'API token', services: ['codacy'] },
    ];
    expect(looksLike(stranger({ certain: false, issuers }))).toBe(
      'it could be a Capgo API key or a Codacy API token',
    );
    expect(looksLike(stranger({}))).toBe('no credential whose shape is known');
    expect(standsAt(stranger({ line: 3, times: 2 }))).toBe('line 3, in 2 places');
    expect(standsAt(stranger({}))).toBe('');
  });

  it('a string that is no key here is told honestly', () => {
    const codacy = stranger({
      issuers: [{ issuer: 'Codacy', what: 'API token', services: ['codacy'] }],
    });
    expect(unknown(github, services, [])).toContain('GitHub issued it');
    expect(unknown({ ...github, certain: false }, services, [])).toContain('may have issued');
    expect(unknown(codacy, services, [])).toContain('No account of Codacy is connected');
    expect(unknown(codacy, services, ['Codacy'])).toContain('no key that was ever seen here');
    expect(unknown({ ...codacy, unseen: 2 }, services, ['Codacy'])).toContain('2 keys');
    expect(unknown(stranger({}), services, [])).toContain('Nobody');
  });

  it('a stopwatch shows tenths', () => {
    expect([3149, 0, -5, 64_200].map(stopwatch)).toEqual([
      '3.1 s',
      '0.0 s',
      '0.0 s',
      '1 min 04.2 s',
    ]);
  });
});
