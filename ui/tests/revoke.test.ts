import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { error } from '../dev/build';
import { busy } from '../dev/world';

import { open, row, sent } from './window';

async function dialog(
  name = 'deploy-bot',
): Promise<ReturnType<typeof open> & { dialog: HTMLElement }> {
  const { backend, user } = open(busy());
  await user.click(await row(name));
  await screen.findByRole('heading', { name });
  await user.keyboard('r');
  return { backend, user, dialog: await screen.findByRole('dialog', { name: 'Revoke key' }) };
}

describe('revoking', () => {
  it('names the key, its hint, service, organization, account and host', async () => {
    const { dialog: shown } = await dialog();
    for (const text of [
      'deploy-bot',
      'cpg_…7d11',
      'CodePushGo',
      'acme',
      'acme production',
      'api.codepushgo.com',
    ]) {
      expect(shown).toHaveTextContent(text);
    }
    expect(shown).toHaveTextContent('something will break');
  });

  it('happens on Enter, once, and shows how far it came', async () => {
    const { backend, user, dialog: shown } = await dialog();
    await user.keyboard('{Enter}');
    expect(await within(shown).findByText('No longer at CodePushGo')).toBeVisible();
    expect(shown).toHaveTextContent('Accepted by CodePushGo');
    expect(shown).toHaveTextContent('deploy-bot is revoked');
    expect(sent(backend, 'revoke')).toEqual([
      { key: 'acme/deploy-bot', identity: 'as shown: deploy-bot' },
    ]);
  });

  it('is not done to another key that got the id while it was asked about', async () => {
    const { backend, user, dialog: shown } = await dialog();
    backend.world.rows = backend.world.rows.map((one) =>
      one.key === 'acme/deploy-bot'
        ? { ...one, name: 'payroll', identity: 'as shown: payroll' }
        : one,
    );
    await backend.emit({ event: 'changed' });
    await row('payroll');
    await user.keyboard('{Enter}');
    const alert = await within(shown).findByRole('alert');
    expect(alert).toHaveTextContent('another key by now');
    expect(alert).toHaveTextContent('Nothing was sent');
    await user.click(within(shown).getByRole('button', { name: 'Try again' }));
    expect(await within(shown).findByText('payroll')).toBeVisible();
    await user.keyboard('{Enter}');
    expect(await within(shown).findByText('No longer at CodePushGo')).toBeVisible();
  });

  it('a key is not rotated that got the id while another was asked about', async () => {
    const { backend, user } = open(busy());
    await user.click(await row('deploy-bot'));
    await screen.findByRole('heading', { name: 'deploy-bot' });
    await user.keyboard('t');
    const shown = await screen.findByRole('dialog', { name: 'Rotate key' });
    backend.world.rows = backend.world.rows.map((one) =>
      one.key === 'acme/deploy-bot' ? { ...one, identity: 'another' } : one,
    );
    await user.keyboard('{Enter}');
    expect(await within(shown).findByRole('alert')).toHaveTextContent('another key by now');
  });

  it('does not happen on a key that repeats, nor on Cancel', async () => {
    const { backend, dialog: shown } = await dialog();
    await fireEvent.keyDown(shown, { key: 'Enter', repeat: true });
    const cancel = within(shown).getByRole('button', { name: 'Cancel' });
    await fireEvent.keyDown(cancel, { key: 'Enter' });
    expect(backend.count('revoke')).toBe(0);
  });

  it('does not happen on a short click, which says so', async () => {
    const { backend, user, dialog: shown } = await dialog();
    await user.click(within(shown).getByRole('button', { name: 'Hold to revoke' }));
    expect(backend.count('revoke')).toBe(0);
    expect(shown).toHaveTextContent('Nothing was sent');
  });

  it('happens at the end of a hold, and letting go does nothing more', async () => {
    const { backend, dialog: shown } = await dialog();
    const hold = within(shown).getByRole('button', { name: 'Hold to revoke' });
    vi.useFakeTimers();
    await fireEvent.pointerDown(hold, { button: 0, isPrimary: true });
    await vi.advanceTimersByTimeAsync(700);
    expect(backend.count('revoke')).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    vi.useRealTimers();
    expect(backend.count('revoke')).toBe(1);
  });

  it('says that it is not proven when the service lists the key on', async () => {
    const { backend, user, dialog: shown } = await dialog();
    backend.mood.revocation = 'accepted_still_listed';
    await user.keyboard('{Enter}');
    expect(await within(shown).findByText(/accepted, not proven/)).toBeVisible();
    expect(shown).not.toHaveTextContent('No longer at');
  });

  it('claims no proof where the service has no list', async () => {
    const { backend, user, dialog: shown } = await dialog();
    backend.mood.revocation = 'accepted_unprovable';
    await user.keyboard('{Enter}');
    expect(await within(shown).findByText(/as far as can be known/)).toBeVisible();
    expect(await within(shown).findByText('Cannot be looked up')).toBeVisible();
    expect(shown).toHaveTextContent('no list in which that could be looked up');
    expect(shown).not.toHaveTextContent('No longer at');
    await user.keyboard('{Enter}');
    const view = screen.getByRole('button', { name: /Revoked here/ });
    await user.click(view);
    expect(await row('deploy-bot')).toHaveTextContent('revoked, no proof');
  });

  it.each(['still_listed', 'outcome_unknown', 'outcome_unprovable', 'needs_gesture'] as const)(
    'puts %s into words',
    async (code) => {
      const { backend, user, dialog: shown } = await dialog();
      backend.mood.failures.revoke = error(code, 'revoke', {
        service: 'CodePushGo',
        account: 'acme production',
      });
      await user.keyboard('{Enter}');
      const alert = await within(shown).findByRole('alert');
      for (const text of ['deploy-bot', 'account acme production'])
        expect(alert).toHaveTextContent(text);
      expect(shown).not.toHaveTextContent('is revoked');
      expect(within(shown).getByRole('button', { name: 'Try again' })).toBeVisible();
    },
  );

  it('opens the dialog from the details with the keyboard, and revokes there with a hold', async () => {
    const { backend, user } = open(busy());
    await user.click(await row('deploy-bot'));
    const region = await screen.findByRole('region', { name: 'Details' });
    const hold = await within(region).findByRole('button', { name: 'Hold to revoke' });
    hold.focus();
    await user.keyboard(' ');
    await screen.findByRole('dialog', { name: 'Revoke key' });
    expect(backend.count('revoke')).toBe(0);
  });

  it('explains why a key cannot be rotated, and does not do it', async () => {
    const { backend, user } = open(busy());
    await user.click(await row('laptop'));
    await screen.findByRole('heading', { name: 'laptop' });
    const rotate = screen.getByRole('button', { name: 'Rotate' });
    await waitFor(() => expect(rotate).toHaveAttribute('aria-disabled', 'true'));
    expect(rotate).toHaveAccessibleDescription(/own credential/);
    await user.click(rotate);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(backend.count('rotate')).toBe(0);
  });
});
