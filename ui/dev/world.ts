import type { CreateFormView, FrameView, KeyView, RecordFormView, RowView } from '../src/ipc/types';

import {
  account,
  daysAgo,
  daysAhead,
  detail,
  error,
  everything,
  frame,
  hoursAgo,
  NOW,
  option,
  organization,
  row,
} from './build';

/** Everything that the invented core knows. */
export interface World {
  frame: FrameView;
  rows: RowView[];
  details: Record<string, Partial<KeyView>>;
  forms: Record<string, CreateFormView>;
  /** What is asked of a recorded key, by account. */
  records: Record<string, RecordFormView>;
}

const rows: RowView[] = [
  row({
    name: 'deploy-bot',
    last_used: { used: 'at', at: NOW - 3 * 60_000 },
    expires: { ends: 'at', at: daysAhead(5) },
    states: ['within_week'],
  }),
  row({
    name: 'store-upload',
    hint: 'cpg_…91fe',
    rights: 'upload',
    limits: [
      { kind: 'app', name: 'com.acme.app' },
      { kind: 'app', name: 'com.acme.store' },
      { kind: 'app', name: 'com.acme.beta' },
      { kind: 'channel', name: 'production' },
    ],
    last_used: { used: 'at', at: hoursAgo(30) },
    expires: { ends: 'at', at: daysAhead(12) },
    states: ['within_fortnight'],
  }),
  row({
    name: 'preview-ci',
    hint: 'cpg_…02ac',
    rights: 'read',
    limits: [{ kind: 'app', name: 'com.acme.app' }],
    expires: { ends: 'never' },
    states: ['never_expires'],
  }),
  row({
    name: 'coverage',
    key: 'codacy/coverage',
    hint: '…c40e',
    service: 'Codacy',
    account: 'acme quality',
    account_id: 'codacy',
    organizations: { reach: 'all' },
    rights: 'whole account',
    created: daysAgo(7),
    expires: { ends: 'at', at: daysAhead(23) },
    states: ['within_month'],
  }),
  row({
    name: 'github-actions',
    key: 'codacy/github-actions',
    hint: '…x9Q2',
    service: 'Codacy',
    account: 'acme quality',
    account_id: 'codacy',
    organizations: { reach: 'some', names: ['northwind', 'open-garden', 'my-side'] },
    rights: 'repository',
    last_used: { used: 'at', at: hoursAgo(2) },
  }),
  row({
    name: 'laptop',
    hint: 'cpg_…aa04',
    own: true,
    rights: 'all',
    last_used: { used: 'at', at: NOW - 1000 },
    expires: { ends: 'at', at: daysAhead(203) },
  }),
  row({
    name: 'billing-export',
    hint: null,
    rights: '',
    created: null,
    organizations: { reach: 'unknown' },
    expires: { ends: 'unknown' },
    states: ['unknown'],
  }),
  row({
    name: 'invoice\uFFFDgnp.exe',
    name_marked: true,
    hint: 'cpg_…f00d',
    rights: 'read, write',
    last_used: { used: 'never' },
    expires: { ends: 'date', at: new Date(daysAhead(1)).toISOString().slice(0, 10) },
    states: ['within_day', 'never_expires'],
  }),
  row({
    name: '<img src=x onerror=alert(1)> a name without an end that nobod…y would type by hand ever',
    hint: 'cpg_…beef',
    rights: 'organization administrator of everything below',
    limits: [
      { kind: 'organization', name: 'an organization with a very long name indeed' },
      { kind: 'app', name: 'com.example.an.app.with.a.very.long.identifier' },
      { kind: 'app', name: 'b' },
    ],
    organizations: { reach: 'some', names: ['an organization with a very long name indeed'] },
    expires: { ends: 'at', at: daysAhead(77) },
  }),
  row({
    name: 'מפתח פריסה',
    hint: 'cpg_…11aa',
    rights: 'read',
    expires: { ends: 'at', at: daysAhead(44) },
  }),
  row({
    name: 'old-tablet',
    hint: 'cpg_…77e0',
    phase: 'accepted',
    states: ['revoking', 'never_expires'],
    expires: { ends: 'never' },
    last_used: { used: 'at', at: daysAgo(3) },
  }),
  row({
    name: 'staging-sync',
    hint: 'cpg_…3c3c',
    phase: 'unverified',
    states: ['revocation_unverified'],
    last_used: { used: 'at', at: daysAgo(1) },
  }),
  row({
    name: 'old-runner',
    hint: 'cpg_…0d3f',
    rights: 'read',
    phase: 'gone',
    states: ['revoked'],
    last_used: { used: 'at', at: daysAgo(41) },
  }),
  row({
    name: 'summer-intern',
    hint: 'cpg_…5a5a',
    rights: 'read',
    expires: { ends: 'at', at: daysAgo(12) },
    states: ['expired'],
    last_used: { used: 'at', at: daysAgo(60) },
  }),
];

