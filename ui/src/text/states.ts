import type { State } from '$/ipc/types';

/** What a colour means. Colour never stands alone: a word and an icon go with it. */
export type Tone = 'bad' | 'warn' | 'ok' | 'mute' | 'info';

/** Badges: the word, its tone, and what it means. */
export const states: Record<State, { word: string; tone: Tone; meaning: string }> = {
  revoking: { word: 'revoking', tone: 'info', meaning: 'A revocation is under way.' },
  still_works: {
    word: 'still works',
    tone: 'bad',
    meaning: 'It was said to be revoked, and the service still takes it.',
  },
  revocation_unverified: {
    word: 'not proven',
    tone: 'bad',
    meaning: 'A revocation was sent, and it is not proven that the key stopped.',
  },
  expired: { word: 'expired', tone: 'mute', meaning: 'It ended by itself.' },
  within_day: { word: 'last day', tone: 'bad', meaning: 'It ends within a day.' },
  within_week: { word: 'expires soon', tone: 'bad', meaning: 'It ends within a week.' },
  rotation_due: {
    word: 'rotation due',
    tone: 'warn',
    meaning: 'You wanted to have rotated it by now.',
  },
  broader_than_needed: {
    word: 'too broad',
    tone: 'bad',
    meaning: 'It may administer, or reaches every organization of its account without a limit.',
  },
  never_expires: {
    word: 'never expires',
    tone: 'warn',
    meaning: 'It does not end. If it leaks, it works until somebody revokes it.',
  },
  unused: {
    word: 'unused',
    tone: 'warn',
    meaning: 'Its service says that it was not used for 90 days, or never.',
  },
  within_fortnight: { word: '≤ 14 days', tone: 'warn', meaning: 'It ends within two weeks.' },
  within_month: { word: '≤ 30 days', tone: 'warn', meaning: 'It ends within a month.' },
  unknown: {
    word: 'end unknown',
    tone: 'mute',
    meaning: 'It is not known when it ends.',
  },
  ok: { word: 'ok', tone: 'ok', meaning: 'Nothing to say about it.' },
  revoked: {
    word: 'revoked',
    tone: 'ok',
    meaning: 'It was revoked, and that is proven: the service has it no more, or refuses it.',
  },
  revoked_unprovable: {
    word: 'revoked, no proof',
    tone: 'mute',
    meaning: 'It was revoked, and nothing is at hand by which that could be proven.',
  },
};

/** What all of these states mean, in sentences. */
export const meaning = (all: State[]): string =>
  all.map((state) => states[state].meaning).join(' ');

/** Whether a key was revoked from here. */
export const isRevoked = (state: State): boolean =>
  state === 'revoked' || state === 'revoked_unprovable';
