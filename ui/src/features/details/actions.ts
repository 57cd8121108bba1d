import type { ErrorView, KeyView } from '$/ipc/types';
import { away, isOver, whyNot } from '$/text/words';

/** Why the key cannot be revoked or rotated now, in a sentence; nothing where it can. */
export function blocked(
  view: KeyView,
  what: 'revoke' | 'rotate',
  offline: ErrorView | null,
): string | null {
  if (isOver(view.row.phase)) return 'The key is revoked already.';
  if (view.row.phase === 'sending' || view.row.phase === 'accepted') {
    return 'A revocation is under way.';
  }
  const reason = whyNot(view[what]);
  if (reason !== null) return reason;
  return offline === null ? null : away(view.row.service);
}
