import type { Act, Ending, Fault, IncidentView, Manner } from '$/ipc/types';

import type { Tone } from './states';
import { tallyWords } from './sweep';
import { keys } from './time';

/** What was done. */
export const acts: Record<Act, string> = {
  create: 'Created',
  rotate: 'Rotated',
  replace: 'Replaced by a successor',
  revoke: 'Revoked',
  revoke_there: 'Revoked at its service’s site',
  discard: 'Discarded',
  sweep: 'Revoked with others',
  sweep_all: 'Revoked many keys',
};

/** How it ended. */
export const endings: Record<Ending, { word: string; tone: Tone }> = {
  refused: { word: 'refused', tone: 'ok' },
  gone: { word: 'gone from the list', tone: 'ok' },
  unprovable: { word: 'accepted, no proof', tone: 'warn' },
  still_works: { word: 'still works', tone: 'bad' },
  unverified: { word: 'not proven', tone: 'warn' },
  failed: { word: 'failed', tone: 'bad' },
  copied: { word: 'copied once', tone: 'mute' },
  given: { word: 'given to a command', tone: 'mute' },
  kept: { word: 'kept in the keychain', tone: 'mute' },
  done: { word: 'done', tone: 'ok' },
  given_up: { word: 'given up', tone: 'mute' },
};

/** What a record is about: a key's name, or how many keys. */
export function subject({ name, tally }: IncidentView): string {
  if (name !== null) return name;
  if (tally === null) return 'a key';
  return keys(tally.revoked + tally.unprovable + tally.failed);
}

/** What else a record tells in a line. */
export function besides({ successor, tally }: IncidentView): string {
  if (successor !== null) return `by ${successor}`;
  return tally === null ? '' : tallyWords(tally);
}

/** What a check of the log found. */
export function faultWords(fault: Fault): string {
  switch (fault.fault) {
    case 'changed':
      return `Record ${fault.record} is not what was written, or the one before it was removed.`;
    case 'missing':
      return `Record ${fault.record} is missing.`;
    case 'seal_broken':
      return 'The seal does not fit the log: a record was changed, or the seal itself.';
    case 'cut_off':
      return `Records from ${fault.record} on are missing: they were cut off, or an earlier copy of the database was put back.`;
    case 'seal_missing':
      return 'The seal is not in the keychain any more, though the log was sealed.';
    case 'seal_unread':
      return 'The keychain did not give the seal, so the end cannot be checked.';
  }
}

/** What an invented service does with a revocation. */
export const manners: Record<Manner, string> = {
  prompt: 'refuses a revoked key at once',
  lags: 'goes on taking it for 20 seconds',
  lies: 'says yes, takes it off its list, and lets it in for ever',
};
