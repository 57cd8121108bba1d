import type { RowsQuery, RowView, View } from '../src/ipc/types';
import { instant } from '../src/text/time';
import { isRevoked } from '../src/text/states';

import type { World } from './world';

/** The rows of a selection, in order, and how many it hides. */
export interface Selected {
  found: RowView[];
  hidden_by_filter: number;
  hidden_inactive: number;
}

const urgent = ['within_day', 'within_week', 'still_works', 'revocation_unverified'];

const inView: Record<View, (row: RowView) => boolean> = {
  all: () => true,
  at_risk: ({ states }) => states.some((state) => urgent.includes(state)),
  expiring: ({ states }) => states.some((state) => state.startsWith('within_')),
  never_expires: ({ states }) => states.includes('never_expires'),
  revoked: ({ states }) => states.some(isRevoked),
};

const ended = ({ states }: RowView): boolean =>
  states.includes('expired') || states.some(isRevoked);

/** What the core would find for a selection of `world`. */
export function select(world: World, query: Omit<RowsQuery, 'offset' | 'limit'>): Selected {
  const { filter, view, environment, inactive, sort, descending, organization } = query;
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
  return {
    found,
    hidden_by_filter: live.length - found.length,
    hidden_inactive: selected.length - live.length,
  };
}
