import type {
  AccountView,
  Capabilities,
  ErrorView,
  FrameView,
  KeyView,
  Kind,
  Operation,
  OptionView,
  OrganizationView,
  OverviewView,
  RowView,
} from '../src/ipc/types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When the invented world was made. */
export const NOW = Date.now();

export const hoursAgo = (n: number): number => NOW - n * HOUR;
export const daysAgo = (n: number): number => NOW - n * DAY;
export const daysAhead = (n: number): number => NOW + n * DAY + HOUR;

/** An error of this kind, about nothing in particular. */
export const error = (
  code: Kind,
  operation: Operation = 'list',
  more: Partial<ErrorView> = {},
): ErrorView => ({
  code,
  operation,
  service: null,
  account: null,
  field: null,
  retry_after_ms: null,
  at: null,
  vendor_code: null,
  request_id: null,
  ...more,
});

export const everything: Capabilities = {
  organizations: { access: 'direct' },
  list: { access: 'direct' },
  create: { access: 'direct' },
  rotate: { access: 'direct' },
  revoke: { access: 'direct' },
  verify: { access: 'direct' },
  sight: { access: 'unsupported', reason: 'not_offered' },
  own_credential: { access: 'direct' },
  rotation: 'in_place',
  expiry: 'optional',
};

/** What a service without an API for keys lets one do. */
const afterCare = {
  after_care: ['Look for uses that you cannot explain.'],
  after_care_source: 'The service, its documentation',
};

export const assisted: Capabilities = {
  ...everything,
  organizations: { access: 'unsupported', reason: 'not_offered' },
  list: { access: 'unsupported', reason: 'not_offered' },
  create: { access: 'assisted' },
  rotate: { access: 'unsupported', reason: 'not_offered' },
  revoke: { access: 'assisted' },
  own_credential: { access: 'unsupported', reason: 'not_offered' },
  rotation: 'none',
  expiry: 'unsupported',
};

export const account = (more: Partial<AccountView> & Pick<AccountView, 'id'>): AccountView => ({
  service: 'CodePushGo',
  label: more.id,
  host: 'api.codepushgo.com',
  hint: 'cpg_…aa04',
  refreshed: NOW - 12_000,
  refreshing: false,
  progress: null,
  error: null,
  keys: 0,
  capabilities: everything,
  records: false,
  for_now: false,
  skew: null,
  ...more,
});

export const organization = (
  more: Partial<OrganizationView> & Pick<OrganizationView, 'id'>,
): OrganizationView => ({
  name: more.id,
  name_marked: false,
  account: 'acme production',
  account_id: 'acme',
  ambiguous: false,
  service: 'CodePushGo',
  keys: 0,
  linked: [],
  remembered: null,
  ...more,
});

export const row = (more: Partial<RowView> & Pick<RowView, 'name'>): RowView => ({
  key: `acme/${more.name}`,
  identity: `as shown: ${more.name}`,
  name_marked: false,
  places_marked: false,
  hint: 'cpg_…7d11',
  service: 'CodePushGo',
  account: 'acme production',
  account_id: 'acme',
  organizations: { reach: 'some', names: ['acme'] },
  rights: 'upload',
  limits: [],
  environment: null,
  created: daysAgo(84),
  last_used: { used: 'not_reported' },
  expires: { ends: 'at', at: daysAhead(53) },
  states: ['ok'],
  own: false,
  phase: null,
  ...more,
});

export const detail = (of: RowView, more: Partial<KeyView> = {}): KeyView => ({
  row: of,
  remote_id: '4711',
  host: 'api.codepushgo.com',
  can: ['Upload new bundles for every app of acme.', 'Read and change app settings.'],
  cannot: ['Create keys or remove apps.'],
  findings: [],
  on_revoke: ['stops_for_good', of.last_used.used === 'at' ? 'in_use' : 'use_unknown'],
  revoke: { access: 'direct' },
  rotate: { access: 'direct' },
  verify: { access: { access: 'direct' }, at_hand: false, last: null },
  sight: { access: 'unsupported', reason: 'not_offered' },
  recorded: false,
  rotate_by: null,
  guide: null,
  error: null,
  steps: [],
  untested: null,
  succeed: { access: 'unsupported', reason: 'not_offered' },
  ...more,
});

/** An overview of nothing: 90 days on which no key ends. */
export const nothingAhead: OverviewView = {
  organization: null,
  views: {
    all: 0,
    at_risk: 0,
    expiring: 0,
    never_expires: 0,
    unused: 0,
    broader_than_needed: 0,
    revoked: 0,
    inactive: 0,
  },
  days: [],
};

/** What a locked core tells of itself. */
export const lockedFrame = (of: FrameView): FrameView => ({
  ...frame(),
  locked: true,
  practice: of.practice,
  preferences: of.preferences,
});

export const frame = (more: Partial<FrameView> = {}): FrameView => ({
  practice: false,
  locked: false,
  accounts: [],
  organizations: [],
  keys: 0,
  remembered: null,
  overview: nothingAhead,
  environments: [],
  services: [
    {
      id: 'codedig',
      name: 'CodeDig',
      hosts: ['https://api.codedig.ai'],
      credential_help: 'An API key with the permission “admin”, from Settings → API Keys.',
      assisted: false,
      ...afterCare,
    },
    {
      id: 'axiomo',
      name: 'Axiomo',
      hosts: ['https://axiomo.app'],
      credential_help: 'One of your API keys, made in Axiomo’s Settings under “API Keys”.',
      assisted: true,
      ...afterCare,
    },
    {
      id: 'dgidgi-one',
      name: 'DgiDgi One',
      hosts: ['https://api.dgidgi.ai', 'https://api.dgidgi.one'],
      credential_help: 'One of your API keys, made under Settings > Security > API Keys.',
      assisted: true,
      ...afterCare,
    },
    {
      id: 'codepushgo',
      name: 'CodePushGo',
      hosts: ['https://api.codepushgo.com', 'https://api.capgo.app'],
      credential_help: 'Create an API key in the dashboard under Settings, API keys.',
      assisted: false,
      ...afterCare,
    },
    {
      id: 'codacy',
      name: 'Codacy',
      hosts: ['https://app.codacy.com'],
      credential_help: 'Create an account API token under My account, Access management.',
      assisted: false,
      ...afterCare,
    },
  ],
  orphans: [],
  sweep: null,
  rotations: 0,
  preferences: {
    theme: 'system',
    wipe_seconds: 30,
    organization: null,
    lock_after_minutes: 15,
    notifications: true,
    levels: [0, 1, 3, 7, 14, 30, 60],
    keep_nothing: false,
    start_at_login: false,
    widths: {},
  },
  clipboard: 'X11',
  keychain: 'available',
  created: null,
  copied: null,
  unwritten: false,
  notices: [],
  ...more,
});

/** Something to choose in a form. */
export const option = (value: string, label = value, detail = ''): OptionView => ({
  value,
  label,
  detail,
  group: '',
  marked: false,
});
