import { call } from '$/ipc/call';
import type { RowsQuery, View } from '$/ipc/types';

type Counts = Record<Exclude<View, 'all'>, number>;

/** How many keys each view holds in one organization. */
export class ViewTotals {
  totals = $state.raw<Counts | null>(null);
  #generation = 0;

  async load(organization: string | null): Promise<void> {
    const generation = ++this.#generation;
    const views = ['at_risk', 'expiring', 'never_expires', 'revoked'] as const;
    const count = async (view: View): Promise<number> => {
      const query: RowsQuery = {
        organization,
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
