import type { ExpiryView, LastUsedView, Millis } from '$/ipc/types';

import { number } from './number';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A day in milliseconds. */
export const DAY = 24 * HOUR;

const locale = 'en-GB';
const dayOnly = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' });
const weekdayDay = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const clockTime = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
});

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** A length of time, rounded to its largest unit: `8 s`, `12 min`, `3 h`, `5 days`. */
export function span(ms: number): string {
  const left = Math.max(0, ms);
  if (left < MINUTE) return `${Math.ceil(left / SECOND)} s`;
  if (left < HOUR) return `${Math.round(left / MINUTE)} min`;
  if (left < DAY) return `${Math.round(left / HOUR)} h`;
  return count(Math.round(left / DAY), 'day');
}

/** A length of time to the tenth of a second, for a stopwatch: `3.1 s`, `1 min 04.2 s`. */
export function stopwatch(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100));
  const [minutes, left] = [Math.floor(tenths / 600), (tenths % 600) / 10];
  return minutes === 0
    ? `${left.toFixed(1)} s`
    : `${minutes} min ${left.toFixed(1).padStart(4, '0')} s`;
}

/** How long ago: `now`, `12 s ago`, `yesterday`, `41 days ago`. */
export function ago(at: Millis, now: Millis): string {
  const passed = now - at;
  if (passed < 5 * SECOND) return 'now';
  if (passed >= DAY && passed < 2 * DAY) return 'yesterday';
  if (passed < MINUTE) return `${Math.floor(passed / SECOND)} s ago`;
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  return `${count(Math.floor(passed / DAY), 'day')} ago`;
}

/** How far ahead, never rounded up, so that nothing seems to last longer than it does. */
export function ahead(at: Millis, now: Millis): string {
  const left = at - now;
  if (left <= 0) return 'ended';
  if (left < MINUTE) return 'in seconds';
  if (left < HOUR) return `in ${Math.floor(left / MINUTE)} min`;
  if (left < DAY) return `in ${Math.floor(left / HOUR)} h`;
  return `in ${count(Math.floor(left / DAY), 'day')}`;
}

/** The instant at which a key stops, where it is known. A date ends as its day begins in UTC. */
export function instant(expires: ExpiryView): Millis | null {
  switch (expires.ends) {
    case 'at':
      return expires.at;
    case 'date':
      return Date.parse(`${expires.at}T00:00:00Z`);
    default:
      return null;
  }
}

/** The expiry, short, for the table. */
export function expiresShort(expires: ExpiryView, now: Millis): string {
  const end = instant(expires);
  if (end === null) return expires.ends === 'never' ? 'never' : 'not reported';
  return end <= now ? `${ago(end, now)}` : ahead(end, now);
}

/** The expiry, absolute, with its weekday. */
export function expiresLong(expires: ExpiryView): string {
  switch (expires.ends) {
    case 'at':
      return `${weekdayDay.format(expires.at)}, ${clockTime.format(expires.at)}`;
    case 'date': {
      const end = Date.parse(`${expires.at}T00:00:00Z`);
      return `${weekdayDay.format(end)}, ${clockTime.format(end)}`;
    }
    case 'never':
      return 'Never';
    case 'unknown':
      return 'Not known';
  }
}

/** The last use, short. */
export function lastUsed(used: LastUsedView, now: Millis): string {
  switch (used.used) {
    case 'at':
      return ago(used.at, now);
    case 'never':
      return 'never';
    case 'not_reported':
      return 'not reported';
  }
}

/** A day: `29 Aug 2026`. */
export const day = (at: Millis): string => dayOnly.format(at);

/** A day with its weekday: `Monday, 21 Dec 2026`. */
export const longDay = (at: Millis): string => weekdayDay.format(at);

/** When, as close days are called: `today`, `tomorrow`, `Thursday`, `29 Aug 2026`. */
export function nearDay(at: Millis, now: Millis): string {
  const midnight = (time: Millis): number => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(at) - midnight(now)) / DAY);
  if (days === 0) return `today, ${clockTime.format(at)}`;
  if (days === 1) return 'tomorrow';
  return days > 1 && days < 7 ? weekday.format(at) : day(at);
}

/** A time of day: `14:03`. */
export const clock = (at: Millis): string => clockTime.format(at);

/** A time of day to the second: `14:03:22`. */
export const clockToSecond = (at: Millis): string => stamp(at).slice(0, 8);

/** A time of day to the tenth of a second: `14:03:19.1`. */
export const stamp = (at: Millis): string => clockSeconds.format(at);

/** `n` of something: `1 key`, `38 keys`. */
export const keys = (n: number): string => `${number(n)} ${n === 1 ? 'key' : 'keys'}`;

export { count };
