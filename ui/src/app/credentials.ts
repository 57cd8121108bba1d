/** Beginnings by which services mark their credentials. */
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
 * Whether `text` has the shape of a credential, which must not enter the window: it could not be
 * wiped there. Rather too careful than not: a name that looks like one can still be typed.
 */
export function looksLikeCredential(text: string): boolean {
  return text
    .split(/[\s"'`,;<>]+/)
    .flatMap((word) => partsOf(word) ?? [word, ...word.split(/[=]/)])
    .some(isCredential);
}

/** Refuses credentials that are pasted or dropped, calling `refused`; the result stops that. */
export function refuseCredentials(root: Document, refused: () => void): () => void {
  const refuse = (event: globalThis.Event, text: string | null | undefined): void => {
    if (!text || !looksLikeCredential(text)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    refused();
  };
  const paste = (event: ClipboardEvent): void =>
    refuse(event, event.clipboardData?.getData('text/plain'));
  // Nothing may be dropped at all outside a field: the window would navigate to it.
  const over = (event: DragEvent): void => {
    if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
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
