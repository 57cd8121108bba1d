import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { assistedWorld, withoutTwin } from '../dev/assisted';
import { detail, error, row as aRow } from '../dev/build';
import type { World } from '../dev/world';
import { proofs } from '../src/features/revoke/proof';

import { announced, open, row, sent } from './window';

async function guided(
  name = 'review-bot',
  world: World = assistedWorld(),
): Promise<ReturnType<typeof open> & { dialog: HTMLElement; hold: HTMLElement }> {
  const { backend, user } = open(world);
  await user.click(await row(name));
  await screen.findByRole('heading', { name });
  await user.keyboard('r');
  const dialog = await screen.findByRole('dialog', { name: 'Revoke key' });
  const hold = within(dialog).getByRole('button', { name: 'Hold to confirm' });
  return { backend, user, dialog, hold };
}

describe('revoking at the service’s own site', () => {
  it('shows the documented steps, the advice, the source and the way there', async () => {
    const { backend, user, dialog } = await guided();
    const guide = within(dialog).getByRole('region', { name: 'At Axiomo, by hand' });
    expect(
      within(guide)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual([
      'Open Settings and find “API Keys”.',
      'Press “Revoke” next to the key. It stops working at once.',
    ]);
    expect(guide).toHaveTextContent('a sign of misuse');
    expect(guide).toHaveTextContent('Source: Axiomo, API Keys.');
    for (const named of ['review-bot', 'ax_…3mm0', 'Axiomo', 'acme reviews'])
      expect(dialog).toHaveTextContent(named);
    await user.click(within(guide).getByRole('button', { name: 'Open axiomo.app' }));
    expect(sent(backend, 'open_site')).toEqual([{ service: 'axiomo', operation: 'revoke' }]);
    expect(backend.count('revoked_there')).toBe(0);
  });

  it('says when the documentation names no address', async () => {
    const { dialog } = await guided('billing-export', withoutTwin());
    expect(dialog).toHaveTextContent('It names no address of the site.');
    expect(within(dialog).queryByRole('button', { name: /^Open/ })).toBeNull();
  });

  it('declares nothing on R and Enter in one go', async () => {
    const { backend, user, dialog } = await guided();
    await user.keyboard('{Enter}');
    await fireEvent.keyDown(dialog, { key: 'Enter' });
    expect(backend.count('revoked_there')).toBe(0);
    expect(backend.count('revoke')).toBe(0);
  });

  it('confirms with Enter on its button, asking with the copied key until it is refused', async () => {
    const { backend, user, dialog, hold } = await guided();
    backend.mood.standing = 'refused';
    hold.focus();
    await user.keyboard('{Enter}');
    expect(await within(dialog).findByText('review-bot', { selector: '.title bdi' })).toBeVisible();
    expect(dialog).toHaveTextContent('review-bot is refused');
    expect(dialog).toHaveTextContent('Revoked at Axiomo, as you said');
    expect(dialog).toHaveTextContent('Refused by Axiomo, asked with the key itself');
    expect(sent(backend, 'revoked_there')).toEqual([
      { key: 'axiomo/review-bot', source: 'clipboard' },
    ]);
    await waitFor(() =>
      expect(announced()).toMatch(/^review-bot is refused since \d\d:\d\d:\d\d\./),
    );
    expect(backend.count('revoke')).toBe(0);
  });

  it('confirms at the end of a hold, and not on a short click', async () => {
    const { backend, user, dialog, hold } = await guided();
    await user.click(hold);
    expect(dialog).toHaveTextContent('Nothing was sent');
    expect(backend.count('revoked_there')).toBe(0);
    vi.useFakeTimers();
    await fireEvent.pointerDown(hold, { button: 0, isPrimary: true });
    await vi.advanceTimersByTimeAsync(800);
    vi.useRealTimers();
    expect(backend.count('revoked_there')).toBe(1);
  });

  it('without a test claims no proof', async () => {
    const { backend, user, dialog, hold } = await guided();
    await user.click(within(dialog).getByRole('radio', { name: /^Without a test/ }));
    hold.focus();
    await user.keyboard('{Enter}');
    expect(await within(dialog).findByText(/as you said/, { selector: '.title' })).toBeVisible();
    expect(dialog).toHaveTextContent('It could not be tested');
    expect(dialog).not.toHaveTextContent('review-bot is refused');
    expect(sent(backend, 'revoked_there')).toEqual([{ key: 'axiomo/review-bot', source: null }]);
  });

  it('asks with the kept secret without asking the user', async () => {
    const { backend, user, dialog, hold } = await guided('billing-export', withoutTwin());
    backend.mood.standing = 'refused';
    expect(within(dialog).queryByRole('radio')).toBeNull();
    expect(dialog).toHaveTextContent('The key is at hand');
    hold.focus();
    await user.keyboard('{Enter}');
    await within(dialog).findByText(/is refused/);
    expect(sent(backend, 'revoked_there')).toEqual([
      { key: 'dgidgi/billing-export', source: 'keychain' },
    ]);
  });

  it('says loudly when the service still takes the key, in the dialog and in the table', async () => {
    const { backend, user, dialog, hold } = await guided();
    backend.mood.standing = 'works';
    hold.focus();
    await user.keyboard('{Enter}');
    const alert = await within(dialog).findByRole('alert');
    expect(alert).toHaveTextContent('Not revoked: Axiomo still takes the key.');
    expect(dialog).not.toHaveTextContent('review-bot is');
    await user.click(within(dialog).getByRole('button', { name: 'Done' }));
    await waitFor(async () => expect(await row('review-bot')).toHaveTextContent('still works'));
  });

  it.each([
    'other_key',
    'clipboard_empty',
    'probes_spent',
    'outcome_unknown',
    'needs_gesture',
  ] as const)('explains %s and lets it be tried again', async (code) => {
    const { backend, user, dialog, hold } = await guided();
    backend.mood.failures.revoked_there = error(code, 'verify', { service: 'Axiomo' });
    hold.focus();
    await user.keyboard('{Enter}');
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('review-bot');
    expect(dialog).not.toHaveTextContent(/review-bot is/);
    await user.click(within(dialog).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', { name: 'Hold to confirm' })).toBeVisible();
  });

  it('is not a hold in the details, which opens the dialog instead', async () => {
    const { backend, user } = open(assistedWorld());
    await user.click(await row('review-bot'));
    const details = await screen.findByRole('region', { name: 'Details' });
    await user.click(await within(details).findByRole('button', { name: 'Revoke…' }));
    expect(await screen.findByRole('dialog', { name: 'Revoke key' })).toBeVisible();
    expect(backend.count('revoke')).toBe(0);
  });
});

describe('what proves it', () => {
  it('is the kept secret, or the copied one, or nothing', () => {
    const direct = { access: 'direct' } as const;
    const untestable = { access: 'unsupported', reason: 'cannot_be_tested' } as const;
    const of = (access: typeof direct | typeof untestable, at_hand: boolean): readonly string[] =>
      proofs(detail(aRow({ name: 'x' }), { verify: { access, at_hand, last: null } }));
    expect(of(direct, true)).toEqual(['keychain']);
    expect(of(direct, false)).toEqual(['clipboard', 'none']);
    expect(of(untestable, false)).toEqual(['none']);
    expect(of(untestable, true)).toEqual(['none']);
  });
});
