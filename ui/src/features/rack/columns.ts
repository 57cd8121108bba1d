import type { Column as ColumnId, PreferencesView, SortBy } from '$/ipc/types';

/** A column of the table. */
export interface Column {
  id: ColumnId;
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
  widths: Widths = {},
): Column[] {
  const wanted = columns
    .filter(({ id }) => (id !== 'organization' && id !== 'environment') || tells[id])
    .sort((a, b) => a.rank - b.rank);
  let left = width - SIDES;
  const gone = wanted.findIndex(({ id, least }) => (left -= widths[id] ?? least) < 0);
  const shown = new Set(gone < 0 ? wanted : wanted.slice(0, gone));
  return columns.filter((column) => shown.has(column));
}

/** How wide a column can be made, in em: not below this, and not beyond {@link WIDEST}. */
const NARROWEST = 3.5;
const WIDEST = 40;

/** Widths in em that the user gave to columns. */
export type Widths = Partial<Record<ColumnId, number>>;

/** Preferences hold whole numbers. */
const HUNDREDTHS = 100;

const each = (widths: Widths, change: (width: number) => number): Widths =>
  Object.fromEntries(Object.entries(widths).map(([id, width]) => [id, change(width)]));

/** The widths as preferences hold them, and back. */
export const kept = (widths: Widths): PreferencesView['widths'] =>
  each(widths, (em) => Math.round(em * HUNDREDTHS));
export const restored = (widths: PreferencesView['widths']): Widths =>
  each(widths, (width) => width / HUNDREDTHS);

/** A width that a column can have. */
export const bounded = (em: number): number => Math.max(NARROWEST, Math.min(WIDEST, em));

/** A column's track in the grid. */
export function track({ id, least, share }: Column, widths: Widths): string {
  const width = widths[id];
  if (width !== undefined) return `${width}rem`;
  return share === 0 ? `${least}rem` : `minmax(${least}rem, ${share}fr)`;
}
