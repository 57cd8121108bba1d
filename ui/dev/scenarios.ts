import type { RowView, SweptKeyView } from '../src/ipc/types';

import { error, hoursAgo, NOW, row } from './build';
import { github, someIncidents, stranger, type Incident } from './incident';
import { assistedWorld } from './assisted';
import { busy, crowd, nothing, type World } from './world';
import type { Mood } from './backend';

interface Scenario {
  world: () => World;
  mood?: Partial<Mood>;
  /** What happened before. */
  before?: (incident: Incident) => void;
}

const swept = (name: string, more: Partial<SweptKeyView> = {}): SweptKeyView => ({
  key: `acme/${name}`,
  name,
  hint: 'cpg_…7d11',
  phase: null,
  ended: false,
  outcome: null,
  error: null,
  ...more,
});

/** Forty keys, of which some have their results: one failed, one without proof. */
const halfSwept = (): SweptKeyView[] =>
  Array.from({ length: 40 }, (_, at) => {
    const name = `ci-runner-${String(at + 1).padStart(2, '0')}`;
    if (at === 3)
      return swept(name, {
        ended: true,
        error: error('still_listed', 'revoke', { service: 'CodePushGo' }),
      });
    if (at === 6) return swept(name, { ended: true, outcome: 'accepted_unprovable' });
    if (at < 14) return swept(name, { ended: true, outcome: at === 1 ? 'refused' : 'revoked' });
    return swept(name, at < 17 ? { phase: 'sending' } : {});
  });

const changed =
  (change: (world: World) => void): (() => World) =>
  () => {
    const world = busy();
    change(world);
    return world;
  };

const orphan = (candidates: number): World['frame']['orphans'][number] => ({
  id: `orphan-${candidates}`,
  name: 'ci',
  account: 'acme production',
  account_id: 'acme',
  at: NOW - (candidates + 1) * 3_600_000,
  candidates: Array.from({ length: candidates }, (_, index) =>
    row({
      name: 'ci',
      key: index === 0 ? 'acme/deploy-bot' : `acme/ci-${index}`,
      hint: null,
      created: NOW - 3_600_000,
    }),
  ),
  absent: false,
  unprovable: false,
});

