import { SvelteMap } from 'svelte/reactivity';

import { asError, call } from '$/ipc/call';
import type { ErrorView, KeyView, SightView, VerificationView } from '$/ipc/types';

/** What was asked about one key since launch. */
export interface Asked {
  /** What is being asked now. */
  busy: 'verify' | 'sight' | null;
  /** Why the last question was not answered. */
  error: ErrorView | null;
  /** What it may really see, as the service told. */
  sight: SightView | null;
}

const NOTHING: Asked = { busy: null, error: null, sight: null };

/** Questions to services about keys, by key. */
export class Questions {
  readonly #asked = new SvelteMap<string, Asked>();

  of(key: string): Asked {
    return this.#asked.get(key) ?? NOTHING;
  }

  /** Asks whether the service takes the key: with the kept secret, or with the copied one. */
  async verify({ row: { key }, verify }: KeyView): Promise<VerificationView | null> {
    const source = verify.at_hand ? 'keychain' : 'clipboard';
    return this.#ask(key, 'verify', () => call('verify', { key, source }));
  }

  /** Asks what the key may really see. */
  async sight(key: string): Promise<void> {
    const sight = await this.#ask(key, 'sight', () => call('sight', { key }));
    if (sight) this.#asked.set(key, { ...this.of(key), sight });
  }

  async #ask<T>(key: string, busy: 'verify' | 'sight', ask: () => Promise<T>): Promise<T | null> {
    if (this.of(key).busy !== null) return null;
    this.#asked.set(key, { ...this.of(key), busy, error: null });
    try {
      const answer = await ask();
      this.#asked.set(key, { ...this.of(key), busy: null });
      return answer;
    } catch (reason) {
      this.#asked.set(key, { ...this.of(key), busy: null, error: asError(reason) });
      return null;
    }
  }
}
