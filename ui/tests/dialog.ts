import { fireEvent, screen } from '@testing-library/svelte';
import axe from 'axe-core';
import { expect, vi } from 'vitest';

// Colours and places need a real browser; names, roles and states do not.
const rules = {
  'color-contrast': { enabled: false },
  region: { enabled: false },
  'label-title-only': { enabled: false },
};

/** The open dialog of this name, once it is there. */
export const dialog = (name: string): Promise<HTMLElement> => screen.findByRole('dialog', { name });

/** Makes sure that a screen reader finds its way in `element`. */
export async function accessible(element: HTMLElement): Promise<void> {
  const { violations } = await axe.run(element, { rules });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Keeps a button pressed until it is full. */
export async function hold(button: HTMLElement): Promise<void> {
  vi.useFakeTimers();
  await fireEvent.pointerDown(button, { button: 0, isPrimary: true });
  await vi.advanceTimersByTimeAsync(800);
  vi.useRealTimers();
  await fireEvent.pointerUp(button);
}