const forms: Record<string, CreateFormView> = {
  acme: {
    account: 'acme',
    access: { access: 'direct' },
    expiry: 'optional',
    name_max: 64,
    policies: [],
    guide: null,
    fields: [
      {
        id: 'mode',
        label: 'Mode',
        help: '',
        many: false,
        free: false,
        options: [
          option('read', 'read', 'List apps, bundles and channels.'),
          option('upload', 'upload', 'The same, and upload bundles.'),
          option('write', 'write', 'The same, and change apps and channels.'),
          option('all', 'all', 'Everything, including other keys.'),
        ],
        selected: ['read'],
        only_if: null,
      },
      {
        id: 'apps',
        label: 'Apps',
        help: 'The key reaches these apps and no others.',
        many: true,
        free: false,
        options: ['com.acme.app', 'com.acme.store', 'com.acme.beta', 'io.northwind.shop'].map(
          (value) => ({ ...option(value), group: value.startsWith('io') ? 'northwind' : 'acme' }),
        ),
        selected: ['com.acme.app'],
        only_if: { field: 'mode', values: ['read', 'upload', 'write'] },
      },
    ],
  },
  codacy: {
    account: 'codacy',
    access: { access: 'direct' },
    expiry: { required: { max_days: 365 } },
    name_max: 100,
    policies: [],
    guide: null,
    fields: [
      {
        id: 'token',
        label: 'Token',
        help: '',
        many: false,
        free: false,
        options: [
          option('repository', 'Repository token', 'One repository only'),
          option('account', 'Account token', 'Everything you can do at Codacy'),
        ],
        selected: ['repository'],
        only_if: null,
      },
      {
        id: 'repository',
        label: 'Repository',
        help: '',
        many: false,
        free: false,
        options: ['website', 'payments', 'p\u0430yments'].map((name) => ({
          ...option(`gh/acme/${name}`, name),
          group: 'acme',
          marked: name === 'p\u0430yments',
        })),
        selected: ['gh/acme/website'],
        only_if: { field: 'token', values: ['repository'] },
      },
    ],
  },
  capgo: {
    account: 'capgo',
    access: { access: 'unsupported', reason: 'needs_session' },
    expiry: 'optional',
    name_max: 64,
    policies: [],
    guide: null,
    fields: [],
  },
};

const details: Record<string, Partial<KeyView>> = {
  'acme/laptop': {
    on_revoke: ['stops_for_good', 'in_use', 'own_credential', 'administers'],
    rotate: { access: 'unsupported', reason: 'own_credential' },
  },
  'codacy/coverage': {
    host: 'app.codacy.com',
    can: ['Do everything that its owner can do at Codacy.'],
    cannot: [],
    findings: ['secret_listed'],
    rotate: { access: 'unsupported', reason: 'not_offered' },
  },
  'acme/old-runner': {
    steps: [
      { phase: 'sending', at: hoursAgo(5) },
      { phase: 'accepted', at: hoursAgo(5) + 240 },
      { phase: 'gone', at: hoursAgo(5) + 1310 },
    ],
  },
  'acme/staging-sync': {
    steps: [
      { phase: 'sending', at: hoursAgo(1) },
      { phase: 'unverified', at: hoursAgo(1) + 30_000 },
    ],
    error: error('outcome_unknown', 'revoke', { request_id: 'req-4711' }),
  },
};

/** A day in the life: three accounts, every state, names of all kinds. */
export function busy(): World {
  return structuredClone({
    rows,
    details,
    forms,
    records: {},
    frame: frame({
      keys: rows.length - 2,
      accounts: [
        account({ id: 'acme', label: 'acme production', keys: 10 }),
        account({
          id: 'codacy',
          label: 'acme quality',
          service: 'Codacy',
          host: 'app.codacy.com',
          hint: '…1f0c',
          keys: 2,
          error: error('rate_limited', 'list', { retry_after_ms: 48_000, service: 'Codacy' }),
          refreshed: NOW - 9 * 60_000,
          capabilities: { ...everything, expiry: { required: { max_days: 365 } } },
        }),
        account({
          id: 'capgo',
          label: 'side project',
          service: 'CodePushGo',
          host: 'api.capgo.app',
          hint: '…9e2b',
          refreshing: true,
          capabilities: {
            ...everything,
            create: { access: 'unsupported', reason: 'needs_session' },
            own_credential: { access: 'unsupported', reason: 'own_credential' },
          },
        }),
      ],
      organizations: [
        organization({ id: 'o1', name: 'acme', keys: 10 }),
        organization({
          id: 'o2',
          name: 'my-side',
          account: 'side project',
          ambiguous: true,
          keys: 1,
        }),
        organization({
          id: 'o3',
          name: 'my-side',
          account: 'acme quality',
          service: 'Codacy',
          ambiguous: true,
          keys: 3,
        }),
        organization({
          id: 'o4',
          name: 'northwind',
          account: 'acme quality',
          service: 'Codacy',
          keys: 61,
        }),
        organization({ id: 'o5', name: 'an organization with a very long name indeed', keys: 4 }),
      ],
    }),
  });
}

/** One account with so many keys. */
export function crowd(count: number): World {
  const world = busy();
  world.rows = Array.from({ length: count }, (_, index) =>
    row({
      name: `key-${String(index).padStart(6, '0')}`,
      expires: { ends: 'at', at: daysAhead(index % 400) },
    }),
  );
  world.frame.keys = count;
  return world;
}

/** Nothing connected yet. */
export const nothing = (): World => ({
  frame: frame(),
  rows: [],
  details: {},
  forms: {},
  records: {},
});

export { detail, rows as someRows };
