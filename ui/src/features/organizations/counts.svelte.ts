import type { Shown } from '$/features/rack/rack.svelte';
import { call } from '$/ipc/call';
import type { RowsQuery, View } from '$/ipc/types';

type Counts = Record<View, number>;

/** How many keys each view holds of what is shown. */
export class ViewTotals {
  totals = $state.raw<Counts | null>(null);
  #generation = 0;

  async load(shown: Shown): Promise<void> {
    const generation = ++this.#generation;
    const views = ['all', 'at_risk', 'expiring', 'never_expires', 'revoked'] as const;
    const count = async (view: View): Promise<number> => {
      const query: RowsQuery = {
        ...shown,
        view,
        filter: '',
        inactive: view === 'revoked',
        sort: 'name',
        descending: false,
        offset: 0,
        limit: 1,
      };
      return (await call('rows', { query })).total;
    };
    try {
      const found = await Promise.all(views.map(count));
      if (generation !== this.#generation) return;
      this.totals = Object.fromEntries(views.map((view, at) => [view, found[at] ?? 0])) as Counts;
    } catch {
      // The table asks the same and says what went wrong; a count that is not there says nothing.
      if (generation === this.#generation) this.totals = null;
    }
  }
}
