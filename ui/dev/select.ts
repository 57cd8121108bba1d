import type {
  GroupTitle,
  GroupView,
  OverviewView,
  RowsQuery,
  RowView,
  View,
} from '../src/ipc/types';
import { DAY, instant } from '../src/text/time';
import { isRevoked } from '../src/text/states';

import type { World } from './world';

/** The rows of a selection, in order, and how many it hides. */
export interface Selected {
  found: RowView[];
  hidden_by_filter: number;
  hidden_inactive: number;
  groups: GroupView[];
  at: number | null;
}

const urgent = ['within_day', 'within_week', 'still_works', 'revocation_unverified'];

const inView: Record<View, (row: RowView) => boolean> = {
  all: () => true,
  at_risk: ({ states }) => states.some((state) => urgent.includes(state)),
  expiring: ({ states }) => states.some((state) => state.startsWith('within_')),
  never_expires: ({ states }) => states.includes('never_expires'),
  unused: ({ states }) => states.includes('unused'),
  broader_than_needed: ({ states }) => states.includes('broader_than_needed'),
  revoked: ({ states }) => states.some(isRevoked),
};

const ended = ({ states }: RowView): boolean =>
  states.includes('expired') || states.some(isRevoked);

/** What the core would find for a selection of `world`. */
export function select(world: World, query: Omit<RowsQuery, 'offset' | 'limit'>): Selected {
  const { filter, view, environment, inactive, sort, descending, organization, find } = query;
  const name = world.frame.organizations.find(({ id }) => id === organization)?.name;
  const reaches = ({ organizations: o }: RowView): boolean =>
    name === undefined || o.reach === 'all' || (o.reach === 'some' && o.names.includes(name));
  const issued = (row: RowView): boolean => environment === null || row.environment === environment;
  const selected = world.rows.filter((row) => reaches(row) && issued(row) && inView[view](row));
  const live = selected.filter((row) => inactive || !ended(row));
  const found = live.filter((row) =>
    [row.name, row.hint, row.service, row.rights]
      .join(' ')
      .toLowerCase()
      .includes(filter.toLowerCase()),
  );
  const rank = (row: RowView): number | string => {
    if (sort === 'expires') return instant(row.expires) ?? Infinity;
    return sort === 'service' ? row.service + row.name : row.name;
  };
  const turn = descending ? -1 : 1;
  found.sort((a, b) => (rank(a) < rank(b) ? -turn : rank(a) > rank(b) ? turn : 0));
  const { rows, groups } = gather(found, query);
  const at = rows.findIndex(({ key }) => key === find);
  return {
    found: rows,
    hidden_by_filter: live.length - found.length,
    hidden_inactive: selected.length - live.length,
    groups,
    at: at < 0 ? null : at,
  };
}

/** What a row is gathered under. */
function titleOf(row: RowView, query: Pick<RowsQuery, 'group'>): GroupTitle | null {
  const { organizations: o } = row;
  switch (query.group) {
    case null:
      return null;
    case 'service':
      return { by: 'service', is: row.service };
    case 'state':
      return { by: 'state', is: row.states[0] ?? 'unknown' };
    case 'organization':
      if (o.reach === 'all') return { by: 'all_organizations', is: row.account };
      if (o.reach === 'unknown') return { by: 'unknown_organization', is: row.account };
      return { by: 'organization', is: { name: o.names[0] ?? '', account: row.account } };
  }
}

function gather(
  found: RowView[],
  query: Pick<RowsQuery, 'group' | 'folded'>,
): { rows: RowView[]; groups: GroupView[] } {
  const gathered = new Map<string, { title: GroupTitle; rows: RowView[] }>();
  for (const row of found) {
    const title = titleOf(row, query);
    if (title === null) return { rows: found, groups: [] };
    const id = JSON.stringify(title);
    const group = gathered.get(id) ?? { title, rows: [] };
    gathered.set(id, { title, rows: [...group.rows, row] });
  }
  const rows: RowView[] = [];
  const groups: GroupView[] = [];
  for (const [id, group] of gathered) {
    const folded = query.folded.includes(id);
    groups.push({ id, title: group.title, first: rows.length, keys: group.rows.length, folded });
    if (!folded) rows.push(...group.rows);
  }
  return { rows, groups };
}

/** What the core would count for an organization of `world`, or for all. */
export function overview(world: World, organization: string | null): OverviewView {
  const query: Omit<RowsQuery, 'offset' | 'limit' | 'view'> = {
    organization,
    environment: null,
    filter: '',
    inactive: false,
    sort: 'name',
    descending: false,
    group: null,
    folded: [],
    find: null,
  };
  const rows = (view: View, inactive = false): RowView[] =>
    select(world, { ...query, view, inactive }).found;
  const midnight = new Date().setHours(0, 0, 0, 0);
  const active = rows('all');
  const days = Array.from({ length: 90 }, (_, at) => {
    const starts = midnight + at * DAY;
    const ending = active.flatMap((row) => {
      const end = instant(row.expires);
      return end !== null && end >= starts && end < starts + DAY ? [{ row, at: end }] : [];
    });
    const levels = [0, 1, 3, 7, 14, 30, 60];
    return {
      date: new Date(starts).toISOString().slice(0, 10),
      starts,
      ends: ending.length,
      level: ending.length > 0 ? (levels.find((level) => level >= at) ?? null) : null,
      first: ending.slice(0, 3).map((e) => ({ key: e.row.key, name: e.row.name, at: e.at })),
    };
  });
  const views = {
    all: active.length,
    at_risk: rows('at_risk').length,
    expiring: rows('expiring').length,
    never_expires: rows('never_expires').length,
    unused: rows('unused').length,
    broader_than_needed: rows('broader_than_needed').length,
    revoked: rows('revoked', true).length,
    inactive: rows('all', true).length - active.length,
  };
  return { organization, views, days };
}
