import type { Consequence, Phase, Revocation, StepView, Untested } from '$/ipc/types';

import type { Tone } from './states';

/** What happens when a key is revoked. */
export const consequences: Record<Consequence, { text: string; tone: Tone }> = {
  stops_for_good: { text: 'It stops at once and cannot be brought back.', tone: 'mute' },
  in_use: { text: 'It was used within the last week: something will break.', tone: 'bad' },
  use_unknown: { text: 'The service does not tell whether it is in use.', tone: 'mute' },
  own_credential: {
    text: 'It is this account’s own credential: the account stops working here.',
    tone: 'bad',
  },
  administers: { text: 'It administers other keys, which stay as they are.', tone: 'warn' },
  already_ended: { text: 'It ended already; this only clears it away.', tone: 'mute' },
};

/** Whether a revocation is over and has taken the key off the rack. */
export const isOver = (phase: Phase | null): boolean =>
  phase === 'gone' || phase === 'refused' || phase === 'unprovable';

/** Whether a revocation was begun and its end is awaited. */
export const isUnderWay = (phase: Phase | null): boolean =>
  phase === 'sending' || phase === 'declared' || phase === 'accepted';

/** The step by which a revocation is known to be over, if it is. */
export const endOf = (steps: readonly StepView[]): StepView | undefined =>
  steps.findLast(({ phase }) => isOver(phase));

/** How far a revocation has come. */
export const phases: Record<Phase, { text: (service: string) => string; tone: Tone }> = {
  sending: { text: () => 'Revocation sent', tone: 'ok' },
  declared: { text: (service) => `Revoked at ${service}, as you said`, tone: 'ok' },
  accepted: { text: (service) => `Accepted by ${service}`, tone: 'ok' },
  gone: { text: (service) => `No longer at ${service}`, tone: 'ok' },
  refused: { text: (service) => `Refused by ${service}, asked with the key itself`, tone: 'ok' },
  unprovable: { text: () => 'Cannot be looked up', tone: 'warn' },
  still_works: { text: (service) => `${service} still takes it`, tone: 'bad' },
  unverified: { text: () => 'Not proven', tone: 'warn' },
};

/** Why a service was not asked with a revoked key whether it refuses it. */
export const untested: Record<Untested, (service: string) => string> = {
  no_secret: () => 'Not tested: its secret is not at hand. Verify it from the clipboard',
  no_way: (service) => `Cannot be tested: no way to ask ${service} is documented`,
  spent: (service) => `Not tested: ${service} refused as many keys as are tried for now`,
  no_answer: (service) => `Not tested: ${service} did not answer`,
};

/** How a revocation ended: a headline that follows the key's name, and what it means. */
export const revocations: Record<
  Revocation,
  { title: string; meaning: (service: string) => string; tone: Tone }
> = {
  revoked: {
    title: 'is revoked',
    meaning: (service) => `${service} accepted it, and its list no longer shows the key.`,
    tone: 'ok',
  },
  already_gone: {
    title: 'was gone already',
    meaning: (service) => `${service} knows no such key any more.`,
    tone: 'ok',
  },
  accepted_still_listed: {
    title: 'is accepted, not proven',
    meaning: (service) =>
      `${service} accepted it and still lists the key after ten seconds. Take it as working until it is gone; every refresh looks again.`,
    tone: 'warn',
  },
  accepted_unchecked: {
    title: 'is accepted, not proven',
    meaning: (service) =>
      `${service} accepted it, and then its list could not be read. Take the key as working until a refresh no longer shows it.`,
    tone: 'warn',
  },
  accepted_unprovable: {
    title: 'is revoked, as far as can be known',
    meaning: (service) =>
      `${service} accepted it, and has no list in which that could be looked up. Where the key was in use, look whether it is refused now.`,
    tone: 'warn',
  },
  refused: {
    title: 'is refused',
    meaning: (service) => `${service} was asked with the key itself and refuses it.`,
    tone: 'ok',
  },
  untested: {
    title: 'is revoked, as you said',
    meaning: (service) =>
      `It could not be tested: ${service} was not asked with the key, or its answer did not tell. Where the key was in use, look whether it is refused now.`,
    tone: 'warn',
  },
};
