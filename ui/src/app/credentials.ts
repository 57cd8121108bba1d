import { SHAPES } from '$/ipc/shapes';

/** Each known shape, to be found where a word begins. */
const KNOWN = SHAPES.map(({ issuer, what, pattern }) => ({
  name: issuer.includes(',') ? `${what} of ${issuer}` : `${issuer} ${what}`,
  pattern: new RegExp(`(?:^|[^A-Za-z0-9])(?:${pattern})`),
}));

/** Beginnings by which services mark their credentials, also those whose shape is not known. */
const PREFIXES =
  /^(cpg_|ak_|aca_|chy_|ax_|gh[opsur]_|github_pat_|sk-|sk_|pk_|rk_|glpat-|gl[a-z]{2,5}-|xox[a-z]-|npm_|pypi-|dop_v1_|sntrys_|eyJ)[\w\-.=+/]{8,}$/;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Words and numbers put together, such as `release-2026-11-deploy-bot` or `com.acme.app2`. */
const WORDS =
  /^([a-z]{1,15}\d{0,2}|[A-Z][a-z]{1,14}\d{0,2}|\d{1,8})([-_./:]([a-z]{1,15}\d{0,2}|[A-Z][a-z]{1,14}\d{0,2}|\d{1,8}))*$/;

function isCredential(word: string): boolean {
  if (PREFIXES.test(word) || UUID.test(word)) return true;
  return (
    word.length >= 20 &&
    /^[\w\-+/=.~:]+$/.test(word) &&
    /\d/.test(word) &&
    /[A-Za-z]/.test(word) &&
    !WORDS.test(word)
  );
}

/** The parts of an address that somebody could have put a credential in; its host is none. */
function partsOf(address: string): string[] | null {
  if (!/^https?:\/\//i.test(address)) return null;
  try {
    const { username, password, pathname, search, hash } = new URL(address);
    return [username, password, ...`${pathname}${search}${hash}`.split(/[/?&=#]/)];
  } catch {
    return null;
  }
}

/**
 * What credential `text` holds, in words: `a GitLab access token`, or `a credential` where its
 * issuer is not known; nothing where it holds none. A credential must not enter the window: it
 * could not be wiped there. Rather too careful than not: a name that looks like one can be typed.
 */
export function credentialIn(text: string): string | null {
  const known = KNOWN.find(({ pattern }) => pattern.test(text));
  if (known) return `${/^[aeiou]/i.test(known.name) ? 'an' : 'a'} ${known.name}`;
  const words = text
    .split(/[\s"'`,;<>]+/)
    .flatMap((word) => partsOf(word) ?? [word, ...word.split(/[=]/)]);
  return words.some(isCredential) ? 'a credential' : null;
}

/** A credential that was kept out of the window. */
export interface Refusal {
  /** What it looks like, in words. */
  what: string;
  /** The field that it was meant for, if for one. */
  field: HTMLElement | null;
}

const FIELD = 'input, textarea, [contenteditable="true"]';

/** Keeps credentials that are pasted or dropped out, telling `refused`; the result stops that. */
export function refuseCredentials(root: Document, refused: (refusal: Refusal) => void): () => void {
  const refuse = (event: globalThis.Event, text: string | null | undefined): void => {
    const what = text ? credentialIn(text) : null;
    if (what === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const field = event.target instanceof Element ? event.target.closest(FIELD) : null;
    refused({ what, field: field instanceof HTMLElement ? field : null });
  };
  const paste = (event: ClipboardEvent): void =>
    refuse(event, event.clipboardData?.getData('text/plain'));
  // Nothing may be dropped outside a field, and no file anywhere: the window would go to it.
  const over = (event: DragEvent): void => {
    const field = event.target instanceof HTMLInputElement;
    if (!field || event.dataTransfer?.types?.includes('Files')) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    over(event);
    refuse(event, event.dataTransfer?.getData('text/plain'));
  };
  // Some input methods insert a whole text without a paste.
  const insert = (event: InputEvent): void =>
    refuse(event, event.data ?? event.dataTransfer?.getData('text/plain'));
  const options = { capture: true };
  root.addEventListener('paste', paste, options);
  root.addEventListener('dragover', over, options);
  root.addEventListener('drop', drop, options);
  root.addEventListener('beforeinput', insert, options);
  return () => {
    root.removeEventListener('paste', paste, options);
    root.removeEventListener('dragover', over, options);
    root.removeEventListener('drop', drop, options);
    root.removeEventListener('beforeinput', insert, options);
  };
}
