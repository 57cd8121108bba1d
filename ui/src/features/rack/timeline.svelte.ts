import { call } from '$/ipc/call';
import type { RowView } from '$/ipc/types';
import { DAY, instant } from '$/text/time';

import type { Shown } from './rack.svelte';

/** How far the strip looks ahead. */
export const HORIZON = 90 * DAY;

const MOST = 300;

/** A key that ends within the horizon. */
export interface Ending {
  row: RowView;
  at: number;
}

/** The keys that end within the next 90 days, soonest first. */
export class Timeline {
  endings = $state.raw<Ending[]>([]);
  /** Whether there are more than are shown. */
  more = $state(false);
  loaded = $state(false);
  #generation = 0;

  async load(shown: Shown): Promise<void> {
    const generation = ++this.#generation;
    try {
      const { rows, total } = await call('rows', {
        query: {
          ...shown,
          view: 'all',
          filter: '',
          inactive: false,
          sort: 'expires',
          descending: false,
          offset: 0,
          limit: MOST,
        },
      });
      if (generation !== this.#generation) return;
      const now = Date.now();
      this.endings = rows.flatMap((row) => {
        const at = instant(row.expires);
        return at !== null && at > now && at < now + HORIZON ? [{ row, at }] : [];
      });
      this.more = this.endings.length === rows.length && total > rows.length;
      this.loaded = true;
    } catch {
      // The table asks the same and says what went wrong; the picture stays as it was.
    }
  }
}
