import { SvelteSet } from 'svelte/reactivity';

/** The keys that are marked, by id. */
export class Marks {
  readonly #keys = new SvelteSet<string>();

  get count(): number {
    return this.#keys.size;
  }

  get keys(): string[] {
    return [...this.#keys];
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Marks a key, or takes its mark away. */
  toggle(key: string): void {
    if (!this.#keys.delete(key)) this.#keys.add(key);
  }

  add(keys: Iterable<string>): void {
    for (const key of keys) this.#keys.add(key);
  }

  clear(): void {
    this.#keys.clear();
  }
}
