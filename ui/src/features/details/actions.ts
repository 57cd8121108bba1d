import type { Access, ErrorView, KeyView } from '$/ipc/types';
import { away, whyNot } from '$/text/access';
import { isOver, isUnderWay } from '$/text/revocation';

/** Whether a key can be rotated, in place or by a successor, and if not, why: the reason that helps. */
function rotation({ rotate, succeed }: KeyView): Access {
  if (rotate.access === 'direct' || succeed.access === 'direct') return { access: 'direct' };
  const never = succeed.access === 'unsupported' && succeed.reason === 'not_offered';
  return never ? rotate : succeed;
}

/** Why this cannot be done with the key now, in a sentence; nothing where it can. */
export function blocked(
  view: KeyView,
  what: 'revoke' | 'rotate' | 'verify',
  offline: ErrorView | null,
): string | null {
  if (isOver(view.row.phase)) return 'The key is revoked already.';
  if (isUnderWay(view.row.phase)) return 'A revocation is under way.';
  const access =
    what === 'rotate' ? rotation(view) : what === 'verify' ? view.verify.access : view[what];
  const reason = whyNot(access);
  if (reason !== null) return reason;
  if (access.access === 'assisted') return null;
  return offline === null ? null : away(view.row.service);
}
