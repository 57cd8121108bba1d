import { call } from '$/ipc/call';
import type { RowView } from '$/ipc/types';

/** How many keys are offered at once. */
const MOST = 8;

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
    const query = {
      organization: null,
      view: 'all',
      environment: null,
      filter,
      inactive: true,
      sort: 'name',
      descending: false,
      group: null,
      folded: [],
      find: null,
      offset: 0,
      limit: MOST,
    } as const;
    try {
      const { rows } = await call('rows', { query: { ...query, folded: [] } });
      if (generation === this.#generation) this.rows = rows;
    } catch {
      // The rest of the palette stays of use; the table says what went wrong.
      if (generation === this.#generation) this.rows = [];
    }
  }
}
