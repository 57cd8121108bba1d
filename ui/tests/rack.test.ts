import { screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Backend } from '../dev/backend';
import { withoutTwin } from '../dev/assisted';
import { busy, crowd } from '../dev/world';
import { Keyrack } from '../src/app/keyrack.svelte';
import { PAGE, Rack } from '../src/features/rack/rack.svelte';
import { visible } from '../src/features/rack/columns';
import { describeRow } from '../src/features/rack/describe';
import type { RowsQuery } from '../src/ipc/types';

import { open, option, row, sent } from './window';

const asked = (backend: Backend): number[] =>
  sent(backend, 'rows').map((args) => (args as { query: RowsQuery }).query.offset);

describe('the rows', () => {
  let backend: Backend;
  let rack: Rack;

  beforeEach(async () => {
    backend = new Backend(crowd(100_000));
    rack = new Rack();
    await rack.reload();
  });

  it('are asked for a page at a time, and only once', async () => {
    expect(rack.total).toBe(100_000);
    expect(asked(backend)).toEqual([0]);
    await rack.show(0, 30);
    expect(asked(backend)).toEqual([0]);
    const border = 1250 * PAGE;
    const across = [border - 10, border + 20] as const;
    await Promise.all([rack.show(...across), rack.show(...across)]);
    expect(asked(backend)).toEqual([0, border - PAGE, border]);
    expect(rack.row(border + 10)).toBeDefined();
  });

  it('are forgotten far from the screen, except the active one', async () => {
    await rack.show(50_000, 50_030);
    expect(rack.row(0)).toBeDefined();
    expect(rack.row(50_000)).toBeDefined();
    rack.activate(50_000);
    await rack.show(90_000, 90_030);
    expect(rack.row(0)).toBeUndefined();
    expect(rack.row(50_000)).toBeDefined();
  });

  it('of an older selection do not come through', async () => {
    backend.mood.pace = 20;
    const slow = rack.select({ filter: 'key-0000' });
    backend.mood.pace = 0;
    await rack.select({ filter: 'key-000001' });
    await slow;
    expect(rack.total).toBe(1);
    expect(rack.hiddenByFilter).toBe(99_999);
  });

  it('stay those of the organization before until the answer is there', async () => {
    backend.mood.pace = 20;
    const id = backend.world.frame.organizations[0]?.id ?? null;
    const visited = rack.visit(id, null);
    expect(rack.selection.organization).toBe(id);
    expect(rack.organization).toBeNull();
    await visited;
    expect(rack.organization).toBe(id);
  });

  it('keep the active key when they move', async () => {
    rack.activate(3);
    const key = rack.activeKey;
    backend.world.rows = backend.world.rows.filter(({ key: other }) => other !== rack.row(0)?.key);
    await rack.reload();
    expect(rack.activeKey).toBe(key);
    expect(rack.active).toBe(2);
  });

  it('ask for no more than the core gives', () => expect(PAGE).toBeLessThanOrEqual(500));
});

describe('switching', () => {
  it('ends with the counts of the organization that was chosen last', async () => {
    const backend = new Backend(busy());
    const keyrack = new Keyrack();
    await keyrack.session.load();
    const [first, second] = keyrack.session.organizations.map(({ id }) => id);
    backend.mood.pace = 30;
    const slow = keyrack.visit(first ?? null);
    backend.mood.pace = 0;
    await keyrack.visit(second ?? null);
    await slow;
    expect(keyrack.rack.organization).toBe(second);
    expect(sent(backend, 'overview')).toEqual([{ organization: second }]);
  });
});

