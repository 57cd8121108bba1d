import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { assistedWorld } from '../dev/assisted';
import { error } from '../dev/build';
import { nothing } from '../dev/world';
import { isDay } from '../src/features/records/day';

import { announced, open, option, pick, row, sent } from './window';

type Opened = ReturnType<typeof open> & { dialog: HTMLElement };

async function recording(account = 'acme agents'): Promise<Opened> {
  const { backend, user } = open(assistedWorld());
  await row('review-bot');
  await pick(user, account, 'Record key…');
  const dialog = await screen.findByRole('dialog', { name: 'Record key' });
  await within(dialog).findByRole('radiogroup', { name: 'Expires' });
  return { backend, user, dialog };
}

describe('recording a key', () => {
  it('sends the safe answers and where the key is, never the key', async () => {
    const { backend, user, dialog } = await recording();
    await user.click(within(dialog).getByRole('button', { name: 'Record from clipboard' }));
    await waitFor(() => expect(backend.count('record')).toBe(1));
    expect(sent(backend, 'record')).toEqual([
      {
        request: {
          account: 'dgidgi',
          source: 'clipboard',
          details: {
            name: '',
            end: { ends: 'unknown' },
            rotate_in_days: 90,
            fields: { environment: ['development'], scopes: [], addresses: [] },
          },
          keep: false,
          verify: true,
        },
      },
    ]);
    await waitFor(() => expect(dialog).toHaveTextContent('SDK key …77aa is recorded'));
    expect(dialog).toHaveTextContent('998 of 1,000 requests left until');
    expect(dialog).toHaveTextContent('dropped; the last four characters');
    expect(await within(dialog).findByText('wiped and checked')).toBeVisible();
    await waitFor(() => expect(announced()).toMatch(/Recorded SDK key|wiped and checked/));
  });

  it('sends what was chosen and typed', async () => {
    const { backend, user, dialog } = await recording();
    const inside = within(dialog);
    await user.type(inside.getByRole('textbox', { name: 'Name' }), 'billing');
    await user.click(inside.getByRole('radio', { name: 'Production' }));
    const scope = inside.getByRole('checkbox', { name: 'billing:write' });
    expect(scope).toHaveAccessibleDescription(/A thief could spend your money/);
    await user.click(scope);
    await user.type(inside.getByRole('textbox', { name: 'Scopes' }), 'fleet:launch{Enter}');
    await user.type(
      inside.getByRole('textbox', { name: 'Allowed addresses' }),
      '203.0.113.7{Enter}',
    );
    await user.click(inside.getByRole('radio', { name: 'On a date' }));
    await user.type(inside.getByRole('textbox', { name: 'Date' }), '2027-02-28');
    await user.click(inside.getByRole('radio', { name: '180 days' }));
    await user.click(inside.getByRole('checkbox', { name: 'Keep in the keychain' }));
    await user.click(inside.getByRole('checkbox', { name: 'Verify first' }));
    await user.click(inside.getByRole('button', { name: 'Type key…' }));
    await waitFor(() => expect(backend.count('record')).toBe(1));
    expect(sent(backend, 'record')[0]).toMatchObject({
      request: {
        source: 'dialog',
        details: {
          name: 'billing',
          end: { ends: 'on', on: '2027-02-28' },
          rotate_in_days: 180,
          fields: {
            environment: ['production'],
            scopes: ['billing:write', 'fleet:launch'],
            addresses: ['203.0.113.7'],
          },
        },
        keep: true,
        verify: false,
      },
    });
    expect(await within(dialog).findByText('not asked')).toBeVisible();
    expect(dialog).toHaveTextContent('in the keychain');
  });

  it('does not send a day that there is not', async () => {
    const { backend, user, dialog } = await recording();
    await user.click(within(dialog).getByRole('radio', { name: 'On a date' }));
    const day = within(dialog).getByRole('textbox', { name: 'Date' });
    await user.type(day, '2027-02-30');
    await user.click(within(dialog).getByRole('button', { name: 'From file…' }));
    expect(day).toHaveAccessibleDescription(/year-month-day/);
    expect(backend.count('record')).toBe(0);
  });

  it('shows a plain field as a textbox', async () => {
    const { backend, user, dialog } = await recording('acme reviews');
    await user.type(within(dialog).getByRole('textbox', { name: 'Key id' }), ' k-17 ');
    await user.click(within(dialog).getByRole('button', { name: 'From file…' }));
    await waitFor(() => expect(backend.count('record')).toBe(1));
    expect(sent(backend, 'record')[0]).toMatchObject({
      request: { source: 'file', details: { fields: { id: ['k-17'] } } },
    });
  });

  it('names no two choices alike, each by the words that are seen first', async () => {
    const { dialog } = await recording();
    const inside = within(dialog);
    expect(inside.queryByRole('radio', { name: 'Never' })).toBeNull();
    for (const name of ['Never expires', 'Never remind me']) {
      const radio = inside.getByRole('radio', { name });
      expect(radio).toHaveTextContent(/^Never$/);
    }
  });

  it('puts an error at its field, and says nothing when the user closed a dialog', async () => {
    const { backend, user, dialog } = await recording('acme reviews');
    const type = within(dialog).getByRole('button', { name: 'Type key…' });
    backend.mood.failures.record = error('invalid', 'record', { field: 'id', service: 'Axiomo' });
    await user.click(type);
    const id = within(dialog).getByRole('textbox', { name: 'Key id' });
    await waitFor(() => expect(id).toBeInvalid());
    backend.mood.failures.record = error('cancelled', 'record');
    await user.click(type);
    await waitFor(() => expect(id).not.toBeInvalid());
    backend.mood.failures.record = error('credential_refused', 'record', { service: 'Axiomo' });
    await user.click(type);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Nothing was recorded');
  });
});

