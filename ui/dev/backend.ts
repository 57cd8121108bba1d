import { emit } from '@tauri-apps/api/event';
import { mockIPC } from '@tauri-apps/api/mocks';

import type {
  Commands,
  CreatedView,
  ErrorView,
  Event,
  KeyView,
  Phase,
  Revocation,
  RowsQuery,
  RowsView,
  RowView,
  VerdictView,
} from '../src/ipc/types';
import { DAY, detail, error, row } from './build';
import { select, type Selected } from './select';
import { busy, nothing, type World } from './world';

type Name = keyof Commands;
type Handlers = {
  [K in Name]: (
    args: Commands[K]['args'],
  ) => Commands[K]['result'] | Promise<Commands[K]['result']>;
};

/** What can be made to happen. */
export interface Mood {
  /** Milliseconds that every answer takes. */
  pace: number;
  /** Errors that commands end with. */
  failures: Partial<Record<Name, ErrorView>>;
  revocation: Revocation;
  verdict: VerdictView;
}

/** An invented core behind the window: for looking at it, and for its tests. */
export class Backend {
  readonly calls: { command: Name; args: unknown }[] = [];
  readonly mood: Mood = {
    pace: 0,
    failures: {},
    revocation: 'revoked',
    verdict: { verdict: 'wiped' },
  };
  world: World;
  #wipe: ReturnType<typeof setTimeout> | undefined;
  #created: CreatedView | null = null;
  #answer: Partial<Selected> & { asked?: string; of?: RowView[] } = {};

