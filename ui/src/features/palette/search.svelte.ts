import { everything } from '$/features/rack/rack.svelte';
import { call } from '$/ipc/call';
import type { RowView } from '$/ipc/types';

/** How many keys are offered at once, out of how many that are looked at. */
const [MOST, LOOKED_AT] = [8, 60];

/** Keys whose name is meant before those that only contain it somewhere. */
function byName(rows: RowView[], asked: string): RowView[] {
  const wanted = asked.toLocaleLowerCase();
  const rank = ({ name }: RowView): number => {
    const at = name.toLocaleLowerCase().indexOf(wanted);
    return at < 0 ? 2 : Math.min(at, 1);
  };
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

/** What was typed, and the keys that contain it. */
export class Search {
  text = $state('');
  rows = $state.raw<RowView[]>([]);
  #asked: Promise<void> = Promise.resolve();
  #generation = 0;
  #answered = 0;

  /** Whether the keys are still those of what was typed before. */
  get behind(): boolean {
    return this.#answered !== this.#generation;
  }

  type(text: string): void {
    this.text = text;
    this.#asked = this.#ask(text.trim(), ++this.#generation);
  }

  /** Waits until the keys are those of everything that was typed. */
  async settled(): Promise<void> {
    while (this.behind) await this.#asked;
  }

  async #ask(filter: string, generation: number): Promise<void> {
    const rows = filter === '' ? [] : await this.#find(filter);
    if (generation !== this.#generation) return;
    this.rows = rows;
    this.#answered = generation;
  }

  async #find(filter: string): Promise<RowView[]> {
    const selection = { ...everything, filter, inactive: true, sort: 'name' } as const;
    try {
      const { rows } = await call('rows', {
        query: { ...selection, find: null, offset: 0, limit: LOOKED_AT },
      });
      return byName(rows, filter).slice(0, MOST);
    } catch {
      // The rest of the palette stays of use; the table says what went wrong.
      return [];
    }
  }
}
