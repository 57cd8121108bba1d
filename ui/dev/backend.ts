import { emit } from '@tauri-apps/api/event';
import { mockIPC } from '@tauri-apps/api/mocks';

import type {
  Commands,
  CreatedView,
  CredentialSource,
  ErrorView,
  Event,
  Fault,
  KeyView,
  Operation,
  OrganizationView,
  Phase,
  Revocation,
  RowsQuery,
  RowsView,
  RowView,
  SecretSource,
  Standing,
  VerdictView,
  VerificationView,
} from '../src/ipc/types';
import { DAY, detail, error, lockedFrame, row } from './build';
import { Incident } from './incident';
import { linked, unlinked } from './links';
import { overview, select, type Selected } from './select';
import { assistedWorld } from './assisted';
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
  /** What services answer when they are asked with a key. */
  standing: Standing;
  /** What is wrong with the log of incidents. */
  faults: Fault[];
  /** The code that commands end with. */
  exit: number;
}

/** An invented core behind the window: for looking at it, and for its tests. */
export class Backend {
  readonly calls: { command: Name; args: unknown }[] = [];
  readonly mood: Mood = {
    pace: 0,
    failures: {},
    revocation: 'revoked',
    verdict: { verdict: 'wiped' },
    standing: 'works',
    faults: [],
    exit: 0,
  };
  world: World;
  /** Leaks, sweeps, rotations and the log. */
  readonly incident = new Incident({
    world: () => this.world,
    key: (id) => this.#key(id),
    emit: (event) => this.emit(event),
    pause: () => this.#pause(this.mood.pace),
    issue: (of) => this.#issue(of, false),
  });
  #wipe: ReturnType<typeof setTimeout> | undefined;
  #created: CreatedView | null = null;
  readonly #apart: OrganizationView[];
  #answer: Partial<Selected> & { asked?: string; of?: RowView[] } = {};

  constructor(world: World) {
    this.world = world;
    this.#apart = world.frame.organizations;
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
    const { groups = [], at = null } = this.#answer;
    const rows = found.slice(offset, offset + limit);
    return { total: found.length, hidden_by_filter, hidden_inactive, rows, groups, found: at };
  }

