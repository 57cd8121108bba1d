import { SvelteMap } from 'svelte/reactivity';

import { asError, call } from '$/ipc/call';
import type { ErrorView, RowsQuery, RowsView, RowView, SortBy, View } from '$/ipc/types';

/** How many rows are asked for at once. */
export const PAGE = 100;

type Selection = Omit<RowsQuery, 'offset' | 'limit'>;

/** The part of a selection that everything around the table follows. */
export type Shown = Pick<Selection, 'organization' | 'environment'>;

/** The rows of a selection. Holds only the pages around what is on screen. */
export class Rack {
  selection = $state.raw<Selection>({
    organization: null,
    view: 'all',
    environment: null,
    filter: '',
    inactive: false,
    sort: 'expires',
    descending: false,
  });
  total = $state(0);
  hiddenByFilter = $state(0);
  hiddenInactive = $state(0);
  /** Whether anything was answered yet. */
  loaded = $state(false);
  error = $state.raw<ErrorView | null>(null);
  /** The row that keys act on. */
  active = $state(0);
  activeKey = $state<string | null>(null);
  /** Counts selections, so that the table knows when to go back to its top. */
  turn = $state(0);

  readonly #pages = new SvelteMap<number, RowView[]>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody shows what is awaited
  readonly #pending = new Set<number>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- only the current view is shown
  readonly #views = new Map<string | null, View>();
  #shown: readonly [first: number, last: number] = [0, PAGE - 1];
  #generation = 0;

  /** The row at `index`, if it is at hand. */
  row(index: number): RowView | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  get activeRow(): RowView | undefined {
    return this.row(this.active);
  }

  /** Changes the selection and starts at its top. What is shown stays until the answer is there. */
  async select(change: Partial<Selection>): Promise<void> {
    this.selection = { ...this.selection, ...change };
    this.#shown = [0, PAGE - 1];
    this.active = 0;
    this.activeKey = null;
    this.turn += 1;
    await this.reload();
  }

  /** Goes to an organization, in the view that was last open there. */
  async visit(organization: string | null): Promise<void> {
    const { organization: left, view } = this.selection;
    if (left === organization) return;
    this.#views.set(left, view);
    await this.select({ organization, view: this.#views.get(organization) ?? 'all' });
  }

  async sortBy(sort: SortBy): Promise<void> {
    const { sort: before, descending } = this.selection;
    await this.select({ sort, descending: before === sort ? !descending : false });
  }

  /** Fetches what is on screen again. */
  async reload(): Promise<void> {
    const generation = ++this.#generation;
    this.#pending.clear();
    try {
      const pages = this.#around(...this.#shown);
      const answers = await Promise.all(pages.map((page) => this.#fetch(page)));
      if (generation !== this.#generation) return;
      this.#pages.clear();
      answers.forEach((answer, at) => this.#take(pages[at] ?? 0, answer));
      this.loaded = true;
      this.error = null;
      this.#follow();
    } catch (reason) {
      if (generation === this.#generation) this.error = asError(reason);
    }
  }

  /** Tells which rows are on screen, and fetches those that are not at hand. */
  async show(first: number, last: number): Promise<void> {
    this.#shown = [first, last];
    const generation = this.#generation;
    const missing = this.#around(first, last).filter(
      (page) => !this.#pages.has(page) && !this.#pending.has(page),
    );
    await Promise.all(
      missing.map(async (page) => {
        this.#pending.add(page);
        try {
          const answer = await this.#fetch(page);
          if (generation === this.#generation) this.#take(page, answer);
        } catch (reason) {
          if (generation === this.#generation) this.error = asError(reason);
        } finally {
          if (generation === this.#generation) this.#pending.delete(page);
        }
      }),
    );
    if (generation === this.#generation) this.#forget();
  }

  /** Makes the row at `index` the one that keys act on. */
  activate(index: number): void {
    this.active = Math.max(0, Math.min(index, this.total - 1));
    this.activeKey = this.activeRow?.key ?? null;
  }

  #fetch(page: number): Promise<RowsView> {
    const inactive = this.selection.inactive || this.selection.view === 'revoked';
    return call('rows', {
      query: { ...this.selection, inactive, offset: page * PAGE, limit: PAGE },
    });
  }

  #take(page: number, answer: RowsView): void {
    this.#pages.set(page, answer.rows);
    this.total = answer.total;
    this.hiddenByFilter = answer.hidden_by_filter;
    this.hiddenInactive = answer.hidden_inactive;
    if (this.activeKey === null && this.activeRow) this.activeKey = this.activeRow.key;
  }

  /** Keeps the active row on the same key when rows moved. */
  #follow(): void {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.key === this.activeKey);
      if (at >= 0) {
        this.active = page * PAGE + at;
        return;
      }
    }
    this.activate(this.active);
  }

  /** Drops pages far from the screen. */
  #forget(): void {
    const [first, last] = this.#shown.map((index) => Math.floor(index / PAGE)) as [number, number];
    const active = Math.floor(this.active / PAGE);
    for (const page of [...this.#pages.keys()]) {
      if ((page < first - 2 || page > last + 2) && page !== active) this.#pages.delete(page);
    }
  }

  #around(first: number, last: number): number[] {
    const from = Math.floor(Math.max(0, first) / PAGE);
    const to = Math.floor(Math.max(0, last) / PAGE);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  }
}
