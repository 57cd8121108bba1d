import type { Session } from '$/app/session.svelte';
import { call } from '$/ipc/call';
import type { RememberedView } from '$/ipc/types';

import type { Rack } from './rack.svelte';

/** How long the table has to be left alone before its place is written down. */
const PAUSE = 1500;

/** How each organization was looked at last, so that going back leads to where one was. */
export class Places {
  readonly #session: Session;
  readonly #rack: Rack;
  readonly #left = new Map<string | null, RememberedView>();
  #pending: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, rack: Rack) {
    this.#session = session;
    this.#rack = rack;
  }

  /** How an organization, or all of them, was looked at last; nothing if never. */
  seen(organization: string | null): RememberedView | null {
    const left = this.#left.get(organization);
    if (left) return left;
    if (organization === null) return this.#session.frame?.remembered ?? null;
    const found = this.#session.organizations.find(({ id }) => id === organization);
    return found?.remembered ?? null;
  }

  /** Notes how what is shown is looked at, because something else will be shown. */
  leave(): void {
    clearTimeout(this.#pending);
    this.#note();
  }

  /** Notes it soon, once the table is left alone. */
  touch(): void {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.#note(), PAUSE);
  }

  /** Notes nothing any more. */
  stop(): void {
    clearTimeout(this.#pending);
  }

  #note(): void {
    if (!this.#rack.loaded) return;
    const { organization } = this.#rack.selection;
    const view = this.#rack.seen;
    const before = this.seen(organization);
    if (JSON.stringify(before) === JSON.stringify(view)) return;
    this.#left.set(organization, view);
    // What is not remembered is a convenience lost, and nothing that the user could mend.
    call('remember', { organization, view }).catch(() => undefined);
  }
}