  #change(id: string, change: Partial<RowView>): void {
    this.world.rows = this.world.rows.map((row) => (row.key === id ? { ...row, ...change } : row));
  }

  /** Refuses what was confirmed for another key than has this id by now. */
  #require(id: string, identity: string, operation: Operation): void {
    if (this.#key(id).row.identity !== identity) throw error('key_changed', operation);
  }

  async #revokeShown({ key, identity }: { key: string; identity: string }): Promise<Revocation> {
    this.#require(key, identity, 'revoke');
    return this.#revoke(key);
  }

  async #revoke(id: string): Promise<Revocation> {
    const { name, account } = this.#key(id).row;
    const step = async (phase: Phase): Promise<void> => {
      await this.emit({ event: 'revoking', key: id, name, account, phase });
      await this.#pause(this.mood.pace * 4);
    };
    await step('sending');
    await step('accepted');
    const outcome = this.mood.revocation;
    if (outcome === 'revoked' || outcome === 'already_gone') {
      await step('gone');
      this.#change(id, { phase: 'gone', states: ['revoked'] });
    } else if (outcome === 'refused') {
      await step('gone');
      await this.#pause(this.mood.pace * 20);
      await step('refused');
      this.#change(id, { phase: 'refused', states: ['revoked'] });
    } else if (outcome === 'accepted_unprovable') {
      await step('unprovable');
      this.#change(id, { phase: 'unprovable', states: ['revoked_unprovable'] });
    } else {
      this.#change(id, { phase: 'unverified', states: ['revocation_unverified'] });
    }
    await this.emit({ event: 'revoked', key: id, name, account, outcome, error: null });
    await this.emit({ event: 'changed' });
    return outcome;
  }

  async #revokedThere(id: string, source: SecretSource | null): Promise<Revocation> {
    const { name, account } = this.#key(id).row;
    const step = async (phase: Phase): Promise<void> => {
      await this.emit({ event: 'revoking', key: id, name, account, phase });
      await this.#pause(this.mood.pace * 4);
    };
    await step('declared');
    const works = source !== null && this.mood.standing !== 'refused';
    const phase = source === null ? 'unprovable' : works ? 'still_works' : 'refused';
    const state = source === null ? 'revoked_unprovable' : works ? 'still_works' : 'revoked';
    await step(phase);
    this.#change(id, { phase, states: [state] });
    const why = works
      ? error('still_works', 'verify', { service: this.#key(id).row.service })
      : null;
    const outcome = why ? null : source === null ? 'untested' : 'refused';
    await this.emit({ event: 'revoked', key: id, name, account, outcome, error: why });
    await this.emit({ event: 'changed' });
    if (outcome === null) throw why;
    return outcome;
  }

  #verification(): VerificationView {
    const at = Date.now();
    const quota = { limit: 1000, remaining: 998, resets: at + 60_000 };
    return { standing: this.mood.standing, quota, at };
  }

  /** Whether a credential came from the clipboard; then its wipe is told of. */
  #wipesAfter(source: CredentialSource, account: string): boolean {
    if (source !== 'clipboard') return false;
    const result = this.mood.verdict;
    setTimeout(
      () => void this.emit({ event: 'credential_wiped', account, result }),
      this.mood.pace,
    );
    return true;
  }

  async #organize(change: (all: OrganizationView[]) => OrganizationView[]): Promise<null> {
    const { frame } = this.world;
    this.world.frame = { ...frame, organizations: change(frame.organizations) };
    await this.emit({ event: 'changed' });
    return null;
  }

  async #lock(locked: boolean): Promise<null> {
    this.world.frame = { ...this.world.frame, locked };
    await this.emit({ event: 'changed' });
    return null;
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
    play_incident: async () => {
      if (!this.world.frame.practice) {
        this.world = busy();
        this.world.frame.practice = true;
        await this.emit({ event: 'changed' });
      }
      return {
        file: '/home/you/.local/share/dev.keyrack.desktop/practice-leak.env',
        copied: true,
        leaked: [
          { variable: 'CODEPUSHGO_API_KEY', account: 'work', manner: 'prompt' },
          { variable: 'OTA_API_KEY', account: 'self-hosted', manner: 'lags' },
          { variable: 'CODACY_API_TOKEN', account: 'quality', manner: 'lies' },
        ],
      };
    },
    incident_log: ({ offset, limit }) => this.incident.log(offset, limit),
    verify_incident_log: () => ({
      at: Date.now(),
      records: this.incident.records.length,
      unsealed: 0,
      faults: this.mood.faults,
    }),
    save_incident_log: () => true,
    save_log: () => true,
    identify: () => this.incident.identify(),
    identify_done: () => null,
    sweep: () => this.incident.sweep,
    rotations: () => this.incident.rotations,
    begin_rotation: ({ key, identity }) => {
      this.#require(key, identity, 'rotate');
      return this.incident.beginRotation(key);
    },
    confirm_deployed: ({ rotation }) => {
      this.incident.deploy(rotation);
      return null;
    },
    finish_rotation: ({ rotation }) => this.#revoke(this.incident.endRotation(rotation).old.key),
    abandon_rotation: ({ rotation }) => {
      this.incident.endRotation(rotation);
      return null;
    },
    plan_sweep: ({ scope }) => this.incident.plan(scope),
    start_sweep: ({ plan, typed }) => this.incident.start(plan, typed),
    resume_sweep: () => this.incident.resume(),
    stop_sweep: () => {
      this.incident.stop();
      return null;
    },
    stop_waiting_for_keychain: async () => {
      this.world.frame.keychain = 'locked';
      await this.emit({ event: 'changed' });
      return null;
    },
    frame: ({ organization }) =>
      this.world.frame.locked
        ? lockedFrame(this.world.frame)
        : { ...this.world.frame, overview: overview(this.world, organization) },
    overview: ({ organization }) => overview(this.world, organization),
    remember: () => null,
    link_organizations: ({ a, b }) => this.#organize((all) => linked(all, a, b)),
    unlink_organization: ({ organization }) =>
      this.#organize((all) => unlinked(all, this.#apart, organization)),
    save_calendar: () => true,
    give_to_command: () => ({
      program: '/usr/bin/gh',
      arguments: ['secret', 'set', 'DEPLOY_TOKEN'],
      exit: { ended: 'exited', code: this.mood.exit },
      given: this.mood.exit === 0,
    }),
    lock: () => this.#lock(true),
    unlock: () => this.#lock(false),
    rows: ({ query }) => this.#rows(query),
    key: ({ key }) => this.#key(key),
    refresh: async () => {
      await this.emit({ event: 'changed' });
      return null;
    },
    connect: async ({ request }) => {
      const service = this.world.frame.services.find(({ id }) => id === request.service);
      const { preferences } = this.world.frame;
      if (service?.assisted) this.world = assistedWorld();
      else if (this.world.frame.accounts.length === 0) this.world = busy();
      this.world.frame.preferences = preferences;
      const { accounts } = this.world.frame;
      const account = service?.assisted
        ? accounts.find((found) => found.service === service.name)
        : accounts.at(-1);
      if (!account) throw error('no_such_account', 'local');
      await this.emit({ event: 'changed' });
      const label = request.label || account.label;
      const recorded = service?.assisted
        ? (this.world.rows.find(({ account_id }) => account_id === account.id)?.key ?? null)
        : null;
      return {
        account: { ...account, label, refreshing: false },
        recorded,
        wiping: this.#wipesAfter(request.source, label),
      };
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
    rotate: ({ key, identity }) => {
      this.#require(key, identity, 'rotate');
      return this.#issue(this.#key(key).row, true);
    },
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
    revoke: (shown) => this.#revokeShown(shown),
    revoke_orphan: (shown) => this.#revokeShown(shown),
    record_form: ({ account, key }) => {
      const form = this.world.records[account];
      if (!form) throw error('no_such_account', 'local');
      if (key === null) return form;
      return { ...form, details: { ...form.details, name: this.#key(key).row.name } };
    },
    record: async ({ request }) => {
      const account = this.world.frame.accounts.find(({ id }) => id === request.account);
      if (!account) throw error('no_such_account', 'local');
      const name = request.details.name || 'SDK key …77aa';
      const key = `${account.id}/${name}`;
      const { id: account_id, label, service } = account;
      const made = row({ name, key, hint: 'chy_sdk_…77aa', service, account: label, account_id });
      this.world.rows = [...this.world.rows, made];
      this.world.details[key] = { recorded: true };
      await this.emit({ event: 'changed' });
      return {
        key,
        name,
        verification: request.verify ? this.#verification() : null,
        wiping: this.#wipesAfter(request.source, name),
      };
    },
    edit_record: async ({ key, details }) => {
      this.#change(key, { name: details.name });
      await this.emit({ event: 'changed' });
      return null;
    },
    forget_record: async ({ key }) => {
      this.world.rows = this.world.rows.filter((row) => row.key !== key);
      await this.emit({ event: 'changed' });
      return null;
    },
    verify: async ({ key }) => {
      const last = this.#verification();
      const verify = { ...this.#key(key).verify, last };
      this.world.details[key] = { ...this.world.details[key], verify };
      await this.emit({ event: 'changed' });
      return last;
    },
    revoked_there: ({ key, source }) => this.#revokedThere(key, source),
    open_site: () => null,
    sight: () => ({ organizations: ['acme'], projects: ['com.acme.app', 'com.acme.store'] }),
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
