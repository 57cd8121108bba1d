import type {
  Consequence,
  CreatedView,
  Ending,
  Event,
  FoundView,
  IdentifiedView,
  IncidentView,
  KeyView,
  PlannedKeyView,
  RotationView,
  RowView,
  SweepPlanView,
  SweepScope,
  SweepView,
  SweptKeyView,
  Tally,
} from '../src/ipc/types';
import { resultOf } from '../src/text/sweep';
import { error, hoursAgo, NOW } from './build';
import type { World } from './world';

/** What the invented core needs of its window and its world. */
export interface Around {
  world: () => World;
  key: (id: string) => KeyView;
  emit: (event: Event) => Promise<void>;
  pause: () => Promise<void>;
  issue: (row: RowView) => CreatedView;
}

/** What a leaked text holds: the keys of these names, and what else was found. */
export interface Leak {
  /** Names of keys, each with whether it is certain. */
  keys: readonly (readonly [name: string, certain: boolean])[];
  strangers?: FoundView[];
  left_out?: number;
  more?: number;
}

export const stranger = (more: Partial<FoundView>): FoundView => ({
  hint: 'ghp_…Lq17',
  line: 1,
  times: 1,
  certain: true,
  intact: null,
  issuers: [],
  credential_of: [],
  keys: [],
  unseen: 0,
  ...more,
});

export const github = stranger({
  intact: true,
  issuers: [{ issuer: 'GitHub', what: 'personal access token', services: [] }],
});

/** A log with a record of every kind. */
export const someIncidents = (): IncidentView[] => {
  const record = (number: number, more: Partial<IncidentView>): IncidentView => ({
    number,
    at: hoursAgo(40 - number * 3),
    act: 'revoke',
    ending: 'refused',
    service_id: 'codepushgo',
    service: 'CodePushGo',
    account: 'acme production',
    host: 'api.codepushgo.com',
    credential: 'cpg_…aa04',
    key: 'acme/old-runner',
    name: 'old-runner',
    hint: 'cpg_…0d3f',
    organizations: ['acme'],
    successor: null,
    steps: [],
    untested: null,
    error: null,
    tally: null,
    ...more,
  });
  const at = hoursAgo(5);
  return [
    record(1, { act: 'create', ending: 'copied', name: 'preview-ci', key: 'acme/preview-ci' }),
    record(2, { act: 'rotate', ending: 'kept', name: 'deploy-bot', key: 'acme/deploy-bot' }),
    record(3, {
      ending: 'still_works',
      name: 'staging-sync',
      key: 'acme/staging-sync',
      error: error('still_works', 'revoke', { service: 'CodePushGo' }),
    }),
    record(4, { act: 'replace', ending: 'done', successor: 'old-runner-2026-11-20' }),
    record(5, {
      act: 'sweep_all',
      ending: 'given_up',
      service_id: null,
      service: null,
      account: null,
      host: null,
      credential: null,
      key: null,
      name: null,
      hint: null,
      organizations: [],
      tally: { revoked: 38, unprovable: 1, failed: 2 },
    }),
    record(6, {
      act: 'sweep',
      ending: 'gone',
      service_id: 'codacy',
      service: 'Codacy',
      account: 'acme quality',
      host: 'app.codacy.com',
      untested: 'no_secret',
    }),
    record(7, {
      at,
      steps: [
        { phase: 'sending', at: at - 3100 },
        { phase: 'accepted', at: at - 2900 },
        { phase: 'gone', at: at - 2100 },
        { phase: 'refused', at },
      ],
    }),
  ];
};

const consequences = (row: RowView): Consequence[] => [
  'stops_for_good',
  row.last_used.used === 'at' ? 'in_use' : 'use_unknown',
  ...(row.own ? (['own_credential', 'administers'] as const) : []),
];

const ENDED = ['revoked', 'revoked_unprovable'];

/** Leaks, sweeps, rotations and the log of the invented core. */
export class Incident {
  leak: Leak = { keys: [['deploy-bot', true]] };
  records: IncidentView[] = [];
  rotations: RotationView[] = [];
  sweep: SweepView | null = null;
  /** Names of keys whose revocation among many fails. */
  stubborn: readonly string[] = [];
  /** Whether a sweep that is begun waits until {@link Incident.carryOn} is called. */
  held = false;
  readonly #around: Around;
  #plan: SweepPlanView | null = null;
  #stopped = false;

  constructor(around: Around) {
    this.#around = around;
  }

  identify(): IdentifiedView {
    const { keys, strangers = [], left_out = 0, more = 0 } = this.leak;
    const rows = this.#around.world().rows;
    const findings = keys.flatMap(([name, certain], at): FoundView[] => {
      const row = rows.find((one) => one.name === name);
      if (!row) return [];
      const view = this.#around.key(row.key);
      if (certain) {
        const { details } = this.#around.world();
        details[row.key] = { ...details[row.key], verify: { ...view.verify, at_hand: true } };
      }
      return [
        stranger({
          hint: row.hint ?? 'cpg_…7d11',
          line: at * 7 + 1,
          times: at + 1,
          issuers: [{ issuer: row.service, what: 'API key', services: ['codepushgo'] }],
          credential_of: row.own ? [row.account] : [],
          keys: [{ certain, row, can: view.can, revoke: view.revoke, testable: certain }],
        }),
      ];
    });
    return {
      findings: [...findings, ...strangers],
      left_out,
      more,
      until: Date.now() + 600_000,
    };
  }

