import type {
  AccountView,
  CredentialSource,
  Environment,
  Finding,
  KeychainState,
  LimitKind,
  Notice,
  OrganizationsView,
  Theme,
  VerdictView,
  View,
} from '$/ipc/types';

import type { Tone } from './states';
import { clock, keys } from './time';

/** What the owner of a key should know of it. */
export const findings: Record<Finding, (service: string) => string> = {
  secret_listed: (service) =>
    `${service} sends its whole secret with every list. Keyrack keeps only the last characters and a digest of it; whoever has a token that may list this key can read the rest.`,
};

/** What was found at start: words, tone, and whether the log may tell more. */
export function noticeWords(notice: Notice): { text: string; tone: Tone; log: boolean } {
  switch (notice.notice) {
    case 'preferences_set_aside': {
      const now = notice.restored ? 'The last good one is in use.' : 'The defaults are in use.';
      return {
        text: `The preferences file was broken. It is kept as ${notice.aside}. ${now}`,
        tone: 'info',
        log: false,
      };
    }
    case 'database_set_aside': {
      const now = notice.restored
        ? 'Its last copy is in use: accounts and journals are there, and lists are read again.'
        : 'There was no copy of it. Connect your accounts again; their credentials are still in the keychain.';
      return {
        text: `The database was broken. It is kept as ${notice.aside}. ${now}`,
        tone: 'warn',
        log: true,
      };
    }
    case 'unsaved':
      return {
        text: `Keyrack cannot write its files in ${notice.folder}. Nothing is saved: what you connect and do now is forgotten when it ends, and what was saved before is not shown. Check that the disk is not full and that your user may write there, then start it again.`,
        tone: 'bad',
        log: false,
      };
    case 'log_damaged':
      return {
        text: 'The incident log is not as it was written. Open it and choose Verify log to see what is missing or changed.',
        tone: 'bad',
        log: false,
      };
    case 'ended_unexpectedly':
      return { text: endedWords(notice), tone: 'warn', log: true };
    case 'residue_wiped':
      return {
        text: 'A secret was still on the clipboard from a run that ended badly. It was wiped.',
        tone: 'info',
        log: false,
      };
    case 'residue_kept':
      return {
        text: 'A secret from a run that ended badly may still be in a clipboard manager. Clear its history, or revoke that key.',
        tone: 'bad',
        log: false,
      };
  }
}

/** What an end that was none of the user's left behind; of the clipboard another notice tells. */
function endedWords(notice: Extract<Notice, { notice: 'ended_unexpectedly' }>): string {
  const { orphans, rotations, sweep } = notice;
  const left = [
    orphans > 0 && `${keys(orphans)} whose secret never reached you`,
    rotations > 0 && `${keys(rotations)} being replaced`,
    sweep && 'revocations that can be resumed',
  ].filter((part) => part !== false);
  const open =
    left.length === 0
      ? 'Nothing was left half done.'
      : `Left to settle: ${left.join(', ')}. Nothing goes on by itself.`;
  return `Keyrack ended unexpectedly at about ${clock(notice.at)}. No secret was kept but in the keychain. ${open}`;
}

/** That the disk has no room for what happened. */
export const unwritten = {
  what: 'Keyrack cannot write its files: what happened just now is not written down yet.',
  next: 'Make room on the disk and leave Keyrack open until this is gone, or the incident log and lists will lack it. Keys can be revoked meanwhile.',
};

/** What the keychain's state means for the user. */
export const keychains: Record<KeychainState, { what: string; next: string } | null> = {
  available: null,
  unavailable: {
    what: 'No keychain answers on this desktop. Credentials that you connect now are kept in memory only, until Keyrack ends; no file holds them.',
    next: 'Start one, such as GNOME Keyring or KWallet, and connect again to keep them. Lists stay readable meanwhile.',
  },
  asking: {
    what: 'Waiting for your keychain: it asks for its password in a dialog of its own.',
    next: 'Nothing is asked of any service until it is unlocked. Lists stay readable meanwhile.',
  },
  silent: {
    what: 'The keychain does not answer, so nothing can be asked of any service.',
    next: 'Look for a dialog of it that waits for you, then try again. Lists stay readable meanwhile.',
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
  address: ['address', 'addresses'],
};

/** Selections of the rack. */
export const views: Record<View, string> = {
  all: 'All',
  at_risk: 'At risk',
  expiring: 'Expiring',
  never_expires: 'Never expires',
  unused: 'Unused 90 d',
  broader_than_needed: 'Too broad',
  revoked: 'Revoked here',
};

/** Environments, in the order of what a mistake there costs. */
export const environments: Record<Environment, string> = {
  development: 'Development',
  staging: 'Staging',
  production: 'Production',
};

/** Themes. */
export const themes: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

/** What is awaited while a credential comes from this source. */
export const sources: Record<CredentialSource, string> = {
  clipboard: 'Reading the clipboard and asking the service…',
  dialog: 'Type it in the password dialog that opened, outside this window…',
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

/** The same where something is confirmed: no organization's name passes for a word of ours. */
export const reachQuoted = (organizations: OrganizationsView): string =>
  organizations.reach === 'some' && organizations.names.length > 0
    ? organizations.names.map((name) => `“${name}”`).join(', ')
    : reach(organizations);

/** What a name that could deceive is marked with. */
export const DECEPTIVE =
  'This name could deceive: it holds characters that cannot be seen or that turn text around, replaced here, or it mixes letters of several scripts.';

/** Where an account's credential is. */
export const credentialPlace = ({ for_now }: AccountView): string =>
  for_now ? 'in memory until Keyrack ends' : 'in the keychain';
