import type { FieldView, GuideView, RecordFormView } from '../src/ipc/types';
import { account, assisted, daysAgo, daysAhead, hoursAgo, NOW, option, row } from './build';
import { busy, type World } from './world';

const field = (more: Partial<FieldView> & Pick<FieldView, 'id' | 'label'>): FieldView => ({
  help: '',
  many: true,
  free: true,
  options: [],
  selected: [],
  only_if: null,
  ...more,
});

const guides: Record<'dgidgi' | 'axiomo', Record<'create' | 'revoke', GuideView>> = {
  dgidgi: {
    create: {
      service: 'dgidgi-one',
      operation: 'create',
      site: null,
      steps: [
        'Open the DgiDgi One dashboard and go to Settings > Security > API Keys.',
        'Press “Create Key”, name it and choose the key type.',
        'Choose only the scopes that it needs.',
        'Press “Create” and copy the key: it is shown once.',
        'Come back and record it from the clipboard.',
      ],
      advice: ['Use separate keys for Development, Staging and Production.'],
      source: 'DgiDgi One, API Authentication',
    },
    revoke: {
      service: 'dgidgi-one',
      operation: 'revoke',
      site: null,
      steps: [
        'Open the DgiDgi One dashboard and go to Settings > Security > API Keys.',
        'Find the key by its name and revoke it.',
      ],
      advice: ['Settings > Security > Network Security has an IP Allowlist.'],
      source: 'DgiDgi One, API Authentication',
    },
  },
  axiomo: {
    create: {
      service: 'axiomo',
      operation: 'create',
      site: 'https://axiomo.app',
      steps: ['Open Settings and find “API Keys”.', 'Copy the key: it is shown once.'],
      advice: ['Make one key for each use, so that you know which one to revoke.'],
      source: 'Axiomo, API Keys',
    },
    revoke: {
      service: 'axiomo',
      operation: 'revoke',
      site: 'https://axiomo.app',
      steps: [
        'Open Settings and find “API Keys”.',
        'Press “Revoke” next to the key. It stops working at once.',
      ],
      advice: ['Look at “last used” there: a time you cannot explain is a sign of misuse.'],
      source: 'Axiomo, API Keys',
    },
  },
};

const dgidgi = {
  service: 'DgiDgi One',
  account: 'acme agents',
  account_id: 'dgidgi',
  organizations: { reach: 'all' },
  expires: { ends: 'unknown' },
} as const;

const rows = [
  row({
    ...dgidgi,
    name: 'billing-export',
    key: 'dgidgi/billing-export',
    hint: 'chy_sdk_…e1d7',
    environment: 'production',
    rights: 'billing:read, billing:write',
    states: ['rotation_due', 'unknown'],
    created: null,
  }),
  row({
    ...dgidgi,
    name: 'zapier-sync',
    key: 'dgidgi/zapier-sync',
    hint: 'chy_int_…5b0c',
    environment: 'staging',
    rights: 'projects:read',
    limits: [{ kind: 'address', name: '203.0.113.0/24' }],
    expires: { ends: 'date', at: new Date(daysAhead(40)).toISOString().slice(0, 10) },
    states: ['ok'],
  }),
  row({
    ...dgidgi,
    name: 'laptop-cli',
    key: 'dgidgi/laptop-cli',
    hint: 'chy_cli_…90aa',
    environment: 'development',
    rights: '',
    phase: 'still_works',
    states: ['still_works', 'unknown'],
  }),
  row({
    name: 'review-bot',
    key: 'axiomo/review-bot',
    hint: 'ax_…3mm0',
    service: 'Axiomo',
    account: 'acme reviews',
    account_id: 'axiomo',
    organizations: { reach: 'all' },
    rights: 'analyze, scans',
    expires: { ends: 'never' },
    states: ['never_expires'],
  }),
];

