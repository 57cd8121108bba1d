import type { Consequence, SweptKeyView, SweepView, Tally } from '$/ipc/types';

import type { Tone } from './states';
import { count, keys, span } from './time';

/** What stops working with a key, in a word or two; nothing where that says nothing new. */
export const breaks: Record<Consequence, { word: string; tone: Tone } | null> = {
  stops_for_good: null,
  in_use: { word: 'in use', tone: 'bad' },
  use_unknown: { word: 'use unknown', tone: 'mute' },
  own_credential: { word: 'own credential', tone: 'bad' },
  administers: { word: 'administers', tone: 'warn' },
  already_ended: { word: 'ended already', tone: 'mute' },
};

/** What a result comes down to. */
export type Result = 'revoked' | 'unprovable' | 'failed';

/** What the result of a key comes down to; nothing while it has none. */
export function resultOf({ ended, outcome }: SweptKeyView): Result | null {
  if (!ended) return null;
  switch (outcome) {
    case 'revoked':
    case 'already_gone':
    case 'refused':
      return 'revoked';
    case 'accepted_unprovable':
    case 'untested':
      return 'unprovable';
    default:
      return 'failed';
  }
}

/** Results, in the order in which they want to be looked at. */
export const results: Record<Result, { word: string; tone: Tone }> = {
  failed: { word: 'not revoked', tone: 'bad' },
  unprovable: { word: 'accepted, no proof', tone: 'warn' },
  revoked: { word: 'revoked', tone: 'ok' },
};

/** How many ended how: `38 keys revoked, 1 accepted without proof, 2 not revoked`. */
export function tallyWords({ revoked, unprovable, failed }: Tally): string {
  const parts = [
    `${keys(revoked)} revoked`,
    unprovable > 0 ? `${unprovable} accepted without proof` : '',
    failed > 0 ? `${failed} not revoked` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** How long it takes, where that is worth saying. */
export const lasts = (seconds: number): string =>
  seconds <= 1 ? 'at once' : `about ${span(seconds * 1000)}`;

/** How far it has come: `12 of 40 keys`. */
export const soFar = ({ total, open }: SweepView): string => `${total - open} of ${keys(total)}`;

/** What is left of one that was cut off. */
export const leftOver = ({ open }: SweepView): string =>
  open === 1 ? '1 key has no result' : `${count(open, 'key')} have no result`;
