import type { SortBy } from '$/ipc/types';

/** A column of the table. */
export interface Column {
  id: 'key' | 'service' | 'organization' | 'rights' | 'used' | 'expires' | 'state';
  name: string;
  /** What a click on its header sorts by. */
  sort: SortBy | null;
  /** Its track in the grid. */
  track: string;
  /** Below how many em of table width it is left out, where organizations are shown. */
  from: number;
}

/** The columns, in the order they are shown. */
export const columns: readonly Column[] = [
  { id: 'key', name: 'Key', sort: 'name', track: 'minmax(9.5rem, 3fr)', from: 0 },
  { id: 'service', name: 'Service', sort: 'service', track: 'minmax(5.75rem, 1fr)', from: 32 },
  {
    id: 'organization',
    name: 'Organization',
    sort: null,
    track: 'minmax(5.25rem, 1.2fr)',
    from: 40,
  },
  { id: 'rights', name: 'Rights', sort: null, track: 'minmax(8.5rem, 2.2fr)', from: 34 },
  { id: 'used', name: 'Last used', sort: null, track: '5.625rem', from: 52 },
  { id: 'expires', name: 'Expires', sort: 'expires', track: '5.5rem', from: 0 },
  { id: 'state', name: 'State', sort: 'state', track: '7.625rem', from: 24 },
];

/** What the organization's column leaves to the others where it is not needed. */
const ORGANIZATION_EM = 5.25;

/** The columns for a table that is `width` em wide and may hold several organizations. */
export function visible(width: number, organizations: boolean): Column[] {
  const room = organizations ? width : width + ORGANIZATION_EM;
  return columns.filter(
    (column) => room >= column.from && (column.id !== 'organization' || organizations),
  );
}
