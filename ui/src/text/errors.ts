import type { ErrorView, Kind } from '$/ipc/types';

import { errorWords, type Part } from './errorWords';

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
