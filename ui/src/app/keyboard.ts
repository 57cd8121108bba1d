import { actions } from './actions';
import { matches, usualReach, type Press, type Reach } from './actions/keys';

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
  | { do: 'details' }
  | { do: 'mark' }
  | { do: 'stretch'; by: number }
  | { do: 'fold'; folded: boolean }
  | { do: 'identify' }
  | { do: 'panic' }
  | { do: 'incidents' }
  | { do: 'palette' }
  | { do: 'lock' };

/** Where the key was pressed. */
export interface Place {
  /** A dialog is open: only its own keys count. */
  dialog: boolean;
  /** Text is being typed. */
  typing: boolean;
  /** The focus is on another control than the table, which has its own use for some keys. */
  control: boolean;
}

function counts(reach: Reach, place: Place): boolean {
  if (reach === 'everywhere') return true;
  if (place.dialog) return false;
  if (reach === 'typing') return true;
  return !place.typing && (reach === 'window' || !place.control);
}

/** The command for a key press at a place, or nothing if the key is not ours there. */
export function command(press: Press, place: Place): Command | null {
  for (const { keys = [], reach, does } of actions) {
    for (const key of keys) {
      const match = matches(key, press);
      if (match && does && counts(reach ?? usualReach(key), place)) return does(match.digit);
    }
  }
  return null;
}
