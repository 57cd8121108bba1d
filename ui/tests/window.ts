import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';

import { Backend } from '../dev/backend';
import type { World } from '../dev/world';
import App from '../src/app/App.svelte';

/** The whole window before an invented core that knows `world`. */
export function open(world: World): { backend: Backend; user: UserEvent } {
  const backend = new Backend(world);
  const user = userEvent.setup();
  render(App);
  return { backend, user };
}

/** The row that begins with `name`, once it is there. */
export const row = (name: string): Promise<HTMLElement> =>
  screen.findByRole('row', { name: (label) => label.startsWith(`${name},`) });

/** The arguments of every call of `command`, in order. */
export const sent = (backend: Backend, command: string): unknown[] =>
  backend.calls.filter((call) => call.command === command).map(({ args }) => args);

/** What has this role in an open list or menu. jsdom cannot place it, so roles call it hidden. */
const floating = (role: string, name: string): Promise<HTMLElement> =>
  waitFor(() => {
    const words = (element: HTMLElement): string =>
      (element.querySelector('bdi') ?? element).textContent.trim();
    const found = [...document.querySelectorAll<HTMLElement>(`[role="${role}"]`)].find((element) =>
      words(element).startsWith(name),
    );
    if (!found) throw new Error(`There is no ${role} ${name}`);
    return found;
  });

/** An option of an open list. */
export const option = (name: string): Promise<HTMLElement> => floating('option', name);

/** Picks `item` from the menu of an account. */
export async function pick(user: UserEvent, account: string, item: string): Promise<void> {
  await user.click(screen.getByRole('button', { name: `Actions for account ${account}` }));
  await user.click(await floating('menuitem', item));
}

/** What the live region says. */
export const announced = (): string =>
  document.querySelector('[role="status"][aria-live="polite"]')?.textContent ?? '';