describe('going to a key', () => {
  let backend: Backend;
  let rack: Rack;

  beforeEach(async () => {
    backend = new Backend(busy());
    rack = new Rack();
    await rack.reload();
  });

  const key = (name: string): string =>
    backend.world.rows.find((one) => one.name === name)?.key ?? '';

  it('changes nothing where it is shown', async () => {
    await rack.select({ filter: 'o', sort: 'name', group: 'service' });
    const before = rack.selection;
    await rack.find(key('deploy-bot'));
    expect(rack.selection).toEqual(before);
    expect(rack.activeRow?.name).toBe('deploy-bot');
  });

  it('takes away what hides it, and keeps the order', async () => {
    await rack.select({ filter: 'nothing has this name', view: 'unused', descending: true });
    await rack.find(key('deploy-bot'));
    expect(rack.selection).toMatchObject({ filter: '', view: 'all', descending: true });
    expect(rack.selection.inactive).toBe(false);
    expect(rack.activeRow?.name).toBe('deploy-bot');
  });

  it('shows inactive keys for one of them only', async () => {
    await rack.find(key('old-runner'));
    expect(rack.selection.inactive).toBe(true);
    expect(rack.activeRow?.name).toBe('old-runner');
  });

  it('leaves an organization that does not have it', async () => {
    const northwind = backend.world.frame.organizations.find(({ name }) => name === 'northwind');
    await rack.visit(northwind?.id ?? null, null);
    await rack.find(key('deploy-bot'));
    expect(rack.selection).toMatchObject({ organization: null, inactive: false });
    expect(rack.activeRow?.name).toBe('deploy-bot');
  });

  it('finds a revoked one again where it was left', async () => {
    backend.world.rows = backend.world.rows.map((one) =>
      one.name === 'summer-intern' ? { ...one, states: ['revoked'] } : one,
    );
    await rack.select({ view: 'revoked' });
    const second = rack.row(1);
    const left = { ...rack.seen, offset: 1, top: second?.key ?? null };
    await rack.visit(null, null);
    await rack.visit(null, left);
    expect(rack.activeRow).toEqual(second);
    expect(second).toBeDefined();
  });
});

