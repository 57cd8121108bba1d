import type { ErrorView, FoundView, IdentifySource, IssuerView, ServiceView } from '$/ipc/types';

import { describeError, type Message } from './errors';
import { count } from './time';

/** What a string came from, as the first word of what is told of it. */
export const places: Record<IdentifySource, string> = {
  clipboard: 'Clipboard',
  file: 'File',
  dropped: 'Dropped file',
};

const article = (words: string): string => `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;

const called = ({ issuer, what }: IssuerView): string =>
  issuer.includes(',') ? `${what} of ${issuer}` : `${issuer} ${what}`;

const either = (names: string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** What a string looks like: its issuer, how sure that is, and whether its checksum is right. */
export function looksLike({ issuers, certain, intact }: FoundView): string {
  const [first] = issuers;
  if (!first) return 'no credential whose shape is known';
  const shape = certain
    ? `${article(called(first))}, by its shape`
    : `it could be ${either([...new Set(issuers.map(called))].map(article))}`;
  if (intact === null) return shape;
  return `${shape}; its checksum is ${intact ? 'right' : 'wrong: mistyped, cut off or made up'}`;
}

/** Where a string stands: `line 3, in 2 places`; nothing for what stands alone. */
export function standsAt({ line, times }: FoundView): string {
  const parts = [line > 1 ? `line ${line}` : '', times > 1 ? `in ${times} places` : ''];
  return parts.filter(Boolean).join(', ');
}

/** The services that take a string, by name. */
export function takenBy({ issuers }: FoundView, services: readonly ServiceView[]): string[] {
  const ids = new Set(issuers.flatMap((issuer) => issuer.services));
  return services.filter(({ id }) => ids.has(id)).map(({ name }) => name);
}

/** What can honestly be said of a string that is none of the keys on the rack. */
export function unknown(
  found: FoundView,
  services: readonly ServiceView[],
  connected: readonly string[],
): string {
  const { issuers, certain, unseen } = found;
  const taking = takenBy(found, services);
  if (issuers.length === 0) return 'Nobody whose credentials are known here writes them like this.';
  if (taking.length === 0) {
    const who = either([...new Set(issuers.map(({ issuer }) => issuer))]);
    return `${who} ${certain ? 'issued it' : 'may have issued it'}. Its keys cannot be managed here: revoke it there.`;
  }
  const none = 'It is no key that was ever seen here.';
  if (unseen > 0)
    return `${none} ${count(unseen, 'key')} of which no part is known could be it: look at ${either(taking)}.`;
  if (!taking.some((service) => connected.includes(service)))
    return `No account of ${either(taking)} is connected. Connect the one it belongs to, or revoke it there.`;
  return `${none} It may belong to an account that is not connected, or be revoked already.`;
}

/** Why no text could be looked through. */
export function unread(error: ErrorView): Message {
  if (error.code === 'clipboard_empty')
    return {
      what: 'There is no text on the clipboard.',
      where: [],
      next: 'Copy the leaked string, then read the clipboard again, or pick the file that it is in.',
    };
  if (error.code === 'too_large' || error.code === 'file_unreadable')
    return {
      what: 'It could not be read, or is longer than one megabyte.',
      where: [],
      next: 'Copy the part of it that holds the leaked string.',
    };
  return describeError(error);
}
