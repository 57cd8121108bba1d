import type { QuotaView, Standing } from '$/ipc/types';

import { number } from './number';
import type { Tone } from './states';
import { clock } from './time';

/** What a service answered when it was asked with a key: a word, its tone, and what it means. */
export const standings: Record<
  Standing,
  { word: string; tone: Tone; meaning: (service: string) => string }
> = {
  works: { word: 'works', tone: 'ok', meaning: (service) => `${service} takes it.` },
  works_without_right: {
    word: 'works',
    tone: 'ok',
    meaning: (service) => `${service} takes it, though not for what it was asked with.`,
  },
  refused: {
    word: 'refused',
    tone: 'bad',
    meaning: (service) => `${service} refuses it: it is revoked, expired or wrong.`,
  },
  cannot_be_tested: {
    word: 'cannot be tested',
    tone: 'mute',
    meaning: (service) => `${service} answered, and its answer does not tell.`,
  },
};

/** How many requests are granted: `998 of 1,000 requests left until 14:04`. */
export function quotaWords({ limit, remaining, resets }: QuotaView): string {
  const left =
    remaining === null
      ? `${number(limit)} requests granted`
      : `${number(remaining)} of ${number(limit)} requests left`;
  return resets === null ? left : `${left} until ${clock(resets)}`;
}