describe('the table', () => {
  it('holds a screenful of a hundred thousand', async () => {
    open(crowd(100_000));
    const grid = await screen.findByRole('grid', { name: 'Keys' });
    await waitFor(() => expect(grid).toHaveAttribute('aria-rowcount', '100001'), {
      timeout: 10_000,
    });
    await waitFor(() => expect(screen.getAllByRole('row').length).toBeGreaterThan(10));
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
  });

  it('moves with keys, one row at a time, and to its end', async () => {
    const { user } = open(crowd(1000));
    const first = await screen.findByRole('row', { selected: true });
    first.focus();
    await user.keyboard('jj{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toHaveAttribute('aria-rowindex', '3'));
    await user.keyboard('{End}');
    await waitFor(() => expect(document.activeElement).toHaveAttribute('aria-rowindex', '1001'));
    await user.keyboard('{Home}');
    await waitFor(() => expect(document.activeElement).toHaveAttribute('aria-rowindex', '2'));
  });

  it('sorts by its headers and says so', async () => {
    const { backend, user } = open(busy());
    await row('deploy-bot');
    await user.click(screen.getByRole('button', { name: 'Key' }));
    const header = screen.getByRole('columnheader', { name: 'Key' });
    await waitFor(() => expect(header).toHaveAttribute('aria-sort', 'ascending'));
    await user.click(screen.getByRole('button', { name: 'Key' }));
    await waitFor(() => expect(header).toHaveAttribute('aria-sort', 'descending'));
    expect(sent(backend, 'rows').at(-1)).toMatchObject({
      query: { sort: 'name', descending: true },
    });
  });

  it('shows hostile names as text', async () => {
    open(busy());
    expect(
      await screen.findByRole('row', { name: /^<img src=x onerror=alert\(1\)>/ }),
    ).toBeVisible();
    expect(document.querySelector('img')).toBeNull();
    expect(await screen.findByRole('row', { name: /^invoice.*could deceive/ })).toBeVisible();
  });

  it('marks the names of organizations that could deceive, and quotes them in confirmations', async () => {
    const world = busy();
    world.frame.organizations = world.frame.organizations.map((one) =>
      one.name === 'acme' ? { ...one, name: 'аcme', name_marked: true } : one,
    );
    world.rows = world.rows.map((one) =>
      one.name === 'deploy-bot'
        ? { ...one, places_marked: true, organizations: { reach: 'some', names: ['аcme', 'all'] } }
        : one,
    );
    const { user } = open(world);
    const rail = await screen.findByRole('navigation', { name: /Organizations/ });
    expect(await within(rail).findByRole('button', { name: /^аcme could deceive/ })).toBeVisible();
    expect(within(rail).queryByRole('button', { name: /^northwind could deceive/ })).toBeNull();
    await user.click(screen.getByRole('combobox', { name: 'Organization' }));
    expect(await option('аcme')).toHaveTextContent('could deceive');
    await user.keyboard('{Escape}');
    await user.click(await row('deploy-bot'));
    expect(await row('deploy-bot')).toHaveAccessibleName(/name of a place could deceive/);
    await screen.findByRole('heading', { name: 'deploy-bot' });
    await user.keyboard('r');
    const shown = await screen.findByRole('dialog', { name: 'Revoke key' });
    expect(shown).toHaveTextContent('“аcme”, “all”');
    expect(shown).toHaveTextContent('could deceive');
  });

  it('says how many the filter hides, and clears it', async () => {
    const { user } = open(busy());
    await row('deploy-bot');
    await user.keyboard('/zebra');
    expect(await screen.findByText('12 keys hidden by the filter')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(await row('deploy-bot')).toBeVisible();
  });

  it('is not covered by details that slide over it, where the filter hides every key', async () => {
    const never = { matches: false, addEventListener: () => {}, removeEventListener: () => {} };
    const narrow = vi
      .spyOn(window, 'matchMedia')
      .mockReturnValue(never as Partial<MediaQueryList> as MediaQueryList);
    const { user } = open(busy());
    await user.click(await row('deploy-bot'));
    expect(await screen.findByRole('region', { name: 'Details' })).toBeVisible();
    await user.keyboard('/zebra');
    const clear = await screen.findByRole('button', { name: 'Clear the filter' });
    expect(screen.queryByRole('region', { name: 'Details' })).toBeNull();
    await user.click(clear);
    expect(await screen.findByRole('region', { name: 'Details' })).toBeVisible();
    narrow.mockRestore();
  });

  it('keeps ended keys behind a button', async () => {
    const { user } = open(busy());
    await row('deploy-bot');
    expect(screen.queryByRole('row', { name: /^old-runner/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show inactive (2)' }));
    expect(await row('old-runner')).toBeVisible();
  });

  it('shows its shortcuts once Ctrl rests, and not for those who press one', async () => {
    const { user } = open(busy());
    await row('deploy-bot');
    const rail = screen.getByRole('navigation', { name: /^Organizations/ });
    await user.keyboard('{Control>}1');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(rail).not.toHaveClass('ctrl');
    await user.keyboard('{/Control}{Control>}');
    expect(rail).not.toHaveClass('ctrl');
    await waitFor(() => expect(rail).toHaveClass('ctrl'));
    await user.keyboard('{/Control}');
    expect(rail).not.toHaveClass('ctrl');
  });

  it('switches organization with one key, and by the combobox', async () => {
    const { backend, user } = open(busy());
    await row('deploy-bot');
    await user.keyboard('{Control>}1{/Control}');
    await waitFor(() =>
      expect(screen.queryByRole('columnheader', { name: 'Organization' })).toBeNull(),
    );
    expect(screen.getByRole('combobox', { name: 'Organization' })).toHaveTextContent('acme');
    expect(sent(backend, 'set_preferences')).toMatchObject([
      { preferences: { organization: 'o1' } },
    ]);
    await user.click(screen.getByRole('combobox', { name: 'Organization' }));
    await user.click(await option('All organizations'));
    expect(await screen.findByRole('columnheader', { name: 'Organization' })).toBeVisible();
  });
});

describe('environments', () => {
  it('are shown and filtered where keys tell them', async () => {
    const { backend, user } = open(withoutTwin());
    const production = await row('billing-export');
    expect(screen.getByRole('columnheader', { name: 'Environment' })).toBeVisible();
    expect(production).toHaveTextContent('Production');
    expect(production).toHaveAccessibleName(/, Production,/);
    const filter = screen.getByRole('combobox', { name: 'Environment' });
    expect(filter).toHaveTextContent('All environments');
    filter.focus();
    await user.keyboard('{ArrowDown}');
    await option('Production');
    await user.keyboard('{End}{Enter}');
    await waitFor(() => expect(screen.queryByRole('row', { name: /^deploy-bot/ })).toBeNull());
    expect(await row('billing-export')).toBeVisible();
    const asked = sent(backend, 'rows').map((args) => (args as { query: RowsQuery }).query);
    expect(asked.at(-1)?.environment).toBe('production');
  });

  it('do not hold when the last key of one is gone', async () => {
    const { backend, user } = open(withoutTwin());
    await row('deploy-bot');
    await user.click(screen.getByRole('combobox', { name: 'Environment' }));
    await user.click(await option('Staging'));
    await waitFor(() => expect(screen.queryByRole('row', { name: /^deploy-bot/ })).toBeNull());
    backend.world.frame = { ...backend.world.frame, environments: ['production'] };
    await backend.emit({ event: 'changed' });
    expect(await row('deploy-bot')).toBeVisible();
  });

  it('are not there where no key tells one', async () => {
    open(busy());
    await row('deploy-bot');
    expect(screen.queryByRole('columnheader', { name: 'Environment' })).toBeNull();
    expect(screen.queryByRole('combobox', { name: 'Environment' })).toBeNull();
  });
});

describe('columns', () => {
  const ids = (width: number, organization: boolean, environment = false): string[] =>
    visible(width, { organization, environment }).map(({ id }) => id);

  it('are all there where there is room, without the organization when there is one', () => {
    expect(ids(52, true)).toEqual([
      'key',
      'service',
      'organization',
      'rights',
      'used',
      'expires',
      'state',
    ]);
    expect(ids(47, false)).toEqual(['key', 'service', 'rights', 'used', 'expires', 'state']);
  });

  it('hold the environment where keys tell it, at the usual width too', () => {
    expect(ids(47.5, true, true)).toEqual([
      'key',
      'service',
      'organization',
      'environment',
      'rights',
      'expires',
      'state',
    ]);
    expect(ids(47.5, true)).not.toContain('environment');
  });

  it('give way at small widths, the key and its end last', () => {
    expect(ids(20, true)).toEqual(['key', 'expires']);
  });
});

it('a row is called by its name first', () => {
  const [first] = busy().rows;
  expect(first && describeRow(first, Date.now())).toMatch(/^deploy-bot, cpg_…7d11, CodePushGo/);
});

describe('organizations of the same name', () => {
  it('are linked, shown as one, and kept apart again', async () => {
    const { backend, user } = open(busy());
    await row('deploy-bot');
    await user.keyboard('{Control>}3{/Control}');
    const switcher = screen.getByRole('combobox', { name: 'Organization' });
    await waitFor(() => expect(switcher).toHaveTextContent('acme quality'));
    await user.click(switcher);
    await user.click(await waitFor(() => screen.getByText(/^Link organizations called/)));
    const dialog = await screen.findByRole('dialog', { name: 'Organizations called my-side' });
    expect(within(dialog).getByRole('list', { name: 'Shown now' })).toHaveTextContent(
      'acme quality',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Link side project' }));
    expect(sent(backend, 'link_organizations')).toEqual([{ a: 'o3', b: 'o2' }]);
    expect(await within(dialog).findByRole('list', { name: 'Shown as one' })).toHaveTextContent(
      /acme quality.*side project/,
    );
    expect(switcher).toHaveTextContent('2 accounts, linked');
    await user.click(within(dialog).getByRole('button', { name: 'Unlink side project' }));
    expect(sent(backend, 'unlink_organization')).toEqual([{ organization: 'o2' }]);
    expect(await within(dialog).findByRole('list', { name: 'Kept apart' })).toHaveTextContent(
      'side project',
    );
  });

  it('are not offered where a name is the only one', async () => {
    const { user } = open(busy());
    await row('deploy-bot');
    await user.keyboard('{Control>}1{/Control}');
    await user.click(screen.getByRole('combobox', { name: 'Organization' }));
    await option('All organizations');
    expect(screen.queryByText(/^Link organizations/)).toBeNull();
  });
});
