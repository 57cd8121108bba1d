import { SvelteSet } from 'svelte/reactivity';

/** What was ticked off of the things to do after an incident; kept until Keyrack ends. */
export class Care {
  readonly #done = new SvelteSet<string>();

  has(service: string, step: string): boolean {
    return this.#done.has(`${service}/${step}`);
  }

  tick(service: string, step: string, done: boolean): void {
    const id = `${service}/${step}`;
    if (done) this.#done.add(id);
    else this.#done.delete(id);
  }
}
