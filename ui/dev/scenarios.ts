import { error, NOW, row } from './build';
import { assistedWorld } from './assisted';
import { busy, crowd, nothing, type World } from './world';
import type { Mood } from './backend';

interface Scenario {
  world: () => World;
  mood?: Partial<Mood>;
}

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
  notices: {
    world: changed((world) => {
      world.frame.keychain = 'locked';
      world.frame.notices = [
        'preferences_restored',
        'database_set_aside',
        'residue_wiped',
        'residue_kept',
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
  broken: { world: busy, mood: { failures: { rows: error('storage_failed', 'local') } } },
};
