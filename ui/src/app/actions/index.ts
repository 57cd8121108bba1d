import { accounts, practice, records } from './accounts';
import type { Action, Place } from './action';
import { incidents, leaked, many, successors } from './compromised';
import { choices, keys, orphans, secret } from './key';
import { label } from './keys';
import { selection, table } from './rack';
import { window } from './window';

/** Everything that a user can do, by the place where it is done. Shortcuts and help follow it. */
export const places: readonly Place[] = [
  practice,
  accounts,
  selection,
  table,
  keys,
  secret,
  leaked,
  many,
  successors,
  incidents,
  records,
  orphans,
  choices,
  window,
];

/** The same, without the places. */
export const actions: readonly Action[] = places.flatMap((place) => place.actions);

/** The first key of an action, in words. */
export const keysOf = (id: string): string => {
  const key = actions.find((action) => action.id === id)?.keys?.[0];
  return key === undefined ? '' : label(key);
};
