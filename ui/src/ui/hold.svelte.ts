/** How long a button is held. The core asks for 0.7 s and measures on its own; this is longer. */
export const HOLD_MS = 750;

/** A press that counts only when it lasts. */
export class Hold {
  holding = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #done: () => void;

  /** `done` is called once for each press that lasts, while the button is still down. */
  constructor(done: () => void) {
    this.#done = done;
  }

  begin(): void {
    this.cancel();
    this.holding = true;
    this.#timer = setTimeout(() => {
      this.cancel();
      this.#done();
    }, HOLD_MS);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.holding = false;
  }
}
