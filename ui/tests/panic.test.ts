import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { assistedWorld } from '../dev/assisted';
import { error, row as made } from '../dev/build';
import { scenarios } from '../dev/scenarios';
import { busy, type World } from '../dev/world';

import { accessible, dialog, hold } from './dialog';
import { announced, open, option, row, sent } from './window';

type Window = ReturnType<typeof open> & { shown: HTMLElement };

async function panic(world: World = busy()): Promise<Window> {
  const { backend, user } = open(world);
  await row('deploy-bot');
  await user.keyboard('{Control>}{Shift>}P{/Shift}{/Control}');
  return { backend, user, shown: await dialog('Panic') };
}

const button = (shown: HTMLElement, name: string): Promise<HTMLElement> =>
  within(shown).findByRole('button', { name });

/** The plan for everything. */
async function planned(world?: World): Promise<Window> {
  const window = await panic(world);
  const { user, shown } = window;
  await user.click(within(shown).getByRole('radio', { name: /Everything/ }));
  await user.click(await button(shown, 'Show what would happen'));
  await button(shown, 'Revoke all');
  return window;
}

/** What was done before, in a scenario. */
async function given(name: string): Promise<ReturnType<typeof open>> {
  const scenario = scenarios[name];
  if (!scenario) throw new Error('the scenario is there');
  const window = open(scenario.world());
  scenario.before?.(window.backend.incident);
  await row('deploy-bot');
  return window;
}

/** The names in the first column of a table, in order. */
const firsts = (shown: HTMLElement, table: string): string[] =>
  within(within(shown).getByRole('table', { name: table }))
    .getAllByRole('row')
    .slice(1)
    .map((line) => within(line).getAllByRole('cell')[0]?.textContent.trim() ?? '');

describe('planning', () => {
  it('sends the scope that is chosen, and no revocation', async () => {
    const { backend, user, shown } = await panic();
    await accessible(shown);
    await user.click(within(shown).getByRole('combobox', { name: 'Account' }));
    await user.click(await option('acme quality'));
    await user.click(await button(shown, 'Show what would happen'));
    expect(await within(shown).findByRole('textbox')).toHaveAccessibleName(
      'Type acme quality to confirm',
    );
    await user.click(await button(shown, 'Back'));
    await user.click(within(shown).getByRole('radio', { name: 'One service' }));
    await user.click(await button(shown, 'Show what would happen'));
    await button(shown, 'Revoke all');
    expect(sent(backend, 'plan_sweep')).toEqual([
      { scope: { scope: 'account', of: 'codacy' } },
      { scope: { scope: 'service', of: 'codepushgo' } },
    ]);
    expect(backend.count('start_sweep')).toBe(0);
  });

  it('tells what breaks, what goes last, and what is done by hand', async () => {
    const { shown } = await planned(assistedWorld());
    expect(shown).toHaveTextContent('13 keys would be revoked at once');
    expect(shown).toHaveTextContent('used within the last week: something will break');
    expect(shown).toHaveTextContent('own credential goes last');
    expect(shown).toHaveTextContent('4 cannot be revoked from here');
    expect(shown).toHaveTextContent('How to revoke 3 keys of acme agents by hand');
    const [first] = within(shown).getAllByText('by hand');
    expect(first).toBeVisible();
    await accessible(shown);
  });

  it('takes the keys that are marked', async () => {
    const { backend, user } = open(busy());
    await user.click(await row('deploy-bot'));
    (await row('deploy-bot')).focus();
    await user.keyboard(' ');
    await user.click(await screen.findByRole('button', { name: 'Revoke marked…' }));
    const shown = await dialog('Panic');
    expect(within(shown).getByRole('radio', { name: 'The 1 key chosen' })).toBeChecked();
    await user.keyboard('{Enter}');
    await button(shown, 'Revoke all');
    const scope = { scope: 'keys', of: ['acme/deploy-bot'] };
    expect(sent(backend, 'plan_sweep')).toEqual([{ scope }]);
  });
});

describe('confirming', () => {
  it('takes the phrase and nothing else', async () => {
    const { backend, user, shown } = await planned();
    const all = await button(shown, 'Revoke all');
    expect(all).toHaveAttribute('aria-disabled', 'true');
    const box = within(shown).getByRole('textbox', { name: 'Type everything to confirm' });
    await user.type(box, 'Everything{Enter}');
    await user.click(all);
    await user.clear(box);
    await user.keyboard('{Enter}');
    await user.type(box, 'everything');
    await fireEvent.keyDown(box, { key: 'Enter', repeat: true });
    expect(backend.count('start_sweep')).toBe(0);
    await user.keyboard('{Enter}');
    await within(shown).findByText(/ended/);
    expect(sent(backend, 'start_sweep')).toEqual([
      { plan: 'plan-13-everything', typed: 'everything' },
    ]);
  });

  it('says what the core refused', async () => {
    const { backend, user, shown } = await planned();
    backend.mood.failures.start_sweep = error('plan_changed', 'local');
    await user.type(within(shown).getByRole('textbox'), 'everything{Enter}');
    expect(await within(shown).findByRole('alert')).toHaveTextContent('Nothing was revoked');
  });
});

