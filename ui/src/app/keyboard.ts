/** What a key press asks for. */
export type Command =
  | { do: 'filter' }
  | { do: 'create' }
  | { do: 'revoke' }
  | { do: 'rotate' }
  | { do: 'refresh' }
  | { do: 'help' }
  | { do: 'back' }
  | { do: 'organization'; index: number | null }
  | { do: 'move'; by: number }
  | { do: 'edge'; end: 'first' | 'last' }
  | { do: 'page'; by: 1 | -1 }
  | { do: 'details' };

/** Where the key was pressed. */
export interface Place {
  /** A dialog is open: only its own keys count. */
  dialog: boolean;
  /** Text is being typed. */
  typing: boolean;
  /** The focus is on another control than the table, which has its own use for some keys. */
  control: boolean;
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const plain: Record<string, Command> = {
  '/': { do: 'filter' },
  n: { do: 'create' },
  r: { do: 'revoke' },
  t: { do: 'rotate' },
  '?': { do: 'help' },
  j: { do: 'move', by: 1 },
  k: { do: 'move', by: -1 },
};

const inTable: Record<string, Command> = {
  ArrowDown: { do: 'move', by: 1 },
  ArrowUp: { do: 'move', by: -1 },
  Home: { do: 'edge', end: 'first' },
  End: { do: 'edge', end: 'last' },
  PageDown: { do: 'page', by: 1 },
  PageUp: { do: 'page', by: -1 },
  Enter: { do: 'details' },
};

/** The command for a key press at a place, or nothing if the key is not ours there. */
export function command(press: Press, place: Place): Command | null {
  const { key } = press;
  const ctrl = press.ctrlKey || press.metaKey;
  // A reload would lose what is on screen, also while a dialog is open.
  if (key === 'F5' || (ctrl && key.toLowerCase() === 'r')) return { do: 'refresh' };
  if (place.dialog || press.altKey) return null;
  if (ctrl) {
    if (!/^[0-9]$/.test(key)) return null;
    return { do: 'organization', index: key === '0' ? null : Number(key) - 1 };
  }
  if (key === 'Escape') return { do: 'back' };
  if (place.typing) return null;
  const letter = plain[key.length === 1 ? key.toLowerCase() : key];
  if (letter) return letter;
  return place.control ? null : (inTable[key] ?? null);
}

/** The shortcuts that exist, for the dialog that lists them. */
export const shortcuts: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['/'], does: 'Filter keys' },
  { keys: ['↑', '↓', 'j', 'k'], does: 'Move through the table' },
  { keys: ['Home', 'End', 'Page ↑', 'Page ↓'], does: 'Move further' },
  { keys: ['Enter'], does: 'Open the details' },
  { keys: ['N'], does: 'New key' },
  { keys: ['R'], does: 'Revoke the key, then Enter' },
  { keys: ['T'], does: 'Rotate the key' },
  { keys: ['Ctrl 1', '…', 'Ctrl 9'], does: 'Switch organization' },
  { keys: ['Ctrl 0'], does: 'All organizations' },
  { keys: ['F5', 'Ctrl R'], does: 'Refresh' },
  { keys: ['?'], does: 'This list' },
  { keys: ['Esc'], does: 'Close, clear the filter, go back to the table' },
];
