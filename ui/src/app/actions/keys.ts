/** A key press, as far as it tells keys apart. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Where a key counts, besides in the table. */
export type Reach = 'table' | 'window' | 'typing' | 'everywhere';

const MARKS: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': 'Space',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  Escape: 'Esc',
};

const RANGE = /^(\d)…(\d)$/;

/** A key without what is held with it, and that: `Ctrl Shift p` is `p` with both. */
function parts(key: string): { ctrl: boolean; shift: boolean; plain: string } {
  const ctrl = key.startsWith('Ctrl ');
  const rest = ctrl ? key.slice(5) : key;
  const shift = rest.startsWith('Shift ');
  return { ctrl, shift, plain: shift ? rest.slice(6) : rest };
}

/** A key in words: `Ctrl 1 … Ctrl 9`, `↓`, `N`, `Ctrl Shift P`. */
export function label(key: string): string {
  const { ctrl, shift, plain } = parts(key);
  const range = RANGE.exec(plain);
  if (range) return `Ctrl ${range[1]} … Ctrl ${range[2]}`;
  const word = MARKS[plain] ?? (plain.length === 1 ? plain.toUpperCase() : plain);
  return [ctrl && 'Ctrl', shift && 'Shift', word].filter(Boolean).join(' ');
}

/**
 * How far a key reaches if nothing else is said: letters go wherever no text is typed; keys with a
 * name belong to the control that has the focus, and count in the table only.
 */
export const usualReach = (key: string): Reach =>
  key.startsWith('Ctrl ') ? 'typing' : key.length === 1 && key !== ' ' ? 'window' : 'table';

/** Whether a press is this key; for a range of digits, which of them. */
export function matches(key: string, press: Press): { digit: number } | null {
  const { ctrl, shift, plain } = parts(key);
  if (ctrl !== (press.ctrlKey || press.metaKey) || press.altKey) return null;
  // A sign may need Shift to be typed at all, as `?` does.
  const written = !ctrl && plain.length === 1 && plain !== ' ';
  if (!written && shift !== press.shiftKey) return null;
  const range = RANGE.exec(plain);
  if (range) {
    const [, from = '', to = ''] = range;
    const within = /^\d$/.test(press.key) && press.key >= from && press.key <= to;
    return within ? { digit: Number(press.key) } : null;
  }
  const pressed = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return pressed === plain ? { digit: Number(plain) } : null;
}
