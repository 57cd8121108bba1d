import { MediaQuery } from 'svelte/reactivity';

import { asError, call } from '$/ipc/call';
import type { ErrorView, KeyView } from '$/ipc/types';

/** The key whose details are shown. */
export class Detail {
  view = $state.raw<KeyView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  readonly #wide = new MediaQuery('width >= 62.5em', true);
  #closed = $state(false);
  #slid = $state(false);
  #wanted: string | null = null;

  /** Whether there is room for the details beside the table; otherwise they slide over it. */
  get beside(): boolean {
    return this.#wide.current;
  }

  get open(): boolean {
    return this.beside ? !this.#closed : this.#slid;
  }

  set open(open: boolean) {
    this.#closed = !open;
    this.#slid = open;
  }

  /** Shows the key with this id. What was shown stays until the answer is there. */
  async load(key: string | null): Promise<void> {
    this.#wanted = key;
    if (key === null) {
      this.view = null;
      this.error = null;
      return;
    }
    try {
      const view = await call('key', { key });
      if (this.#wanted !== key) return;
      this.view = view;
      this.error = null;
    } catch (reason) {
      if (this.#wanted !== key) return;
      this.view = null;
      this.error = asError(reason);
    }
  }

  async reload(): Promise<void> {
    await this.load(this.#wanted);
  }
}
