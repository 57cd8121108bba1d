import type { ErrorView, KeyView } from '$/ipc/types';
import { away, whyNot } from '$/text/access';
import { isOver, isUnderWay } from '$/text/revocation';

/** Why this cannot be done with the key now, in a sentence; nothing where it can. */
export function blocked(
  view: KeyView,
  what: 'revoke' | 'rotate' | 'verify',
  offline: ErrorView | null,
): string | null {
  if (isOver(view.row.phase)) return 'The key is revoked already.';
  if (isUnderWay(view.row.phase)) return 'A revocation is under way.';
  const access = what === 'verify' ? view.verify.access : view[what];
  const reason = whyNot(access);
  if (reason !== null) return reason;
  if (access.access === 'assisted') return null;
  return offline === null ? null : away(view.row.service);
}
