import type {
  Access,
  Capabilities,
  Consequence,
  CredentialSource,
  Finding,
  KeychainState,
  LimitKind,
  Notice,
  OrganizationsView,
  Phase,
  Reason,
  Revocation,
  State,
  Theme,
  VerdictView,
  View,
} from '$/ipc/types';

/** What a colour means. Colour never stands alone: a word and an icon go with it. */
export type Tone = 'bad' | 'warn' | 'ok' | 'mute' | 'info';

/** Badges: the word, its tone, and what it means. */
export const states: Record<State, { word: string; tone: Tone; meaning: string }> = {
  revoking: { word: 'revoking', tone: 'info', meaning: 'A revocation is under way.' },
  revocation_unverified: {
    word: 'not proven',
    tone: 'bad',
    meaning: 'A revocation was sent, and it is not proven that the key stopped.',
  },
  expired: { word: 'expired', tone: 'mute', meaning: 'It ended by itself.' },
  within_day: { word: 'last day', tone: 'bad', meaning: 'It ends within a day.' },
  within_week: { word: 'expires soon', tone: 'bad', meaning: 'It ends within a week.' },
  never_expires: {
    word: 'never expires',
    tone: 'warn',
    meaning: 'It does not end. If it leaks, it works until somebody revokes it.',
  },
  within_fortnight: { word: '≤ 14 days', tone: 'warn', meaning: 'It ends within two weeks.' },
  within_month: { word: '≤ 30 days', tone: 'warn', meaning: 'It ends within a month.' },
  unknown: {
    word: 'end unknown',
    tone: 'mute',
    meaning: 'The service does not tell when it ends.',
  },
  ok: { word: 'ok', tone: 'ok', meaning: 'Nothing to say about it.' },
  revoked: {
    word: 'revoked',
    tone: 'ok',
    meaning: 'Revoked from here; the service has it no more.',
  },
  revoked_unprovable: {
    word: 'revoked, no proof',
    tone: 'mute',
    meaning:
      'Revoked from here. The service accepted it and has no list in which that could be looked up.',
  },
};

/** Why something is not offered: the cause, and what to do instead. */
export const reasons: Record<Reason, { cause: string; instead: string }> = {
  not_offered: {
    cause: 'This service does not offer it to programs.',
    instead: 'Do it in the service’s own settings.',
  },
  needs_session: {
    cause: 'The service lets only a signed-in session do this, not an API key.',
    instead: 'Connect an account with a session token, or do it in the service’s own settings.',
  },
  needs_api_key: {
    cause: 'The service does this with an API key only, not with a session.',
    instead: 'Connect an account with an API key.',
  },
  missing_right: {
    cause: 'This account’s credential lacks the right.',
    instead: 'Connect an account whose credential has it.',
  },
  own_credential: {
    cause: 'It is the account’s own credential, and the service does not let it do this to itself.',
    instead: 'Do it with another account of the same organization.',
  },
};

/** Why `access` is not direct, in one sentence; nothing if it is. */
export const whyNot = (access: Access): string | null =>
  access.access === 'direct'
    ? null
    : `${reasons[access.reason].cause} ${reasons[access.reason].instead}`;

/** Why nothing can be done at a service that is away, and what to do. */
export const away = (service: string): string =>
  `${service} cannot be reached from here now. Check the network and refresh.`;

/** What a credential may do, by the capability's name. */
export const capabilities: Record<Exclude<keyof Capabilities, 'rotation' | 'expiry'>, string> = {
  organizations: 'read organizations',
  list: 'list keys',
  create: 'create keys',
  rotate: 'rotate keys',
  revoke: 'revoke keys',
  own_credential: 'revoke or rotate itself',
};

/** What happens when a key is revoked. */
export const consequences: Record<Consequence, { text: string; tone: Tone }> = {
  stops_for_good: { text: 'It stops at once and cannot be brought back.', tone: 'mute' },
  in_use: { text: 'It was used within the last week: something will break.', tone: 'bad' },
  use_unknown: { text: 'The service does not tell whether it is in use.', tone: 'mute' },
  own_credential: {
    text: 'It is this account’s own credential: the account stops working here.',
    tone: 'bad',
  },
  administers: { text: 'It administers other keys, which stay as they are.', tone: 'warn' },
  already_ended: { text: 'It ended already; this only clears it away.', tone: 'mute' },
};

/** What the owner of a key should know of it. */
export const findings: Record<Finding, (service: string) => string> = {
  secret_listed: (service) =>
    `${service} sends its whole secret with every list. Keyrack keeps only the last characters and a digest of it; whoever has a token that may list this key can read the rest.`,
};

/** Whether a revocation is over and has taken the key off the rack. */
export const isOver = (phase: Phase | null): boolean => phase === 'gone' || phase === 'unprovable';

/** Whether a key was revoked from here. */
export const isRevoked = (state: State): boolean =>
  state === 'revoked' || state === 'revoked_unprovable';

