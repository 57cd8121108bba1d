import { call } from '$/ipc/call';
import type { Event, SweepView, SweptKeyView } from '$/ipc/types';
import { resultOf } from '$/text/sweep';

type Swept = Extract<Event, { event: 'swept' }>;

/** Results that come within this time are shown together. */
const GATHERED_MS = 120;
/** How often a sweep that goes on is asked how it is: who waits, and for how long. */
const ASKED_MS = 1000;

/** The many revocations that were begun last, as they go on. */
export class Sweeping {
  view = $state.raw<SweepView | null>(null);
  /** Whether the user wants it to stop, and it has not yet. */
  stopping = $state(false);
  /** The one that goes on, or went on, since launch; its end is still news. */
  own = $state<string | null>(null);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody shows what is gathered
  readonly #come = new Map<string, Swept>();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;

  /** Shows one that was begun or resumed, and follows it. */
  show(view: SweepView | null): void {
    this.view = view;
    if (view && view.state !== 'ended') this.own = view.id;
    if (view?.state !== 'running') this.stopping = false;
    clearTimeout(this.#asking);
    if (view?.state === 'running')
      this.#asking = setTimeout(() => void this.load().catch(() => {}), ASKED_MS);
  }

  /** Asks how far it is. */
  async load(): Promise<void> {
    this.show(await call('sweep'));
  }

  /** Begins what was planned. To be called from a real gesture: the core checks that itself. */
  async start(plan: string, typed: string): Promise<void> {
    this.#begun(await call('start_sweep', { plan, typed }));
  }

  /** Carries on what was cut off. To be called as {@link start} is. */
  async resume(): Promise<void> {
    this.#begun(await call('resume_sweep'));
  }

  /** It goes on behind the answer, which may be older than that. */
  #begun(view: SweepView): void {
    this.show(view.state === 'interrupted' ? { ...view, state: 'running' } : view);
  }

  /** Stops what goes on; gives up what was cut off. */
  async stop(): Promise<void> {
    const running = this.view?.state === 'running';
    this.stopping = running;
    try {
      await call('stop_sweep');
    } catch (reason) {
      this.stopping = false;
      throw reason;
    }
    await this.load();
  }

  /** A key has its result. */
  take(event: Swept): void {
    this.#come.set(event.key, event);
    this.#gathering ??= setTimeout(() => this.#gather(), GATHERED_MS);
  }

  /** Stops asking. */
  leave(): void {
    clearTimeout(this.#asking);
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
  }

  #gather(): void {
    this.#gathering = undefined;
    const { view } = this;
    if (view) {
      const keys = view.keys.map((key): SweptKeyView => {
        const come = this.#come.get(key.key);
        return come ? { ...key, ended: true, outcome: come.outcome, error: come.error } : key;
      });
      const many = (wanted: ReturnType<typeof resultOf>): number =>
        keys.filter((key) => resultOf(key) === wanted).length;
      this.view = {
        ...view,
        keys,
        revoked: many('revoked'),
        unprovable: many('unprovable'),
        failed: many('failed'),
        open: many(null),
      };
    }
    this.#come.clear();
  }
}
