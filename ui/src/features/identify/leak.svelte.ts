import { asError, call } from '$/ipc/call';
import type {
  ErrorView,
  FoundKeyView,
  FoundView,
  IdentifiedView,
  IdentifySource,
} from '$/ipc/types';

/** A key that a leaked string is, or could be. */
export interface Candidate {
  /** Tells it from the others. */
  id: string;
  found: FoundView;
  key: FoundKeyView;
}

/**
 * What was found in a leaked text. The strings themselves stay in the core, for the proof of a
 * revocation, until they are {@link Leak.drop}ped.
 */
export class Leak {
  found = $state.raw<IdentifiedView | null>(null);
  source = $state<IdentifySource>('clipboard');
  error = $state.raw<ErrorView | null>(null);
  /** What is being read. */
  reading = $state<IdentifySource | null>(null);
  /** The key in whose revocation the string is needed. */
  needed: string | null = null;
  #chosen = $state<string | null>(null);
  #turn = 0;
  readonly #candidates = $derived(
    (this.found?.findings ?? []).flatMap((found, at) =>
      found.keys.map((key): Candidate => ({ id: `${at}/${key.row.key}`, found, key })),
    ),
  );

  /** The keys that it is or could be, in the order of the text. */
  get candidates(): Candidate[] {
    return this.#candidates;
  }

  /** The one that is shown in full. */
  get chosen(): Candidate | null {
    const all = this.#candidates;
    return all.find(({ id }) => id === this.#chosen) ?? all.find(isCertain) ?? all[0] ?? null;
  }

  choose(id: string): void {
    this.#chosen = id;
  }

  /** Looks through the clipboard or a file. What was found before is shown until there is more. */
  async read(source: IdentifySource): Promise<void> {
    const turn = ++this.#turn;
    this.reading = source;
    this.error = null;
    try {
      const found = await call('identify', { source });
      if (turn !== this.#turn) return;
      this.found = found;
      this.source = source;
      this.#chosen = null;
    } catch (reason) {
      if (turn !== this.#turn) return;
      const error = asError(reason);
      if (error.code === 'cancelled') return;
      this.found = null;
      this.error = error;
    } finally {
      if (turn === this.#turn) this.reading = null;
      // Nobody waits for it any more, and nobody else will have it dropped.
      else if (this.reading === null) void call('identify_done').catch(() => {});
    }
  }

  /** Has the core drop the strings. */
  async drop(): Promise<void> {
    this.#turn += 1;
    this.found = null;
    this.error = null;
    this.reading = null;
    this.needed = null;
    this.#chosen = null;
    // They are dropped after ten minutes in any case.
    await call('identify_done').catch(() => {});
  }
}

const isCertain = ({ key }: Candidate): boolean => key.certain;