  constructor(world: World) {
    this.world = world;
    mockIPC((command, args) => this.#respond(command as Name, args as never), {
      shouldMockEvents: true,
    });
  }

  /** Sends an event to the window. */
  async emit(event: Event): Promise<void> {
    await emit('keyrack', event);
  }

  /** How often `command` was called. */
  count(command: Name): number {
    return this.calls.filter((call) => call.command === command).length;
  }

  async #respond(command: Name, args: never): Promise<unknown> {
    this.calls.push({ command, args });
    await this.#pause(this.mood.pace);
    const failure = this.mood.failures[command];
    if (failure) throw failure;
    return structuredClone(await this.#handlers[command](args));
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }

  #key(id: string): KeyView {
    const found = this.world.rows.find(({ key }) => key === id);
    if (!found) throw error('no_such_key', 'local');
    return detail(found, this.world.details[id]);
  }

  /** The rows of a selection, kept until the world changes: sorting many takes its time. */
  #rows({ offset, limit, ...selection }: RowsQuery): RowsView {
    const asked = JSON.stringify(selection);
    if (this.#answer.asked !== asked || this.#answer.of !== this.world.rows) {
      this.#answer = { asked, of: this.world.rows, ...select(this.world, selection) };
    }
    const { found = [], hidden_by_filter = 0, hidden_inactive = 0 } = this.#answer;
    const rows = found.slice(offset, offset + limit);
    return { total: found.length, hidden_by_filter, hidden_inactive, rows };
  }

  #change(id: string, change: Partial<RowView>): void {
    this.world.rows = this.world.rows.map((row) => (row.key === id ? { ...row, ...change } : row));
  }

  async #revoke(id: string): Promise<Revocation> {
    const { name } = this.#key(id).row;
    const step = async (phase: Phase): Promise<void> => {
      await this.emit({ event: 'revoking', key: id, name, phase });
      await this.#pause(this.mood.pace * 4);
    };
    await step('sending');
    await step('accepted');
    const outcome = this.mood.revocation;
    if (outcome === 'revoked' || outcome === 'already_gone') {
      await step('gone');
      this.#change(id, { phase: 'gone', states: ['revoked'] });
    } else if (outcome === 'accepted_unprovable') {
      await step('unprovable');
      this.#change(id, { phase: 'unprovable', states: ['revoked_unprovable'] });
    } else {
      this.#change(id, { phase: 'unverified', states: ['revocation_unverified'] });
    }
    await this.emit({ event: 'revoked', key: id, name, outcome, error: null });
    await this.emit({ event: 'changed' });
    return outcome;
  }

  async #wiped(name: string): Promise<void> {
    clearTimeout(this.#wipe);
    await this.emit({ event: 'wiped', name, result: this.mood.verdict });
  }

  #issue(of: RowView, rotated: boolean): CreatedView {
    const { key, name, service, account, organizations, rights, limits, expires } = of;
    this.#created = {
      handle: `h-${this.calls.length}`,
      rotated,
      key,
      name,
      hint: 'cpg_…02ac',
      service,
      account,
      organizations,
      rights,
      limits,
      expires,
    };
    return this.#created;
  }

  readonly #handlers: Handlers = {
    frame: () => this.world.frame,
    rows: ({ query }) => this.#rows(query),
    key: ({ key }) => this.#key(key),
    refresh: async () => {
      await this.emit({ event: 'changed' });
      return null;
    },
    connect: async ({ request }) => {
      if (this.world.frame.accounts.length === 0) this.world = busy();
      const account = this.world.frame.accounts.at(-1);
      if (!account) throw error('no_such_account', 'local');
      await this.emit({ event: 'changed' });
      const label = request.label || account.label;
      const wiping = request.source === 'clipboard';
      if (wiping)
        setTimeout(() => {
          const result = this.mood.verdict;
          void this.emit({ event: 'credential_wiped', account: label, result });
        }, this.mood.pace);
      return { account: { ...account, label, refreshing: false }, wiping };
    },
    disconnect: async ({ account }) => {
      const { frame } = this.world;
      this.world.frame = { ...frame, accounts: frame.accounts.filter(({ id }) => id !== account) };
      await this.emit({ event: 'changed' });
      return null;
    },
    create_form: ({ account }) => {
      const form = this.world.forms[account];
      if (!form) throw error('no_such_account', 'local');
      return form;
    },
    create: async ({ request }) => {
      const days = request.expires_in_days;
      const created = row({
        name: request.name,
        account_id: request.account,
        rights: request.fields['mode']?.[0] ?? 'read',
        limits: (request.fields['apps'] ?? []).map((name) => ({ kind: 'app', name })),
        created: Date.now(),
        expires: days === null ? { ends: 'never' } : { ends: 'at', at: Date.now() + days * DAY },
      });
      this.world.rows = [...this.world.rows, created];
      await this.emit({ event: 'changed' });
      return this.#issue(created, false);
    },
    rotate: ({ key }) => this.#issue(this.#key(key).row, true),
    copy_once: async ({ handle }) => {
      if (this.#created?.handle !== handle) throw error('no_such_secret', 'local');
      const { name } = this.#created;
      this.#created = null;
      const seconds = this.world.frame.preferences.wipe_seconds;
      const copied = { handle, name, deadline: Date.now() + seconds * 1000, seconds };
      this.#wipe = setTimeout(() => void this.#wiped(name), seconds * 1000);
      await this.emit({ event: 'copied', copied });
      return copied;
    },
    save_to_keychain: () => `keyrack/${this.#created?.name ?? ''}`,
    discard: () => this.mood.revocation,
    wipe_now: async () => {
      await this.#wiped('preview-ci');
      return null;
    },
    revoke: ({ key }) => this.#revoke(key),
    revoke_orphan: ({ key }) => this.#revoke(key),
    dismiss_orphan: async ({ orphan }) => {
      const { frame } = this.world;
      this.world.frame = { ...frame, orphans: frame.orphans.filter(({ id }) => id !== orphan) };
      await this.emit({ event: 'changed' });
      return null;
    },
    set_preferences: ({ preferences }) => {
      this.world.frame = { ...this.world.frame, preferences };
      return preferences;
    },
    practice: async ({ on }) => {
      this.world = on ? busy() : nothing();
      this.world.frame.practice = on;
      await this.emit({ event: 'changed' });
      return null;
    },
  };
}
