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
  #generation = 0;

  async type(text: string): Promise<void> {
    this.text = text;
    const generation = ++this.#generation;
    const filter = text.trim();
    if (filter === '') {
      this.rows = [];
      return;
    }
    const selection = { ...everything, filter, inactive: true, sort: 'name' } as const;
    try {
      const { rows } = await call('rows', {
        query: { ...selection, find: null, offset: 0, limit: LOOKED_AT },
      });
      if (generation === this.#generation) this.rows = byName(rows, filter).slice(0, MOST);
    } catch {
      // The rest of the palette stays of use; the table says what went wrong.
      if (generation === this.#generation) this.rows = [];
    }
  }
}
