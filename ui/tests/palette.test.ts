import { screen, waitFor } from '@testing-library/svelte';
import type { UserEvent } from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Backend } from '../dev/backend';
import { busy } from '../dev/world';

import { open, option, row, sent } from './window';

const names = ['soak-1', 'soak-2', 'a soak-2 that is longer'];

/** What Enter would take, as the field tells it. */
const chosen = (): string =>
  document.querySelector('[role="option"][data-selected] bdi')?.textContent ?? '';

describe('the search', () => {
  let backend: Backend;
  let user: UserEvent;

  beforeEach(async () => {
    const world = busy();
    const [first] = world.rows;
    if (!first) throw new Error('There is no row');
    world.rows = [...world.rows, ...names.map((name) => ({ ...first, key: `acme/${name}`, name }))];
    ({ backend, user } = open(world));
    await row('deploy-bot');
    await user.keyboard('{Control>}k{/Control}');
    // jsdom, which lays nothing out, does not give it the focus.
    (await screen.findByRole('combobox', { name: 'Search everything' })).focus();
  });

  it('has the best chosen when what is found becomes less', async () => {
    await user.keyboard('soak-');
    await option('soak-1');
    await waitFor(() => expect(chosen()).toBe('soak-1'));
    await user.keyboard('2');
    await waitFor(() => expect(chosen()).toBe('soak-2'));
  });

  it('goes with Enter to what was typed, however late that is found', async () => {
    await user.keyboard('soak-');
    await option('soak-1');
    backend.mood.pace = 60;
    await user.keyboard('2{Enter}{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await screen.findByRole('heading', { name: 'soak-2' })).toBeVisible();
    const found = sent(backend, 'rows').map((args) => (args as { query: { find: string } }).query);
    expect(found.filter(({ find }) => find === 'acme/soak-2')).toHaveLength(1);
  });

  it('does nothing for Enter when it is closed first', async () => {
    backend.mood.pace = 60;
    await user.keyboard('soak-2{Enter}{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    backend.mood.pace = 0;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(screen.queryByRole('heading', { name: 'soak-2' })).toBeNull();
  });

  it('leaves what the user went to, as long as it is found', async () => {
    await user.keyboard('soak-');
    await option('soak-1');
    await waitFor(() => expect(chosen()).toBe('soak-1'));
    await user.keyboard('{ArrowDown}');
    expect(chosen()).toBe('soak-2');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { name: 'soak-2' })).toBeVisible();
  });

  it('marks names that could deceive', async () => {
    await user.keyboard('deploy-bot');
    expect(await option('deploy-bot')).not.toHaveTextContent('could deceive');
    await user.clear(screen.getByRole('combobox', { name: 'Search everything' }));
    await user.keyboard('invoice');
    expect(await option('invoice')).toHaveTextContent('could deceive');
  });
});