  plan(scope: SweepScope): SweepPlanView {
    const { rows, frame } = this.#around.world();
    const organization =
      scope.scope === 'organization'
        ? frame.organizations.find(({ id }) => id === scope.of)?.name
        : undefined;
    const service =
      scope.scope === 'service' ? frame.services.find(({ id }) => id === scope.of)?.name : '';
    const inScope = (row: RowView): boolean => {
      if (row.states.some((state) => ENDED.includes(state))) return false;
      switch (scope.scope) {
        case 'keys':
          return scope.of.includes(row.key);
        case 'account':
          return row.account_id === scope.of;
        case 'organization':
          return (
            row.organizations.reach === 'some' &&
            row.organizations.names.includes(organization ?? '')
          );
        case 'service':
          return row.service === service;
        case 'everything':
          return true;
      }
    };
    const keys = rows
      .filter(inScope)
      .map((row): PlannedKeyView => ({
        row,
        revoke: this.#around.key(row.key).revoke,
        on_revoke: consequences(row),
        credential: row.own,
      }))
      .sort((a, b) => Number(a.credential) - Number(b.credential));
    if (keys.length === 0) throw error('no_such_key', 'local');
    const direct = keys.filter(({ revoke }) => revoke.access === 'direct').length;
    const accounts = frame.accounts
      .map((account) => {
        const own = keys.filter(({ row }) => row.account_id === account.id);
        const sent = own.filter(({ revoke }) => revoke.access === 'direct').length;
        return {
          account: account.id,
          label: account.label,
          service: account.service,
          host: account.host,
          direct: sent,
          by_hand: own.length - sent,
          seconds: Math.max(0, Math.ceil((sent - 40) / 5)),
          refreshed: account.refreshed,
          guide: own.find(({ row }) => this.#around.key(row.key).guide)
            ? (this.#around.key(own[0]?.row.key ?? '').guide ?? null)
            : null,
        };
      })
      .filter((account) => account.direct + account.by_hand > 0);
    const named =
      scope.scope === 'account'
        ? frame.accounts.find(({ id }) => id === scope.of)?.label
        : scope.scope === 'everything'
          ? 'everything'
          : scope.scope === 'service'
            ? service
            : organization;
    this.#plan = {
      id: `plan-${keys.length}-${scope.scope}`,
      phrase: named ?? `revoke ${keys.length} keys`,
      keys,
      accounts,
      direct,
      by_hand: keys.length - direct,
      seconds: Math.max(0, ...accounts.map(({ seconds }) => seconds)),
    };
    return this.#plan;
  }

  start(plan: string, typed: string): SweepView {
    const planned = this.#plan;
    if (planned?.id !== plan) throw error('plan_changed', 'local');
    if (typed.trim() !== planned.phrase) throw error('not_confirmed', 'local');
    const byHand = error('unsupported', 'revoke');
    const keys = planned.keys.map(({ row, revoke }): SweptKeyView => ({
      key: row.key,
      name: row.name,
      hint: row.hint,
      phase: null,
      ended: revoke.access !== 'direct',
      outcome: null,
      error: revoke.access === 'direct' ? null : { ...byHand, service: row.service },
    }));
    this.begin({ phrase: planned.phrase, keys });
    return this.resume();
  }

  /** Puts a sweep there that nobody carries out. */
  begin({ phrase, keys }: Pick<SweepView, 'phrase' | 'keys'>): void {
    const accounts = this.#around.world().frame.accounts.map(({ id, label }) => ({
      account: id,
      label,
      total: keys.filter(({ key }) => key.startsWith(`${id}/`)).length,
      ended: 0,
      paused_until: null,
      seconds_left: 12,
    }));
    this.sweep = {
      id: `sweep-${keys.length}`,
      phrase,
      state: 'interrupted',
      begun: NOW,
      ended: null,
      total: keys.length,
      revoked: 0,
      unprovable: 0,
      failed: 0,
      open: 0,
      accounts: accounts.filter(({ total }) => total > 0),
      keys,
    };
    this.#count();
  }

  resume(): SweepView {
    if (!this.sweep || this.sweep.state === 'ended') throw error('no_such_sweep', 'local');
    this.sweep = { ...this.sweep, state: 'running' };
    this.#stopped = false;
    this.#tell();
    if (!this.held) setTimeout(() => void this.carryOn());
    return this.sweep;
  }

  stop(): void {
    if (!this.sweep || this.sweep.state === 'ended') throw error('no_such_sweep', 'local');
    if (this.sweep.state === 'running') {
      this.#stopped = true;
      this.sweep = { ...this.sweep, state: 'interrupted' };
    } else {
      const given = error('given_up', 'local');
      const end = (key: SweptKeyView): SweptKeyView =>
        key.ended ? key : { ...key, ended: true, error: given };
      this.sweep = { ...this.sweep, keys: this.sweep.keys.map(end) };
      this.#end();
    }
    this.#tell();
  }

  /** Gives keys their results: all that are left, or so many. */
  async carryOn(most = Infinity): Promise<void> {
    let left = most;
    for (const key of this.sweep?.keys ?? []) {
      if (key.ended || left <= 0) continue;
      if (this.#stopped) return;
      left -= 1;
      const fails = this.stubborn.includes(key.name);
      const why = fails ? error('still_listed', 'revoke', { service: 'CodePushGo' }) : null;
      await this.#around.emit({
        event: 'revoking',
        key: key.key,
        name: key.name,
        account: 'acme production',
        phase: 'sending',
      });
      this.#result(key.key, { ended: true, outcome: fails ? null : 'revoked', error: why });
      const { total = 0, open = 0 } = this.sweep ?? {};
      await this.#around.emit({
        event: 'swept',
        key: key.key,
        name: key.name,
        outcome: fails ? null : 'revoked',
        error: why,
        ended: total - open,
        total,
      });
      await this.#around.pause();
    }
    if (this.sweep?.open === 0) {
      this.#end();
      await this.#around.emit({ event: 'sweep_ended', tally: this.#tally() });
    }
    this.#tell();
  }

  log(offset: number, limit: number): { total: number; records: IncidentView[] } {
    const newest = [...this.records].reverse();
    return { total: newest.length, records: newest.slice(offset, offset + limit) };
  }

  note(row: RowView, ending: Ending, steps: IncidentView['steps'] = []): void {
    this.records = [
      ...this.records,
      {
        number: this.records.length + 1,
        at: Date.now(),
        act: 'revoke',
        ending,
        service_id: 'codepushgo',
        service: row.service,
        account: row.account,
        host: 'api.codepushgo.com',
        credential: 'cpg_…aa04',
        key: row.key,
        name: row.name,
        hint: row.hint,
        organizations: row.organizations.reach === 'some' ? row.organizations.names : [],
        successor: null,
        steps,
        untested: null,
        error: null,
        tally: null,
      },
    ];
  }

  beginRotation(id: string): CreatedView {
    const old = this.#around.key(id).row;
    if (this.rotations.some((one) => one.old.key === id)) throw error('already_rotating', 'rotate');
    const successor = {
      ...old,
      key: `${old.key}-2026-11-22`,
      name: `${old.name}-2026-11-22`,
      hint: '…99f0',
    };
    this.#rotate({
      id: `rotation-${id}`,
      old,
      successor,
      step: 'delivered',
      begun: Date.now(),
      delivered: Date.now(),
      deployed: null,
      quiet: { quiet: 'unknown' },
      orphan: null,
      error: null,
    });
    return this.#around.issue(successor);
  }

  deploy(id: string): void {
    const found = this.#rotation(id);
    this.#rotate({
      ...found,
      step: 'deployed',
      deployed: Date.now(),
      quiet: { quiet: 'since', at: hoursAgo(3) },
    });
  }

  endRotation(id: string): RotationView {
    const found = this.#rotation(id);
    this.rotations = this.rotations.filter((one) => one !== found);
    this.#tellRotations();
    return found;
  }

  #rotation(id: string): RotationView {
    const found = this.rotations.find((one) => one.id === id);
    if (!found) throw error('no_such_rotation', 'local');
    return found;
  }

  #rotate(rotation: RotationView): void {
    this.rotations = [...this.rotations.filter(({ id }) => id !== rotation.id), rotation];
    this.#tellRotations();
  }

  #tellRotations(): void {
    const world = this.#around.world();
    world.frame = { ...world.frame, rotations: this.rotations.length };
    void this.#around.emit({ event: 'changed' });
  }

  #result(id: string, result: Partial<SweptKeyView>): void {
    if (!this.sweep) return;
    const keys = this.sweep.keys.map((key) => (key.key === id ? { ...key, ...result } : key));
    this.sweep = { ...this.sweep, keys };
    this.#count();
  }

  #count(): void {
    if (!this.sweep) return;
    const { keys } = this.sweep;
    const accounts = this.sweep.accounts.map((account) => ({
      ...account,
      ended: keys.filter(({ key, ended }) => ended && key.startsWith(`${account.account}/`)).length,
    }));
    const open = keys.filter(({ ended }) => !ended).length;
    this.sweep = { ...this.sweep, ...this.#tally(), open, accounts };
  }

  #tally(): Tally {
    const keys = this.sweep?.keys ?? [];
    const many = (wanted: string): number => keys.filter((key) => resultOf(key) === wanted).length;
    return { revoked: many('revoked'), unprovable: many('unprovable'), failed: many('failed') };
  }

  #end(): void {
    if (!this.sweep) return;
    this.sweep = { ...this.sweep, state: 'ended', ended: Date.now() };
    this.#count();
  }

  #tell(): void {
    const world = this.#around.world();
    const state = this.sweep?.state ?? 'ended';
    world.frame = { ...world.frame, sweep: state === 'ended' ? null : state };
    void this.#around.emit({ event: 'changed' });
  }
}
