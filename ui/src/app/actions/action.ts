import type { Command } from '../keyboard';
import type { Reach } from './keys';

/**
 * A control's role, as a screen reader calls it. A held button is pressed until it is full; text is
 * typed into what has the focus.
 */
export type Role =
  | 'button'
  | 'held button'
  | 'menuitem'
  | 'row'
  | 'grid'
  | 'combobox'
  | 'option'
  | 'searchbox'
  | 'textbox'
  | 'radio'
  | 'checkbox'
  | 'switch'
  | 'separator'
  | 'text'
  | 'native dialog';

/** A control on the way: its role and its accessible name. */
export interface Step {
  role: Role;
  /** The name; one in `<angle brackets>` stands for the thing it names. */
  name: string;
}

/** Stands for the action's own keys among its steps. */
export const KEYS = 'keys';

/** A key that is pressed on the way, as {@link Step}s are. */
export interface Key {
  press: string;
}

/** Something that a user can do. */
export interface Action {
  id: string;
  /** What it does, in words. */
  name: string;
  /** The controls that are used with the mouse, one after the other. */
  mouse: readonly Step[];
  /** Its keys, where it has any. */
  keys?: readonly string[];
  /** How far its keys reach, where that is not usual for them. */
  reach?: Reach;
  /** What its keys ask for; the digit, where they are digits. */
  does?: (digit: number) => Command;
  /**
   * How it is done with the keyboard. Otherwise its keys take the place of the first step or, where
   * it has none, each control is reached with Tab.
   */
  keyboard?: readonly (Step | Key | typeof KEYS)[];
}

/** Actions that live in one place. */
export interface Place {
  name: string;
  actions: readonly Action[];
}

const step =
  (role: Role) =>
  (name: string): Step => ({ role, name });

export const button = step('button');
export const held = step('held button');
export const item = step('menuitem');
export const combobox = step('combobox');
export const option = step('option');
export const searchbox = step('searchbox');
export const textbox = step('textbox');
export const radio = step('radio');
export const checkbox = step('checkbox');
export const separator = step('separator');
export const toggle = step('switch');
export const text = step('text');
export const native = step('native dialog');
export const grid = step('grid')('Keys');

/** The row of a key; choosing it shows its details. */
export const row = step('row')('<key>');

/** A press of this key. */
export const press = (key: string): Key => ({ press: key });
