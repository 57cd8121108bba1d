import type { GroupView } from '$/ipc/types';

/** A line of the table: the title of a group, or a row, each by its place in its list. */
export type Line = { is: 'group'; at: number } | { is: 'row'; at: number };

/** The line on which the title of the group at this place stands. */
const titleLine = (groups: GroupView[], at: number): number => (groups[at]?.first ?? 0) + at;

/** How many groups there are of which `holds` is true; it must be true of the first ones only. */
function count(groups: GroupView[], holds: (at: number) => boolean): number {
  let [low, high] = [0, groups.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What stands on a line, where groups have a title each above their rows. */
export function lineAt(groups: GroupView[], line: number): Line {
  const titles = count(groups, (at) => titleLine(groups, at) <= line);
  const last = titles - 1;
  if (titles > 0 && titleLine(groups, last) === line) return { is: 'group', at: last };
  return { is: 'row', at: line - titles };
}

/** The line on which the row at this place stands. */
export const lineOfRow = (groups: GroupView[], row: number): number =>
  row + count(groups, (at) => (groups[at]?.first ?? 0) <= row);