describe('a recorded key', () => {
  it('is edited, with what is known filled in', async () => {
    const { backend, user } = open(assistedWorld());
    await user.click(await row('review-bot'));
    await user.click(await screen.findByRole('button', { name: 'Edit record' }));
    const dialog = await screen.findByRole('dialog', { name: 'Edit record' });
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    await waitFor(() => expect(name).toHaveValue('review-bot'));
    expect(sent(backend, 'record_form')).toEqual([{ account: 'axiomo', key: 'axiomo/review-bot' }]);
    expect(within(dialog).queryByRole('checkbox', { name: 'Verify first' })).toBeNull();
    await user.clear(name);
    await user.type(name, 'reviews');
    const ends = within(dialog).getByRole('radiogroup', { name: 'Expires' });
    await user.click(within(ends).getByRole('radio', { name: 'Never expires' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent(backend, 'edit_record')).toMatchObject([
      { key: 'axiomo/review-bot', details: { name: 'reviews', end: { ends: 'never' } } },
    ]);
    expect(await row('reviews')).toBeVisible();
  });

  it('keeps the id that it was recorded with, known or not', async () => {
    for (const [value, label] of [
      ['k-17', 'k-17'],
      ['', 'Not known'],
    ] as const) {
      const world = assistedWorld();
      const form = world.records['axiomo'];
      if (!form) throw new Error('no form');
      const help = 'It stays as it was recorded.';
      form.fields = form.fields.map((field) => ({
        ...field,
        help,
        free: false,
        options: [{ value, label, detail: '', group: '', marked: false }],
      }));
      form.details = { ...form.details, fields: { id: value === '' ? [] : [value] } };
      const { backend, user } = open(world);
      await user.click(await row('review-bot'));
      await user.click(await screen.findByRole('button', { name: 'Edit record' }));
      const dialog = await screen.findByRole('dialog', { name: 'Edit record' });
      const group = await within(dialog).findByRole('radiogroup', { name: 'Key id' });
      expect(group).toHaveAccessibleDescription(help);
      expect(within(group).getByRole('radio', { name: label })).toBeChecked();
      expect(within(dialog).queryByRole('textbox', { name: 'Key id' })).toBeNull();
      await user.click(within(dialog).getByRole('button', { name: 'Save' }));
      await waitFor(() => expect(backend.count('edit_record')).toBe(1));
      expect(sent(backend, 'edit_record')).toMatchObject([
        { details: { fields: { id: value === '' ? [] : [value] } } },
      ]);
      cleanup();
    }
  });

  it('is forgotten on a hold or on Enter only, and that is no revocation', async () => {
    const { backend, user } = open(assistedWorld());
    await user.click(await row('review-bot'));
    await user.click(await screen.findByRole('button', { name: 'Forget record…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Forget record' });
    expect(dialog).toHaveTextContent('the key goes on working there');
    const hold = within(dialog).getByRole('button', { name: 'Hold to forget' });
    await user.click(hold);
    expect(backend.count('forget_record')).toBe(0);
    expect(dialog).toHaveTextContent('Nothing was forgotten');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent(backend, 'forget_record')).toEqual([{ key: 'axiomo/review-bot' }]);
    await waitFor(() => expect(screen.queryByRole('row', { name: /^review-bot/ })).toBeNull());
  });

  it('stays where it cannot be forgotten, with the reason', async () => {
    const { backend, user } = open(assistedWorld());
    backend.mood.failures.forget_record = error('keychain_locked', 'local');
    await user.click(await row('review-bot'));
    await user.click(await screen.findByRole('button', { name: 'Forget record…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Forget record' });
    const hold = within(dialog).getByRole('button', { name: 'Hold to forget' });
    vi.useFakeTimers();
    await fireEvent.pointerDown(hold, { button: 0, isPrimary: true });
    await vi.advanceTimersByTimeAsync(800);
    vi.useRealTimers();
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('keychain is locked');
  });
});

describe('connecting a service without an API for keys', () => {
  it('records its first key, and asks what is known of it', async () => {
    const { backend, user } = open(nothing());
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    const dialog = await screen.findByRole('dialog', { name: 'Connect account' });
    expect(within(dialog).queryByRole('checkbox')).toBeNull();
    await user.click(within(dialog).getByRole('combobox', { name: 'Service' }));
    await user.click(await option('Axiomo'));
    const keep = within(dialog).getByRole('checkbox', { name: 'Keep in the keychain' });
    expect(keep).not.toBeChecked();
    await user.click(keep);
    await user.click(within(dialog).getByRole('button', { name: 'Connect from clipboard' }));
    const edit = await screen.findByRole('dialog', { name: 'Edit record' });
    expect(sent(backend, 'connect')).toMatchObject([
      { request: { service: 'axiomo', source: 'clipboard', keep: true } },
    ]);
    expect(edit).toHaveTextContent('acme reviews is connected');
    await waitFor(() =>
      expect(within(edit).getByRole('textbox', { name: 'Name' })).toHaveValue('review-bot'),
    );
    expect(await within(edit).findByText('wiped and checked')).toBeVisible();
  });

  it('keeps nothing for a service with one, whatever was ticked before', async () => {
    const { backend, user } = open(nothing());
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    const dialog = await screen.findByRole('dialog', { name: 'Connect account' });
    const service = within(dialog).getByRole('combobox', { name: 'Service' });
    await user.click(service);
    await user.click(await option('Axiomo'));
    await user.click(within(dialog).getByRole('checkbox', { name: 'Keep in the keychain' }));
    await user.click(service);
    await user.click(await option('Codacy'));
    await user.click(within(dialog).getByRole('button', { name: 'Connect from clipboard' }));
    await waitFor(() => expect(backend.count('connect')).toBe(1));
    expect(sent(backend, 'connect')).toMatchObject([{ request: { keep: false } }]);
  });
});

describe('a day', () => {
  it.each(['2027-01-31', '2028-02-29', '2000-01-01'])('is %s', (text) =>
    expect(isDay(text)).toBe(true),
  );
  it.each(['2027-02-29', '2027-13-01', '27-01-01', '2027-1-1', 'soon', '9999-01-01'])(
    'is not %s',
    (text) => expect(isDay(text)).toBe(false),
  );
});
