import type { SortBy } from '$/ipc/types';

/** A column of the table. */
export interface Column {
  id: 'key' | 'service' | 'organization' | 'environment' | 'rights' | 'used' | 'expires' | 'state';
  name: string;
  /** What a click on its header sorts by. */
  sort: SortBy | null;
  /** How many em it needs at least. */
  least: number;
  /** Its share of what is left; none: it keeps its least width. */
  share: number;
  /** Where there is no room for all, those with a high number go first. */
  rank: number;
}

/** The columns, in the order they are shown. */
const columns: readonly Column[] = [
  { id: 'key', name: 'Key', sort: 'name', least: 9, share: 3, rank: 1 },
  { id: 'service', name: 'Service', sort: 'service', least: 5.75, share: 1, rank: 4 },
  {
    id: 'organization',
    name: 'Organization',
    sort: 'organization',
    least: 5.25,
    share: 1.2,
    rank: 6,
  },
  { id: 'environment', name: 'Environment', sort: null, least: 6.25, share: 0, rank: 7 },
  { id: 'rights', name: 'Rights', sort: 'rights', least: 6.25, share: 2.2, rank: 5 },
  { id: 'used', name: 'Last used', sort: 'last_used', least: 5.625, share: 0, rank: 8 },
  { id: 'expires', name: 'Expires', sort: 'expires', least: 5.25, share: 0, rank: 2 },
  { id: 'state', name: 'State', sort: 'state', least: 7.625, share: 0, rank: 3 },
];

/** What the table keeps free at its sides. */
const SIDES = 1.5;

/** The columns for a table that is `width` em wide, of those that tell something in it. */
export function visible(
  width: number,
  tells: { organization: boolean; environment: boolean },
): Column[] {
  const wanted = columns
    .filter(({ id }) => (id !== 'organization' && id !== 'environment') || tells[id])
    .sort((a, b) => a.rank - b.rank);
  let left = width - SIDES;
  const gone = wanted.findIndex(({ least }) => (left -= least) < 0);
  const shown = new Set(gone < 0 ? wanted : wanted.slice(0, gone));
  return columns.filter((column) => shown.has(column));
}

/** A column's track in the grid. */
export const track = ({ least, share }: Column): string =>
  share === 0 ? `${least}rem` : `minmax(${least}rem, ${share}fr)`;
