import { SvelteMap } from 'svelte/reactivity';

import { asError, call } from '$/ipc/call';
import type {
  ErrorView,
  GroupView,
  RememberedView,
  RowsQuery,
  RowsView,
  RowView,
  SortBy,
} from '$/ipc/types';

import { lineAt, lineOfRow, type Line } from './lines';
import { Marks } from './marks.svelte';

/** How many rows are asked for at once: a screen of them, as every row makes the answer later. */
export const PAGE = 40;

type Selection = Omit<RowsQuery, 'offset' | 'limit' | 'find'>;

/** Every active key of every organization, the soonest end first. */
export const everything: Selection = {
  organization: null,
  view: 'all',
  environment: null,
  filter: '',
  inactive: false,
  sort: 'expires',
  descending: false,
  group: null,
  folded: [],
};

/** The rows of a selection. Holds only the pages around what is on screen. */
export class Rack {
  selection = $state.raw<Selection>(everything);
  total = $state(0);
  groups = $state.raw<GroupView[]>([]);
  hiddenByFilter = $state(0);
  hiddenInactive = $state(0);
  /** The organization whose rows are shown; what is selected is ahead of it until the answer is there. */
  organization = $state<string | null>(null);
  /** Whether anything was answered yet. */
  loaded = $state(false);
  error = $state.raw<ErrorView | null>(null);
  /** The line that keys act on. */
  active = $state(0);
  activeKey = $state<string | null>(null);
  /** Counts selections, so that the table knows when to go where it starts. */
  turn = $state(0);
  /** The line at the top of a new selection. */
  start = $state(0);
  /** The keys that are marked, to do something with several. */
  readonly marks = new Marks();

  readonly #pages = new SvelteMap<number, RowView[]>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody shows what is awaited
  readonly #pending = new Set<number>();
  #shown: readonly [first: number, last: number] = [0, PAGE - 1];
  #generation = 0;

  /** How many lines there are: rows, and the titles of groups. */
  get lines(): number {
    return this.total + this.groups.length;
  }

  /** What stands on a line. */
  line(line: number): Line {
    return lineAt(this.groups, line);
  }

  /** The row at this place, if it is at hand. */
  row(at: number): RowView | undefined {
    return this.#pages.get(Math.floor(at / PAGE))?.[at % PAGE];
  }

  get activeRow(): RowView | undefined {
    const line = this.line(this.active);
    return line.is === 'row' ? this.row(line.at) : undefined;
  }

  /** The group whose title is the active line. */
  get activeGroup(): GroupView | undefined {
    const line = this.line(this.active);
    return line.is === 'group' ? this.groups[line.at] : undefined;
  }

  /** How it is looked at now. */
  get seen(): RememberedView {
    const { view, environment, inactive, sort, descending, group } = this.selection;
    const [first] = this.#shown;
    const top = first > 0 ? (this.row(first)?.key ?? null) : null;
    return { view, environment, inactive, sort, descending, group, offset: first, top };
  }

  /** Changes the selection and starts at its top. What is shown stays until the answer is there. */
  async select(change: Partial<Selection>): Promise<void> {
    await this.#begin({ ...this.selection, ...change }, 0);
  }

  /** Goes to an organization, and to where it was left. */
  async visit(organization: string | null, seen: RememberedView | null): Promise<void> {
    if (seen === null) return this.#begin({ ...everything, organization }, 0);
    const { view, environment, inactive, sort, descending, group, offset, top } = seen;
    const selection = {
      ...everything,
      organization,
      view,
      environment,
      inactive,
      sort,
      descending,
      group,
    };
    const place = offset === 0 ? 0 : await this.#place(selection, top, offset);
    await this.#begin(selection, place);
  }

  async sortBy(sort: SortBy): Promise<void> {
    const { sort: before, descending } = this.selection;
    await this.select({ sort, descending: before === sort ? !descending : false });
  }

  /** Leaves out the rows of a group, or shows them again. */
  async fold(group: string, folded: boolean): Promise<void> {
    const others = this.selection.folded.filter((id) => id !== group);
    this.selection = { ...this.selection, folded: folded ? [...others, group] : others };
    await this.reload();
  }