/** How far a revocation has come. */
export const phases: Record<Phase, (service: string) => string> = {
  sending: () => 'Revocation sent',
  accepted: (service) => `Accepted by ${service}`,
  gone: (service) => `No longer at ${service}`,
  unprovable: () => 'Cannot be looked up',
  unverified: () => 'Not proven',
};

/** How a revocation ended: a headline that follows the key's name, and what it means. */
export const revocations: Record<
  Revocation,
  { title: string; meaning: (service: string) => string; tone: Tone }
> = {
  revoked: {
    title: 'is revoked',
    meaning: (service) => `${service} accepted it, and its list no longer shows the key.`,
    tone: 'ok',
  },
  already_gone: {
    title: 'was gone already',
    meaning: (service) => `${service} knows no such key any more.`,
    tone: 'ok',
  },
  accepted_still_listed: {
    title: 'is accepted, not proven',
    meaning: (service) =>
      `${service} accepted it and still lists the key after ten seconds. Take it as working until it is gone; every refresh looks again.`,
    tone: 'warn',
  },
  accepted_unchecked: {
    title: 'is accepted, not proven',
    meaning: (service) =>
      `${service} accepted it, and then its list could not be read. Take the key as working until a refresh no longer shows it.`,
    tone: 'warn',
  },
  accepted_unprovable: {
    title: 'is revoked, as far as can be known',
    meaning: (service) =>
      `${service} accepted it, and has no list in which that could be looked up. Where the key was in use, look whether it is refused now.`,
    tone: 'warn',
  },
};

/** What was found and mended at start. */
export const notices: Record<Notice, { text: string; tone: Tone }> = {
  preferences_restored: {
    text: 'The preferences file was broken. It was set aside, and the last good one is in use.',
    tone: 'info',
  },
  database_set_aside: {
    text: 'The database was broken and was set aside. Connect your accounts again; their credentials are still in the keychain.',
    tone: 'warn',
  },
  residue_wiped: {
    text: 'A secret was still on the clipboard from a run that ended badly. It was wiped.',
    tone: 'info',
  },
  residue_kept: {
    text: 'A secret from a run that ended badly may still be in a clipboard manager. Clear its history, or revoke that key.',
    tone: 'bad',
  },
};

/** What the keychain's state means for the user. */
export const keychains: Record<KeychainState, { what: string; next: string } | null> = {
  available: null,
  unavailable: {
    what: 'No keychain answers on this desktop, so no credential can be stored or read.',
    next: 'Start one, such as GNOME Keyring or KWallet. The list stays readable meanwhile.',
  },
  locked: {
    what: 'The keychain is locked, so nothing can be asked of any service.',
    next: 'Unlock it, then refresh. The list stays readable meanwhile.',
  },
};

/** What became of a secret on the clipboard: words, tone, and what to do. */
export function verdictWords(result: VerdictView): { word: string; tone: Tone; next: string } {
  switch (result.verdict) {
    case 'wiped':
      return {
        word: 'wiped and checked',
        tone: 'ok',
        next: 'It was overwritten and cleared, and a second look found nothing.',
      };
    case 'replaced':
      return {
        word: 'replaced by you',
        tone: 'mute',
        next: 'Something else had been copied before, so the clipboard was left alone.',
      };
    case 'kept':
      return {
        word: `${result.by ?? 'A clipboard manager'} keeps a copy`,
        tone: 'warn',
        next: 'Clear its history, or revoke the key.',
      };
    case 'unchecked':
      return {
        word: 'could not check',
        tone: 'warn',
        next: 'It was cleared, but this desktop does not let Keyrack look again.',
      };
  }
}

/** Kinds of limits, for one and for several. */
export const limitKinds: Record<LimitKind, readonly [one: string, many: string]> = {
  app: ['app', 'apps'],
  organization: ['organization', 'organizations'],
  channel: ['channel', 'channels'],
  repository: ['repository', 'repositories'],
};

/** Selections of the rack. */
export const views: Record<View, string> = {
  all: 'All',
  at_risk: 'At risk',
  expiring: 'Expiring',
  never_expires: 'Never expires',
  revoked: 'Revoked here',
};

/** Themes. */
export const themes: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

/** What is awaited while a credential comes from this source. */
export const sources: Record<CredentialSource, string> = {
  clipboard: 'Reading the clipboard and asking the service what the credential may do…',
  dialog: 'Type the token in the password dialog that opened, outside this window…',
  file: 'Pick the file in the dialog that opened…',
};

/** The organizations a key reaches, in one line. */
export function reach(organizations: OrganizationsView): string {
  switch (organizations.reach) {
    case 'all':
      return 'all';
    case 'unknown':
      return 'not reported';
    case 'some':
      return organizations.names.length === 0 ? 'none' : organizations.names.join(', ');
  }
}
