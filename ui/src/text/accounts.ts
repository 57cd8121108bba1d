import type { AccountView, Millis } from '$/ipc/types';

import { shortError } from './errors';
import { ago, span } from './time';

/** Why an account has no age: its service has no list to read, or it was not read so far. */
const unread = ({ capabilities: { list } }: AccountView): string =>
  list.access === 'unsupported' && list.reason === 'not_offered'
    ? 'no list, kept here'
    : 'not read yet';

/** An account's state in a few words: its age, or what is wrong. */
export function accountState(account: AccountView, until: Millis | null, now: Millis): string {
  if (account.refreshing) return 'refreshing…';
  if (until !== null && until > now)
    return `${shortError(account.error?.code ?? 'rate_limited')}, ${span(until - now)} left`;
  const age = account.refreshed === null ? unread(account) : ago(account.refreshed, now);
  if (!account.error) return age;
  return `${shortError(account.error.code)} · ${age}`;
}
