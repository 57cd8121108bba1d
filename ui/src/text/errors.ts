import type { ErrorView, Kind, Operation } from '$/ipc/types';

import { span } from './time';

/** What a message may name besides what the error itself says. */
export interface Subject {
  /** The key's name, with its hint where known. */
  key?: string | undefined;
  /** The account's label. */
  account?: string | undefined;
  /** The service's name. */
  service?: string | undefined;
}

/** An error in words: what happened, to what, and what to do next. */
export interface Message {
  what: string;
  /** Names, each to be shown apart from the others: a name may be written from right to left. */
  where: string[];
  next: string;
}

type Part = string | ((service: string, error: ErrorView) => string);
type Words = readonly [what: Part, next: Part];

const tried: Record<Operation, string> = {
  connect: 'Connecting',
  organizations: 'Reading the organizations',
  list: 'Reading the keys',
  create: 'Creating the key',
  rotate: 'Rotating the key',
  revoke: 'Revoking the key',
  local: 'This',
};

const lost: Record<Operation, string> = {
  connect: 'The account may or may not be connected.',
  organizations: 'The organizations may or may not have been read.',
  list: 'The list may or may not have been read.',
  create: 'The key may or may not exist.',
  rotate: 'The key may or may not have a new secret.',
  revoke: 'The key may or may not be revoked.',
  local: 'It may or may not have happened.',
};

const wait = (error: ErrorView): string =>
  error.retry_after_ms === null
    ? 'Wait a little, then try again.'
    : `Try again in ${span(error.retry_after_ms)}.`;

/** Words for every kind of error. A kind without words does not compile. */
export const errorWords: Record<Kind, Words> = {
  credential_refused: [
    (service) => `${service} refused the credential: it is wrong, expired or revoked.`,
    'Copy a working token at the service and connect the account again.',
  ],
  credential_stopped: [
    (service) => `${service} refused the credential twice, so nothing more is sent with it.`,
    'Connect the account again with a working token.',
  ],
  forbidden: [
    (service, error) =>
      `${service} accepts the credential but not for this. ${tried[error.operation]} needs a right it lacks.`,
    'Use a credential with that right, or ask an administrator of the organization.',
  ],
  own_credential: [
    (service) => `${service} does not let a credential do this to itself.`,
    'Do it with another account, or in the service’s own settings.',
  ],
  not_found: [
    (service) => `${service} has no such key.`,
    'Refresh to see what the service lists now.',
  ],
  conflict: [
    (service) => `${service} says that this contradicts what is there.`,
    'Refresh, look again, and repeat it if it is still wanted.',
  ],
  too_many_keys: [
    'There are as many keys as the service allows there.',
    'Revoke one that is not needed, refresh, and create it then.',
  ],
  policy_expiry_required: [
    'The organization demands that keys expire.',
    'Choose when the key ends.',
  ],
  policy_expiry_too_far: [
    'The organization allows no expiry that far away.',
    'Choose an earlier end.',
  ],
  invalid: [
    (service, error) =>
      error.field === null
        ? `${service} did not accept a value.`
        : `${service} did not accept the value of “${error.field}”.`,
    'Correct it and try again.',
  ],
  rate_limited: [(service) => `${service} asks to wait.`, (_, error) => wait(error)],
  service_failed: [
    (service, error) => `${service} failed. ${tried[error.operation]} did not work.`,
    'Try again in a minute; the fault is on their side.',
  ],
  unreachable: [
    (service) => `${service} cannot be reached from here.`,
    'Check the network. What is shown stays readable meanwhile.',
  ],
  timed_out: [
    (service) => `${service} did not answer in time.`,
    'Try again; if it stays so, look at the service’s status page.',
  ],
  insecure_connection: [
    (service) => `No secure connection to ${service}: its certificate does not hold.`,
    'Nothing was sent. Check the address, the clock, and any proxy on this network.',
  ],
  unintelligible: [
    (service) => `${service} answered something that nobody documents.`,
    'Check the base URL. If it is right, the service may have changed.',
  ],
  too_large: [
    (service) => `${service} answered more than Keyrack reads.`,
    'Check the base URL. If it is right, report it with the request id.',
  ],
  redirected: [
    (service) => `${service} pointed to another address. Credentials are not taken there.`,
    'If the service moved, connect the account again with its new base URL.',
  ],
  foreign_host: [
    'A request to another host than the account’s was stopped before it was sent.',
    'Check the account’s base URL.',
  ],
  outcome_unknown: [
    (service, error) => `The answer of ${service} was lost. ${lost[error.operation]}`,
    'Refresh and look at the list before you repeat it.',
  ],
  outcome_unprovable: [
    (service, error) =>
      `The answer of ${service} was lost, and it has no list that could tell. ${lost[error.operation]}`,
    (_, error) =>
      error.operation === 'revoke'
        ? 'Revoke it again. Sending that twice does no harm.'
        : 'Look among the API keys in the service’s own settings before you repeat it.',
  ],
  unsupported: [
    (service) => `${service} does not offer this, or not with this credential.`,
    'Do it in the service’s own settings.',
  ],
  still_listed: [
    (service) => `Not revoked. ${service} says there is no such key, and still lists it.`,
    'Try again. Until it is gone from the list, take the key as working.',
  ],
  bad_address: [
    'That base URL cannot be used.',
    'Use an https:// address. Plain http is accepted only for this machine.',
  ],
  clipboard_empty: [
    'There is no text on the clipboard.',
    'Copy the token at the service, then press Connect from clipboard again.',
  ],
  clipboard_unavailable: [
    'The clipboard of this desktop could not be reached.',
    'For connecting, type the token or pick a file. For a new secret, save it to the keychain.',
  ],
  copy_not_verified: [
    'The clipboard did not take the secret.',
    'Nothing is lost. Try again, or save it to the keychain.',
  ],
  not_a_credential: [
    'What was given cannot be a token.',
    'Copy the token alone, without spaces or other text around it.',
  ],
  other_service: [
    'What was given is a token of another service.',
    'Choose that service, or copy the right token.',
  ],
  file_unreadable: [
    'The file could not be read, or is too large for a token.',
    'Pick a text file that holds the token and nothing else.',
  ],
  cancelled: ['The dialog was closed.', 'Nothing was changed.'],
  keychain_unavailable: [
    'No keychain answers on this desktop.',
    'Start one, such as GNOME Keyring or KWallet. Keyrack stores credentials nowhere else.',
  ],
  keychain_locked: ['The keychain is locked.', 'Unlock it and try again.'],
  keychain_timed_out: [
    'The keychain did not answer in time.',
    'Look for a dialog of the keychain that waits for you, then try again.',
  ],
  keychain_not_verified: [
    'The keychain did not give back what was stored in it.',
    'Try again. Nothing was dropped.',
  ],
  credential_missing: [
    'The keychain has no credential for this account.',
    'Connect the account again.',
  ],
  credential_foreign: [
    'The stored credential belongs to another account or address, so it is not used.',
    'Disconnect the account and connect it again.',
  ],
  already_connected: [
    'This account is connected already.',
    'Close this dialog and find it on the left.',
  ],
  no_such_account: ['There is no such account any more.', 'Refresh to see what is there.'],
  no_such_key: ['There is no such key any more.', 'Refresh to see what is there.'],
  no_such_secret: [
    'The secret was handed over or discarded already.',
    'If you need another, create or rotate a key.',
  ],
  secret_waiting: [
    'Another new secret still waits to be copied or discarded.',
    'Deal with that one first.',
  ],
  needs_gesture: [
    'Nothing was done: what cannot be undone needs a real key press or a held button.',
    'Hold the button until it fills, or press Enter in the dialog.',
  ],
  storage_failed: [
    'Keyrack’s own database could not be read or written.',
    'Check that the disk is not full and that your user may write there.',
  ],
};