/** States of the window worth looking at, by name. */
export const scenarios: Record<string, Scenario> = {
  busy: { world: busy },
  nothing: { world: nothing },
  loading: { world: busy, mood: { pace: 3_600_000 } },
  slow: { world: busy, mood: { pace: 900 } },
  crowd: { world: () => crowd(100_000) },
  practice: { world: changed((world) => (world.frame.practice = true)) },
  offline: {
    world: changed((world) => {
      for (const account of world.frame.accounts) {
        account.error = error('unreachable', 'list', { service: account.service });
        account.refreshing = false;
        account.refreshed = NOW - 47 * 60_000;
      }
    }),
  },
  orphans: {
    world: changed((world) => {
      world.frame.orphans = [
        orphan(1),
        orphan(2),
        orphan(0),
        { ...orphan(0), id: 'absent', name: 'nightly', absent: true },
        { ...orphan(0), id: 'unprovable', name: 'review-gate', unprovable: true },
      ];
    }),
  },
  unsaved: {
    world: changed((world) => {
      world.frame.keychain = 'unavailable';
      world.frame.notices = [{ notice: 'unsaved', folder: '/home/you/.local/share/keyrack' }];
    }),
  },
  unwritten: {
    world: changed((world) => {
      world.frame.unwritten = true;
    }),
  },
  asking: {
    world: changed((world) => {
      world.frame.keychain = 'asking';
    }),
  },
  notices: {
    world: changed((world) => {
      world.frame.keychain = 'locked';
      world.frame.notices = [
        {
          notice: 'preferences_set_aside',
          aside: 'preferences.corrupt-1795305600',
          restored: true,
        },
        { notice: 'database_set_aside', aside: 'keyrack.corrupt-1795305600', restored: true },
        { notice: 'log_damaged' },
        {
          notice: 'ended_unexpectedly',
          at: NOW - 3_600_000,
          orphans: 1,
          rotations: 0,
          sweep: true,
        },
        { notice: 'residue_wiped' },
        { notice: 'residue_kept' },
      ];
    }),
  },
  nokeychain: {
    world: () => {
      const world = nothing();
      world.frame.keychain = 'unavailable';
      return world;
    },
  },
  empty: {
    world: changed((world) => {
      world.rows = [];
      world.frame.keys = 0;
    }),
  },
  assisted: { world: assistedWorld, mood: { standing: 'works' } },
  refused: { world: assistedWorld, mood: { standing: 'refused' } },
  policies: {
    world: changed((world) => {
      const form = world.forms['acme'];
      if (form)
        form.policies = [
          { organization: 'acme', expiry_required: true, refused_days: 365 },
          { organization: 'northwind', expiry_required: false, refused_days: 90 },
        ];
    }),
  },
  unproven: { world: busy, mood: { revocation: 'accepted_still_listed', pace: 60 } },
  failing: {
    world: busy,
    mood: {
      failures: {
        revoke: error('still_listed', 'revoke', {
          service: 'CodePushGo',
          account: 'acme production',
          request_id: 'req-8f2',
        }),
        create: error('invalid', 'create', { service: 'CodePushGo', field: 'name' }),
        copy_once: error('copy_not_verified', 'local'),
        connect: error('credential_refused', 'connect', {
          service: 'CodePushGo',
          vendor_code: 'invalid_apikey',
        }),
        refresh: error('keychain_locked', 'list', { account: 'acme production' }),
      },
    },
  },
  kept: { world: busy, mood: { verdict: { verdict: 'kept', by: 'CopyQ' } } },
  identify: { world: busy, mood: { revocation: 'refused' } },
  'identify-many': {
    world: busy,
    before: (incident) => {
      incident.leak = {
        keys: [
          ['deploy-bot', true],
          ['laptop', true],
          ['preview-ci', false],
        ],
        strangers: [
          github,
          stranger({
            hint: '3f0c…7d11',
            line: 31,
            certain: false,
            unseen: 2,
            issuers: [
              { issuer: 'Capgo', what: 'API key', services: ['codepushgo'] },
              { issuer: 'Codacy', what: 'API token', services: ['codacy'] },
            ],
          }),
        ],
        left_out: 3,
      };
    },
  },
  'identify-unknown': {
    world: busy,
    before: (incident) => (incident.leak = { keys: [], strangers: [stranger({ certain: false })] }),
  },
  lagging: { world: busy, mood: { revocation: 'refused', pace: 250 } },
  lying: {
    world: busy,
    mood: { failures: { revoke: error('still_works', 'revoke', { service: 'CodePushGo' }) } },
  },
  'panic-running': {
    world: busy,
    before: (incident) => {
      incident.held = true;
      incident.begin({ phrase: 'acme production', keys: halfSwept() });
      incident.resume();
    },
  },
  'panic-interrupted': {
    world: changed((world) => (world.frame.sweep = 'interrupted')),
    before: (incident) => incident.begin({ phrase: 'acme production', keys: halfSwept() }),
  },
  'panic-done': {
    world: busy,
    before: (incident) => (incident.stubborn = ['deploy-bot', 'old-tablet']),
  },
  rotation: {
    world: changed((world) => {
      world.frame.rotations = 2;
      world.details['acme/deploy-bot'] = {
        rotate: { access: 'unsupported', reason: 'not_offered' },
        succeed: { access: 'direct' },
      };
    }),
    before: (incident) => {
      const old = (name: string): RowView => row({ name, hint: 'cpg_…91fe' });
      const more = { begun: hoursAgo(30), delivered: hoursAgo(29), orphan: null, error: null };
      incident.rotations = [
        {
          ...more,
          id: 'one',
          old: old('preview-ci'),
          successor: row({ name: 'preview-ci-2026-11-21', hint: 'cpg_…44b0' }),
          step: 'delivered',
          deployed: null,
          quiet: { quiet: 'unknown' },
        },
        {
          ...more,
          id: 'two',
          old: old('store-upload'),
          successor: row({ name: 'store-upload-2026-11-21', hint: 'cpg_…0c1d' }),
          step: 'deployed',
          deployed: hoursAgo(20),
          quiet: { quiet: 'still_used', at: hoursAgo(1) },
        },
      ];
    },
  },
  incidents: {
    world: busy,
    before: (incident) => (incident.records = someIncidents()),
  },
  'incidents-broken': {
    world: busy,
    mood: { faults: [{ fault: 'changed', record: 4 }, { fault: 'seal_broken' }] },
    before: (incident) => (incident.records = someIncidents()),
  },
  broken: { world: busy, mood: { failures: { rows: error('storage_failed', 'local') } } },
};
