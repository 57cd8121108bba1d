import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { busy } from '../dev/world';
import { actions, keysOf } from '../src/app/actions';
import { label, matches, usualReach } from '../src/app/actions/keys';
import { command } from '../src/app/keyboard';

import { actionTable } from './actionTable';
import { open, row } from './window';

const documentation = join(import.meta.dirname, '../../docs/actions.md');

describe('the actions', () => {
  it('are documented as they are', () => {
    const table = actionTable();
    if (process.env['KEYRACK_WRITE_DOCS'] === '1') writeFileSync(documentation, table);
    expect(readFileSync(documentation, 'utf8')).toBe(table);
  });

  it('have one id and one name each, and a way with the mouse', () => {
    const unique = (texts: string[]): void => expect(new Set(texts).size).toBe(texts.length);
    unique(actions.map(({ id }) => id));
    unique(actions.map(({ name }) => name));
    for (const { name, mouse } of actions) expect(mouse.length, name).toBeGreaterThan(0);
  });

  it('share no key, and each key does something', () => {
    const keyed = actions.flatMap(({ keys = [], does, name }) => {
      if (keys.length > 0) expect(does, name).toBeDefined();
      return keys;
    });
    expect(keyed.length).toBeGreaterThan(15);
    expect(new Set(keyed).size).toBe(keyed.length);
  });

  it('answer to their keys', () => {
    const place = { dialog: false, typing: false, control: false };
    const modifiers = { metaKey: false, altKey: false };
    for (const { keys = [], does } of actions) {
      for (const key of keys) {
        const ctrlKey = key.startsWith('Ctrl ');
        const shiftKey = key.includes('Shift ');
        const pressed = key.replace('Ctrl ', '').replace('Shift ', '').replace('1…9', '7');
        const found = command({ key: pressed, ctrlKey, shiftKey, ...modifiers }, place);
        expect(found, key).toEqual(does?.(Number(pressed)));
      }
    }
  });

  it('are listed in the window where they have keys', async () => {
    const { user } = open(busy());
    await row('deploy-bot');
    await user.click(screen.getByRole('button', { name: 'Keyboard shortcuts' }));
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    const listed = within(dialog).getAllByRole('definition');
    expect(listed.map(({ textContent }) => textContent)).toEqual(
      actions.filter(({ keys }) => keys).map(({ name }) => name),
    );
    expect(within(dialog).getByText('Ctrl 1 … Ctrl 9')).toBeVisible();
  });
});

describe('a key', () => {
  const press = { key: '4', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };

  it('is put into words', () => {
    expect(['ArrowDown', 'Ctrl 0', 'Ctrl 1…9', 'n', 'PageUp'].map(label)).toEqual([
      '↓',
      'Ctrl 0',
      'Ctrl 1 … Ctrl 9',
      'N',
      'Page ↑',
    ]);
    expect(keysOf('rotate')).toBe('T');
    expect(keysOf('verify')).toBe('');
  });

  it('is told from others', () => {
    expect(matches('Ctrl 1…9', press)).toEqual({ digit: 4 });
    expect(matches('Ctrl 1…9', { ...press, key: '0' })).toBeNull();
    expect(matches('Ctrl 1…9', { ...press, ctrlKey: false })).toBeNull();
    expect(matches('n', { ...press, key: 'N', ctrlKey: false })).not.toBeNull();
    expect(matches('n', { ...press, key: 'n' })).toBeNull();
    expect(usualReach('n')).toBe('window');
    expect(usualReach('Home')).toBe('table');
  });
});
