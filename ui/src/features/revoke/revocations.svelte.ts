import { SvelteMap } from 'svelte/reactivity';

import { asError, call } from '$/ipc/call';
import type {
  ErrorView,
  KeyView,
  Phase,
  Revocation,
  RowView,
  SecretSource,
  StepView,
  Untested,
} from '$/ipc/types';

/** How far the revocation of one key has come, as seen from here. */
export interface Progress {
  /** When the user gave the order. */
  begun: number;
  steps: StepView[];
  outcome: Revocation | null;
  error: ErrorView | null;
  /** Why the service was not asked with the key itself, where it was not. */
  untested: Untested | null;
  /** Whether there is nothing more to wait for. */
  done: boolean;
}

const begun = (): Progress => ({
  begun: Date.now(),
  steps: [],
  outcome: null,
  error: null,
  untested: null,
  done: false,
});

/** Revocations since launch, by key. */
export class Revocations {
  readonly #progress = new SvelteMap<string, Progress>();

  of(key: string): Progress | undefined {
    return this.#progress.get(key);
  }

  /** Forgets an attempt that ended, so that another can be made. */
  forget(key: string): void {
    if (this.of(key)?.done) this.#progress.delete(key);
  }

  /**
   * Revokes a key as it was shown, or one that an orphan turned out to be. To be called from the event handler of
   * a real key press or at the end of a real hold: the core checks that itself.
   */
  async revoke({ key, identity }: RowView, orphan: string | null): Promise<void> {
    await this.#follow(key, () =>
      orphan === null
        ? call('revoke', { key, identity })
        : call('revoke_orphan', { orphan, key, identity }),
    );
  }

  /**
   * Notes that the user revoked a key at its service's site, and has the service asked with the
   * secret from `source`, if there is one. To be called as {@link revoke} is.
   */
  async revokedThere(key: string, source: SecretSource | null): Promise<void> {
    await this.#follow(key, () => call('revoked_there', { key, source }));
  }

  /**
   * Revokes the key that a rotation replaced, at the end of that rotation. To be called as
   * {@link revoke} is.
   */
  async finish(rotation: string, key: string): Promise<void> {
    await this.#follow(key, () => call('finish_rotation', { rotation }));
  }

  /** A revocation came further. One that was not begun here is one of many, and told of there. */
  advance(key: string, phase: Phase): void {
    const before = this.of(key);
    if (!before || before.done || before.steps.some((step) => step.phase === phase)) return;
    this.#progress.set(key, { ...before, steps: [...before.steps, { phase, at: Date.now() }] });
  }

  /** A revocation ended. */
  end(key: string, outcome: Revocation | null, error: ErrorView | null): void {
    const before = this.of(key) ?? begun();
    this.#progress.set(key, { ...before, outcome, error, done: true });
  }

  /** Takes over the times that the core recorded, which are truer than ours, and what it tells. */
  correct(key: string, { steps, untested }: Pick<KeyView, 'steps' | 'untested'>): void {
    const progress = this.of(key);
    if (!progress) return;
    const at = (phase: Phase): number | undefined =>
      steps.findLast((step) => step.phase === phase)?.at;
    const corrected = progress.steps.map((step) => ({ ...step, at: at(step.phase) ?? step.at }));
    this.#progress.set(key, { ...progress, steps: corrected, untested });
  }

  async #follow(key: string, send: () => Promise<Revocation>): Promise<void> {
    const before = this.of(key);
    if (before && !before.done) return;
    this.#progress.set(key, begun());
    try {
      this.end(key, await send(), null);
    } catch (reason) {
      this.end(key, null, asError(reason));
    }
  }
}
