import type { LimitView, RowView } from '$/ipc/types';
import { expiresShort } from '$/text/time';
import { states } from '$/text/states';
import { environments, limitKinds, reach } from '$/text/words';

/** The row in one sentence, beginning with the key's name, for whoever hears it. */
export function describeRow(row: RowView, now: number): string {
  const expires = expiresShort(row.expires, now);
  return [
    row.name,
    row.name_marked && 'the name could deceive',
    row.hint,
    row.own && 'own credential',
    row.service,
    `organization ${reach(row.organizations)}`,
    row.places_marked && 'the name of a place could deceive',
    row.environment && environments[row.environment],
    row.rights,
    `expires ${expires}`,
    row.states.map((state) => states[state].word).join(', '),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Two limits by name, and how many more there are. */
export function limitChips(limits: LimitView[]): { shown: LimitView[]; more: number } {
  const shown = limits.slice(0, 2);
  return { shown, more: limits.length - shown.length };
}

/** What a limit is, in words. */
export const describeLimit = ({ kind, name }: LimitView): string =>
  `${limitKinds[kind][0]} ${name}`;

/** What several limits are, in words. */
export const describeLimits = (limits: LimitView[]): string => limits.map(describeLimit).join(', ');

/** What that many limits are called after their number: `app`, `apps`, or `limits` of several kinds. */
export function nameLimits(limits: LimitView[]): string {
  const kinds = new Set(limits.map(({ kind }) => kind));
  const [kind] = kinds;
  const many = limits.length === 1 ? 0 : 1;
  return kinds.size === 1 && kind ? limitKinds[kind][many] : 'limits';
}
