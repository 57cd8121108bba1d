import type { KeyView, SecretSource } from '$/ipc/types';

/** By what it is found out that a key was revoked at the service's site. */
export type Proof = SecretSource | 'none';

/** What can be chosen; the best proof comes first. A kept secret leaves nothing to choose. */
export function proofs({ verify }: KeyView): readonly [Proof, ...Proof[]] {
  if (verify.access.access !== 'direct') return ['none'];
  return verify.at_hand ? ['keychain'] : ['clipboard', 'none'];
}

/** Where the secret comes from; nothing: it is not tested. */
export const sourceOf = (proof: Proof): SecretSource | null => (proof === 'none' ? null : proof);
