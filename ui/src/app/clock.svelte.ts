import { createSubscriber } from 'svelte/reactivity';

/** The present, for whoever shows it; ticks only while somebody does. */
export class Clock {
  readonly #subscribe: () => void;

  constructor(every: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, every);
      return () => clearInterval(timer);
    });
  }

  /** Unix time in milliseconds. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

/** For ages, which nobody reads to the second. */
export const minutes = new Clock(10_000);

/** For countdowns. */
export const seconds = new Clock(1000);

/** For a stopwatch. */
export const tenths = new Clock(100);