describe('revoking many', () => {
  it('shows each result as it comes, and in the end those that failed first', async () => {
    const { backend, user, shown } = await planned();
    backend.incident.stubborn = ['preview-ci'];
    await user.type(within(shown).getByRole('textbox'), 'everything');
    await user.click(await button(shown, 'Revoke all'));
    await waitFor(() => expect(shown).toHaveTextContent('13 of 13 keys'));
    expect(shown).toHaveTextContent('12 keys revoked, 1 not revoked');
    expect(firsts(shown, 'Receipts')[0]).toMatch(/^preview-ci/);
    expect(shown).toHaveTextContent('still lists it');
    await waitFor(() => expect(announced()).toMatch(/has ended: 12 keys revoked, 1 not revoked/));
    await accessible(shown);
    await user.click(await button(shown, 'Done'));
    // What was one of many can be tried again on its own, from the start.
    await user.click(await row('preview-ci'));
    await user.keyboard('r');
    const revoke = await dialog('Revoke key');
    expect(within(revoke).getByRole('button', { name: 'Hold to revoke' })).toBeVisible();
  });

  it('asks for the whole only now and then, however many results come', async () => {
    const world = busy();
    world.rows = Array.from({ length: 400 }, (_, at) => made({ name: `ci-${at}` }));
    world.rows.unshift(made({ name: 'deploy-bot', expires: { ends: 'at', at: Date.now() } }));
    const { backend, user, shown } = await planned(world);
    await user.type(within(shown).getByRole('textbox'), 'everything{Enter}');
    await waitFor(() => expect(shown).toHaveTextContent('401 of 401 keys'));
    expect(backend.count('sweep')).toBeLessThan(20);
    expect(backend.count('key')).toBeLessThan(20);
  });

  it('goes on when the dialog is closed, and is found again', async () => {
    const { backend, user, shown } = await planned();
    backend.incident.held = true;
    await user.type(within(shown).getByRole('textbox'), 'everything{Enter}');
    await user.click(await button(shown, 'Leave it running'));
    await backend.incident.carryOn(5);
    const banner = await screen.findByRole('region', { name: 'Revoking many keys' });
    await waitFor(() => expect(banner).toHaveTextContent('5 of 13 keys'));
    await user.click(within(banner).getByRole('button', { name: 'Look' }));
    const again = await dialog('Panic');
    expect(again).toHaveTextContent('5 of 13 keys');
    await user.click(await button(again, 'Stop'));
    expect(backend.count('stop_sweep')).toBe(1);
    await button(again, 'Hold to resume');
    expect(again).toHaveTextContent('stopped: 8 keys have no result');
  });
});

describe('a lock', () => {
  it('hides what goes on, and what is found again after it', async () => {
    const { backend } = await given('panic-interrupted');
    const look = await screen.findByRole('button', { name: 'Look' });
    await fireEvent.click(look);
    await dialog('Panic');
    backend.world.frame = { ...backend.world.frame, locked: true };
    await backend.emit({ event: 'changed' });
    await waitFor(() => expect(document.body).not.toHaveTextContent('ci-runner-04'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.queryByRole('region', { name: 'Interrupted revocation' })).toBeNull();
    backend.world.frame = { ...backend.world.frame, locked: false };
    await backend.emit({ event: 'changed' });
    await screen.findByRole('region', { name: 'Interrupted revocation' });
  });
});

describe('what was cut off', () => {
  it('is told, looked at and resumed with Enter', async () => {
    const { backend, user } = await given('panic-interrupted');
    const banner = await screen.findByRole('region', { name: 'Interrupted revocation' });
    expect(banner).toHaveTextContent('26 keys have no result');
    await user.click(within(banner).getByRole('button', { name: 'Look' }));
    const shown = await dialog('Panic');
    await accessible(shown);
    await user.click(await button(shown, 'Hold to resume'));
    expect(shown).toHaveTextContent('Nothing was sent');
    expect(backend.count('resume_sweep')).toBe(0);
    await fireEvent.keyDown(shown, { key: 'Enter' });
    await waitFor(() => expect(shown).toHaveTextContent('40 of 40 keys'));
    expect(backend.count('resume_sweep')).toBe(1);
    await waitFor(() => expect(screen.queryByText(/was cut off/)).toBeNull());
  });

  it('is resumed by a hold in the banner', async () => {
    const { backend } = await given('panic-interrupted');
    const held = await screen.findByRole('button', { name: 'Hold to resume' });
    await hold(held);
    expect(backend.count('resume_sweep')).toBe(1);
    await dialog('Panic');
  });

  it('keeps the focus on the way to it when it is cut off', async () => {
    const { backend, user, shown } = await planned();
    backend.incident.held = true;
    await user.type(within(shown).getByRole('textbox'), 'everything{Enter}');
    await user.click(await button(shown, 'Leave it running'));
    const look = await screen.findByRole('button', { name: 'Look' });
    look.focus();
    backend.incident.stop();
    await screen.findByRole('region', { name: 'Interrupted revocation' });
    expect(look).toHaveFocus();
  });

  it('is given up by name', async () => {
    const { backend, user } = await given('panic-interrupted');
    await user.click(await screen.findByRole('button', { name: 'Look' }));
    const shown = await dialog('Panic');
    await user.click(await button(shown, 'Give up the rest'));
    expect(backend.count('stop_sweep')).toBe(1);
    await waitFor(() => expect(shown).toHaveTextContent('27 not revoked'));
    expect(shown).toHaveTextContent('It was given up before there was a result.');
  });
});
