import type { Access, Capabilities, ExpiryRule, Reason, Rotation } from '$/ipc/types';

import { number } from './number';

/** Why something is not offered: the cause, and what to do instead. */
export const reasons: Record<Reason, { cause: string; instead: string }> = {
  not_offered: {
    cause: 'This service does not offer it to programs.',
    instead: 'Do it in the service’s own settings.',
  },
  needs_session: {
    cause: 'The service lets only a signed-in session do this, not an API key.',
    instead: 'Connect an account with a session token, or do it in the service’s own settings.',
  },
  needs_api_key: {
    cause: 'The service does this with an API key only, not with a session.',
    instead: 'Connect an account with an API key.',
  },
  missing_right: {
    cause: 'This account’s credential lacks the right.',
    instead: 'Connect an account whose credential has it.',
  },
  own_credential: {
    cause: 'It is the account’s own credential, and the service does not let it do this to itself.',
    instead: 'Do it with another account of the same organization.',
  },
  rights_unknown: {
    cause: 'What the key may do is not known, so no other can be made like it.',
    instead: 'Create a new key by hand, put it to use, and revoke this one.',
  },
  cannot_be_tested: {
    cause: 'No documented request tells whether a key of this sort still works.',
    instead: 'Look in the service’s own settings whether it is there.',
  },
};

/** Why `access` is not given, in one sentence; nothing if it is, by a request or by hand. */
export const whyNot = (access: Access): string | null =>
  access.access === 'unsupported'
    ? `${reasons[access.reason].cause} ${reasons[access.reason].instead}`
    : null;

/** Why nothing can be done at a service that is away, and what to do. */
export const away = (service: string): string =>
  `${service} cannot be reached from here now. Check the network and refresh.`;

/** Names of what an account may do, one for each capability. */
export type Capability = Exclude<keyof Capabilities, 'rotation' | 'expiry'>;

/** What an account may do, by the capability's name. */
export const capabilities: Record<Capability, string> = {
  organizations: 'read organizations',
  list: 'list keys',
  create: 'create keys',
  rotate: 'rotate keys',
  revoke: 'revoke keys',
  verify: 'verify keys',
  sight: 'tell what a limited key may really see',
  own_credential: 'revoke or rotate its own credential',
};

/** Whether and how something is offered, in a word or two. */
export const accesses: Record<Access['access'], { word: string; tone: 'ok' | 'info' | 'mute' }> = {
  direct: { word: 'yes', tone: 'ok' },
  assisted: { word: 'by hand', tone: 'info' },
  unsupported: { word: 'no', tone: 'mute' },
};

/** What is done by hand, and what Keyrack does about it. */
export const BY_HAND =
  'At the service’s own site. Keyrack shows the documented steps and checks what came of it.';

/** What can be said about a new key's end. */
export function expiryWords(rule: ExpiryRule): string {
  if (rule === 'unsupported') return 'Its keys do not end by themselves.';
  if (rule === 'optional') return 'A key may be given an end.';
  return `A key must end within ${number(rule.required.max_days)} days.`;
}

/** What rotating means. */
export const rotations: Record<Rotation, string> = {
  emulated: 'Not in place: create a new key, put it to use, then revoke the old one.',
  in_place: 'The key stays and gets a new secret; the old one stops at once.',
  none: 'No key gets a new secret. Make another key, put it to use, and revoke the old one.',
};