  /** Fetches what is on screen again. */
  async reload(): Promise<void> {
    const generation = ++this.#generation;
    this.#pending.clear();
    try {
      const pages = this.#around(...this.#shown);
      const answers = await Promise.all(pages.map((page) => this.#fetch(page)));
      if (generation !== this.#generation) return;
      this.organization = this.selection.organization;
      this.#pages.clear();
      answers.forEach((answer, at) => this.#take(pages[at] ?? 0, answer));
      this.loaded = true;
      this.error = null;
      this.#follow();
    } catch (reason) {
      if (generation === this.#generation) this.error = asError(reason);
    }
  }

  /** Tells which lines are on screen, and fetches their rows where they are not at hand. */
  async show(first: number, last: number): Promise<void> {
    const shown = [this.#rowAt(first), this.#rowAt(last)] as const;
    this.#shown = shown;
    const generation = this.#generation;
    const missing = this.#around(...shown).filter(
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

  /** Makes a line the one that keys act on. */
  activate(line: number): void {
    this.active = Math.max(0, Math.min(line, this.lines - 1));
    this.activeKey = this.activeRow?.key ?? null;
  }

  async #begin(selection: Selection, row: number): Promise<void> {
    this.selection = selection;
    this.#shown = [row, row + PAGE - 1];
    this.activeKey = null;
    this.marks.clear();
    await this.reload();
    this.start = row === 0 ? 0 : lineOfRow(this.groups, Math.min(row, this.total - 1));
    this.activate(row === 0 ? this.#firstRow() : this.start);
    this.turn += 1;
  }

  /** Goes to a key, with as little of the selection changed as shows it. */
  async find(key: string): Promise<void> {
    const { filter, view, environment, folded } = everything;
    const here = { ...this.selection, filter, view, environment, folded };
    const widened = [here, { ...here, organization: null }].flatMap((all) => [
      all,
      { ...all, inactive: true },
    ]);
    for (const selection of [this.selection, ...widened]) {
      const { found } = await this.#ask(selection, { find: key, offset: 0, limit: 1 });
      if (found === null) continue;
      await this.#begin(selection, found);
      return;
    }
  }

  /** Where a key stands in a selection; if it is gone, where it stood. */
  async #place(selection: Selection, key: string | null, offset: number): Promise<number> {
    try {
      const { found, total } = await this.#ask(selection, { find: key, offset: 0, limit: 1 });
      return found ?? Math.max(0, Math.min(offset, total - 1));
    } catch {
      return 0;
    }
  }

  /** The first line that is a row, if any is. */
  #firstRow(): number {
    return this.total > 0 ? lineOfRow(this.groups, 0) : 0;
  }

  #rowAt(line: number): number {
    const found = this.line(Math.max(0, line));
    return found.is === 'row' ? found.at : (this.groups[found.at]?.first ?? 0);
  }

  #fetch(page: number): Promise<RowsView> {
    return this.#ask(this.selection, { find: null, offset: page * PAGE, limit: PAGE });
  }

  #ask(selection: Selection, part: Omit<RowsQuery, keyof Selection>): Promise<RowsView> {
    const inactive = selection.inactive || selection.view === 'revoked';
    return call('rows', { query: { ...selection, inactive, ...part } });
  }

  #take(page: number, answer: RowsView): void {
    this.#pages.set(page, answer.rows);
    this.total = answer.total;
    this.groups = answer.groups;
    this.hiddenByFilter = answer.hidden_by_filter;
    this.hiddenInactive = answer.hidden_inactive;
    if (this.activeKey === null && this.activeRow) this.activeKey = this.activeRow.key;
  }

  /** Keeps the active line on the same key when rows moved. */
  #follow(): void {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.key === this.activeKey);
      if (at >= 0) {
        this.active = lineOfRow(this.groups, page * PAGE + at);
        return;
      }
    }
    this.activate(this.active);
  }

  /** Drops pages far from the screen. */
  #forget(): void {
    const [first, last] = this.#shown.map((row) => Math.floor(row / PAGE)) as [number, number];
    const active = Math.floor(this.#rowAt(this.active) / PAGE);
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
