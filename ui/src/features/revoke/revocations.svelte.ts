import { SvelteMap } from 'svelte/reactivity';

import { asError, call } from '$/ipc/call';
import type { ErrorView, Phase, Revocation, SecretSource, StepView } from '$/ipc/types';

/** How far the revocation of one key has come, as seen from here. */
export interface Progress {
  steps: StepView[];
  outcome: Revocation | null;
  error: ErrorView | null;
  /** Whether there is nothing more to wait for. */
  done: boolean;
}

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
   * Revokes a key, or one that an orphan turned out to be. To be called from the event handler of
   * a real key press or at the end of a real hold: the core checks that itself.
   */
  async revoke(key: string, orphan: string | null): Promise<void> {
    await this.#follow(key, () =>
      orphan === null ? call('revoke', { key }) : call('revoke_orphan', { orphan, key }),
    );
  }

  /**
   * Notes that the user revoked a key at its service's site, and has the service asked with the
   * secret from `source`, if there is one. To be called as {@link revoke} is.
   */
  async revokedThere(key: string, source: SecretSource | null): Promise<void> {
    await this.#follow(key, () => call('revoked_there', { key, source }));
  }

  /** A revocation came further. */
  advance(key: string, phase: Phase): void {
    const before = this.of(key) ?? { steps: [], outcome: null, error: null, done: false };
    if (before.steps.some((step) => step.phase === phase)) return;
    this.#progress.set(key, { ...before, steps: [...before.steps, { phase, at: Date.now() }] });
  }

  /** A revocation ended. */
  end(key: string, outcome: Revocation | null, error: ErrorView | null): void {
    const steps = this.of(key)?.steps ?? [];
    this.#progress.set(key, { steps, outcome, error, done: true });
  }

  /** Takes over the times that the core recorded, which are truer than ours. */
  correct(key: string, steps: StepView[]): void {
    const progress = this.of(key);
    if (!progress) return;
    const at = (phase: Phase): number | undefined =>
      steps.findLast((step) => step.phase === phase)?.at;
    const corrected = progress.steps.map((step) => ({ ...step, at: at(step.phase) ?? step.at }));
    this.#progress.set(key, { ...progress, steps: corrected });
  }

  async #follow(key: string, send: () => Promise<Revocation>): Promise<void> {
    const before = this.of(key);
    if (before && !before.done) return;
    this.#progress.set(key, { steps: [], outcome: null, error: null, done: false });
    try {
      this.end(key, await send(), null);
    } catch (reason) {
      this.end(key, null, asError(reason));
    }
  }
}
