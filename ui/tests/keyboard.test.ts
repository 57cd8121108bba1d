import { describe, expect, it } from 'vitest';

import { command } from '../src/app/keyboard';

const table = { dialog: false, typing: false, control: false };
type Press = Parameters<typeof command>[0];
const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('a key press', () => {
  it('means something in the table', () => {
    expect(command(press('/'), table)).toEqual({ do: 'filter' });
    expect(command(press('j'), table)).toEqual({ do: 'move', by: 1 });
    expect(command(press('ArrowUp'), table)).toEqual({ do: 'move', by: -1 });
    expect(command(press('Enter'), table)).toEqual({ do: 'details' });
    expect(command(press('R'), table)).toEqual({ do: 'revoke' });
    expect(command(press('End'), table)).toEqual({ do: 'edge', end: 'last' });
    expect(command(press('?'), table)).toEqual({ do: 'help' });
  });

  it('switches organizations', () => {
    const ctrl = { ctrlKey: true };
    expect(command(press('1', ctrl), table)).toEqual({ do: 'organization', index: 0 });
    expect(command(press('9', ctrl), table)).toEqual({ do: 'organization', index: 8 });
    expect(command(press('0', ctrl), table)).toEqual({ do: 'organization', index: null });
    expect(command(press('1', ctrl), { ...table, typing: true })).not.toBeNull();
  });

  it('is text where text is typed', () => {
    for (const key of ['n', 'r', 't', 'j', '/', '?', 'Enter', 'ArrowDown', 'Home']) {
      expect(command(press(key), { ...table, typing: true, control: true })).toBeNull();
    }
    expect(command(press('Escape'), { ...table, typing: true })).toEqual({ do: 'back' });
  });

  it('belongs to the control that has the focus, and to an open dialog', () => {
    expect(command(press('Enter'), { ...table, control: true })).toBeNull();
    expect(command(press('ArrowDown'), { ...table, control: true })).toBeNull();
    for (const key of ['n', 'r', 'Escape', 'Enter']) {
      expect(command(press(key), { ...table, dialog: true })).toBeNull();
    }
    expect(command(press('2', { ctrlKey: true }), { ...table, dialog: true })).toBeNull();
  });

  it('refreshes instead of loading the window anew, everywhere', () => {
    const everywhere = { dialog: true, typing: true, control: true };
    expect(command(press('F5'), everywhere)).toEqual({ do: 'refresh' });
    expect(command(press('r', { ctrlKey: true }), everywhere)).toEqual({ do: 'refresh' });
  });
});