const say = (part: Part, service: string, error: ErrorView): string =>
  typeof part === 'string' ? part : part(service, error);

/** The error in words. What the error itself names counts more than `subject`. */
export function describeError(error: ErrorView, subject: Subject = {}): Message {
  const service = error.service ?? subject.service;
  const account = error.account ?? subject.account;
  const [what, next] = errorWords[error.code];
  const where = [
    subject.key,
    service === undefined ? undefined : service,
    account === undefined ? undefined : `account ${account}`,
    error.vendor_code ?? undefined,
    error.request_id === null ? undefined : `request ${error.request_id}`,
  ].filter((part) => part !== undefined);
  return {
    what: say(what, service ?? 'The service', error),
    where,
    next: say(next, service ?? 'The service', error),
  };
}

/** The error in one line, for the status bar. */
export const shortErrors: Partial<Record<Kind, string>> & { other: string } = {
  credential_refused: 'credential refused',
  credential_stopped: 'credential refused',
  forbidden: 'right missing',
  rate_limited: 'rate limit',
  service_failed: 'service failed',
  unreachable: 'offline',
  timed_out: 'no answer',
  insecure_connection: 'insecure connection',
  keychain_locked: 'keychain locked',
  keychain_unavailable: 'no keychain',
  keychain_timed_out: 'keychain silent',
  credential_missing: 'credential missing',
  credential_foreign: 'credential not its own',
  unsupported: 'no list',
  other: 'failed',
};

/** The shortest words for `code`. */
export const shortError = (code: Kind): string => shortErrors[code] ?? shortErrors.other;