const details: World['details'] = {
  'dgidgi/billing-export': {
    host: 'api.dgidgi.ai',
    can: [
      'An SDK key, for the backend of an application',
      'See the billing summary and invoices. A thief could read what you buy and what you pay',
      'Buy credits, manage subscriptions and redeem gift cards. A thief could spend your money: buy credits, start subscriptions, open the billing portal',
    ],
    cannot: ['change projects', 'change secrets'],
    verify: {
      access: { access: 'direct' },
      at_hand: true,
      last: {
        standing: 'works',
        quota: { limit: 1000, remaining: 998, resets: NOW + 3_600_000 },
        at: NOW - 4 * 60_000,
      },
    },
    rotate_by: daysAgo(3),
  },
  'dgidgi/zapier-sync': {
    host: 'api.dgidgi.ai',
    can: ['Read project data. A thief could copy everything in your projects'],
    cannot: ['spend money'],
    rotate_by: daysAhead(50),
  },
  'dgidgi/laptop-cli': {
    host: 'api.dgidgi.ai',
    can: ['Its scopes were not noted: it may be able to do everything'],
    cannot: [],
    verify: {
      access: { access: 'direct' },
      at_hand: false,
      last: { standing: 'works_without_right', quota: null, at: hoursAgo(2) },
    },
    steps: [
      { phase: 'declared', at: hoursAgo(2) - 10_000 },
      { phase: 'still_works', at: hoursAgo(2) },
    ],
  },
  'axiomo/review-bot': {
    host: 'axiomo.app',
    can: [
      'Start an analysis of any pull request your connected account can reach, also in private repositories',
      'Read the results of your scans',
    ],
    cannot: ['make or revoke keys'],
  },
};

const form = (id: 'dgidgi' | 'axiomo', fields: FieldView[]): RecordFormView => ({
  account: id,
  fields,
  name_max: 100,
  details: {
    name: '',
    end: { ends: 'unknown' },
    rotate_in_days: 90,
    fields: Object.fromEntries(fields.map((field) => [field.id, field.selected])),
  },
  guide: guides[id].create,
});

/** The same day with two services that have no API for keys, and with environments. */
export function assistedWorld(): World {
  const world = busy();
  const known = rows.map((row) => {
    const guide = guides[row.account_id as 'dgidgi' | 'axiomo'].revoke;
    const byHand = {
      recorded: true,
      revoke: { access: 'assisted' },
      rotate: { access: 'unsupported', reason: 'not_offered' },
      guide,
    } as const;
    return [row.key, { ...byHand, ...details[row.key] }] as const;
  });
  const created = (id: 'dgidgi' | 'axiomo'): World['forms'][string] => ({
    account: id,
    access: { access: 'assisted' },
    fields: [],
    expiry: 'unsupported',
    name_max: 100,
    policies: [],
    guide: guides[id].create,
  });
  const accounts = [
    account({
      id: 'dgidgi',
      label: 'acme agents',
      service: 'DgiDgi One',
      host: 'api.dgidgi.ai',
      hint: '',
      refreshed: null,
      keys: 3,
      capabilities: assisted,
      records: true,
    }),
    account({
      id: 'axiomo',
      label: 'acme reviews',
      service: 'Axiomo',
      host: 'axiomo.app',
      hint: '',
      refreshed: null,
      keys: 1,
      capabilities: assisted,
      records: true,
    }),
  ];
  const environments = ['development', 'staging', 'production'] as const;
  return structuredClone({
    rows: [...rows, ...world.rows],
    details: {
      ...world.details,
      ...Object.fromEntries(known),
      'acme/store-upload': { sight: { access: 'direct' } },
    },
    forms: { ...world.forms, dgidgi: created('dgidgi'), axiomo: created('axiomo') },
    records: {
      dgidgi: form('dgidgi', [
        field({
          id: 'environment',
          label: 'Environment',
          help: 'The one chosen when the key was made.',
          many: false,
          free: false,
          options: [
            option('development', 'Development'),
            option('staging', 'Staging'),
            option('production', 'Production'),
          ],
          selected: ['development'],
        }),
        field({
          id: 'scopes',
          label: 'Scopes',
          help: 'Those chosen when the key was made; none if you do not know.',
          options: [
            option(
              'projects:read',
              'projects:read',
              'Read project data. A thief could copy everything in your projects.',
            ),
            option(
              'billing:write',
              'billing:write',
              'Buy credits, manage subscriptions and redeem gift cards. A thief could spend your money: buy credits, start subscriptions, open the billing portal.',
            ),
          ],
        }),
        field({
          id: 'addresses',
          label: 'Allowed addresses',
          help: 'Those of the IP Allowlist; none if it is not set.',
        }),
      ]),
      axiomo: form('axiomo', [
        field({
          id: 'id',
          label: 'Key id',
          help: 'The id that the service gave it, if you know it.',
          many: false,
        }),
      ]),
    },
    frame: {
      ...world.frame,
      environments: [...environments],
      keys: world.frame.keys + rows.length,
      accounts: [...world.frame.accounts, ...accounts],
    },
  });
}

/** The same without the listed key that is called like a recorded one. */
export function withoutTwin(): World {
  const world = assistedWorld();
  world.rows = world.rows.filter(({ key }) => key !== 'acme/billing-export');
  return world;
}
