import type { AccountView, Millis } from '$/ipc/types';

import { shortError } from './errors';
import { ago, span } from './time';

/** Why an account has no age: its service has no list to read, or it was not read so far. */
const unread = ({ capabilities: { list } }: AccountView): string =>
  list.access === 'unsupported' && list.reason === 'not_offered'
    ? 'no list, kept here'
    : 'not read yet';

/** How the clock of an account's service differs from this computer's, and what follows, if it does. */
export function skewWords({ service, skew }: AccountView): { short: string; long: string } | null {
  if (skew === null) return null;
  const by = span(Math.abs(skew) * 60_000);
  return {
    short: `clock ${by} ${skew > 0 ? 'ahead' : 'behind'}`,
    long: `The clock of ${service} is ${by} ${skew > 0 ? 'ahead of' : 'behind'} this computer’s. Ends of keys are judged by the clock of the service. Check that this computer’s is right.`,
  };
}

/** An account's state in a few words: its age, or what is wrong. */
export function accountState(account: AccountView, until: Millis | null, now: Millis): string {
  if (account.refreshing) return 'refreshing…';
  if (until !== null && until > now)
    return `${shortError(account.error?.code ?? 'rate_limited')}, ${span(until - now)} left`;
  const age = account.refreshed === null ? unread(account) : ago(account.refreshed, now);
  if (!account.error) return age;
  return `${shortError(account.error.code)} · ${age}`;
}
