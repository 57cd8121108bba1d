import type { ErrorView, Kind, Operation } from '$/ipc/types';

import { span } from './time';

/** A sentence, or how it is made of the service's name and the error. */
export type Part = string | ((service: string, error: ErrorView) => string);

const tried: Record<Operation, string> = {
  connect: 'Connecting',
  organizations: 'Reading the organizations',
  list: 'Reading the keys',
  create: 'Creating the key',
  rotate: 'Rotating the key',
  revoke: 'Revoking the key',
  verify: 'Verifying the key',
  sight: 'Asking what the key may see',
  record: 'Recording the key',
  local: 'This',
};

const lost: Record<Operation, string> = {
  connect: 'The account may or may not be connected.',
  organizations: 'The organizations may or may not have been read.',
  list: 'The list may or may not have been read.',
  create: 'The key may or may not exist.',
  rotate: 'The key may or may not have a new secret.',
  revoke: 'The key may or may not be revoked.',
  verify: 'The key may or may not still work.',
  sight: 'What the key may see is not known.',
  record: 'The key may or may not be recorded.',
  local: 'It may or may not have happened.',
};

const wait = (error: ErrorView): string =>
  error.retry_after_ms === null
    ? 'Wait a little, then try again.'
    : `Try again in ${span(error.retry_after_ms)}.`;

const OWN_SETTINGS = 'Do it in the service’s own settings.';

/** Words for every kind of error. A kind without words does not compile. */
export const errorWords: Record<Kind, readonly [what: Part, next: Part]> = {
  credential_refused: [
    (service) => `${service} refused the credential: it is wrong, expired or revoked.`,
    (_, error) =>
      error.operation === 'record'
        ? 'Nothing was recorded. Copy a working key at the service, or record it without verifying.'
        : 'Copy a working token at the service and connect the account again.',
  ],
  credential_stopped: [
    (service) => `${service} refused the credential twice, so nothing more is sent with it.`,
    'Connect the account again with a working token.',
  ],
  forbidden: [
    (service, error) =>
      `${service} accepts the credential but not for this. ${tried[error.operation]} needs a right it lacks.`,
    'Use a credential with that right, or ask an administrator of the organization.',
  ],
  own_credential: [
    (service) => `${service} does not let a credential do this to itself.`,
    'Do it with another account, or in the service’s own settings.',
  ],
  not_found: [
    (service) => `${service} has no such key.`,
    'Refresh to see what the service lists now.',
  ],
  conflict: [
    (service) => `${service} says that this contradicts what is there.`,
    'Refresh, look again, and repeat it if it is still wanted.',
  ],
  too_many_keys: [
    'There are as many keys as the service allows there.',
    'Revoke one that is not needed, refresh, and create it then.',
  ],
  policy_expiry_required: [
    'The organization demands that its keys end, so this one was not created.',
    'Choose how many days the key shall live. An administrator of the organization can lift the demand.',
  ],
  policy_expiry_too_far: [
    'The organization demands that its keys end sooner, so this one was not created.',
    'Choose fewer days. An administrator of the organization knows how many are allowed.',
  ],
  invalid: [
    (service, error) =>
      error.field === null
        ? `${service} did not accept a value.`
        : `${service} did not accept the value of “${error.field}”.`,
    'Correct it and try again.',
  ],
  rate_limited: [(service) => `${service} asks to wait.`, (_, error) => wait(error)],
  service_failed: [
    (service, error) => `${service} failed. ${tried[error.operation]} did not work.`,
    'Try again in a minute; the fault is on their side.',
  ],
  unreachable: [
    (service) => `${service} cannot be reached from here.`,
    'Check the network. What is shown stays readable meanwhile.',
  ],
  timed_out: [
    (service) => `${service} did not answer in time.`,
    'Try again; if it stays so, look at the service’s status page.',
  ],
  insecure_connection: [
    (service) => `No secure connection to ${service}: its certificate does not hold.`,
    'Nothing was sent. Check the address, the clock, and any proxy on this network.',
  ],
  unintelligible: [
    (service) => `${service} answered something that nobody documents.`,
    'Check the base URL. If it is right, the service may have changed.',
  ],
  too_large: [
    (service) => `${service} answered more than Keyrack reads.`,
    'Check the base URL. If it is right, report it with the request id.',
  ],
  redirected: [
    (service) => `${service} pointed to another address. Credentials are not taken there.`,
    'If the service moved, connect the account again with its new base URL.',
  ],
  foreign_host: [
    'A request to another host than the account’s was stopped before it was sent.',
    'Check the account’s base URL.',
  ],
  outcome_unknown: [
    (service, error) => `The answer of ${service} was lost. ${lost[error.operation]}`,
    (_, error) =>
      error.operation === 'verify'
        ? 'Verify it again. Until it is refused, take it as working.'
        : 'Refresh and look at the list before you repeat it.',
  ],
  outcome_unprovable: [
    (service, error) =>
      `The answer of ${service} was lost, and it has no list that could tell. ${lost[error.operation]}`,
    (_, error) =>
      error.operation === 'revoke'
        ? 'Revoke it again. Sending that twice does no harm.'
        : 'Look among the API keys in the service’s own settings before you repeat it.',
  ],
  unsupported: [
    (service) => `${service} does not offer this, or not with this credential.`,
    OWN_SETTINGS,
  ],
  still_listed: [
    (service) => `Not revoked. ${service} says there is no such key, and still lists it.`,
    'Try again. Until it is gone from the list, take the key as working.',
  ],
  bad_address: [
    'That base URL cannot be used.',
    'Use an https:// address. Plain http is accepted only for this machine.',
  ],
  clipboard_empty: [
    'There is no text on the clipboard.',
    'Copy the token or the key, then press the same button again.',
  ],
  clipboard_unavailable: [
    'The clipboard of this desktop could not be reached.',
    'Type the token or the key, or pick a file. Save a new secret to the keychain.',
  ],
  copy_not_verified: [
    'The clipboard did not take the secret.',
    'Nothing is lost. Try again, or save it to the keychain.',
  ],
  not_a_credential: [
    'What was given cannot be a token or a key of this service.',
    'Copy it alone, without spaces or other text around it.',
  ],
  other_service: [
    'What was given belongs to another service.',
    'Choose that service, or copy the right one.',
  ],
  file_unreadable: [
    'The file could not be read, or is too large for a token.',
    'Pick a text file that holds the token and nothing else.',
  ],
  cancelled: ['The dialog was closed.', 'Nothing was changed.'],
  given_up: [
    'It was given up before there was a result.',
    'As long as the key is listed, take it as working: revoke it by itself if it must go.',
  ],
  no_secret_at_hand: [
    (service) => `The key’s secret is not in the keychain, so ${service} cannot be asked with it.`,
    'Copy the key from where it is kept, then verify it from the clipboard.',
  ],
  other_key: [
    'What is on the clipboard is not this key’s secret.',
    'Copy this key, compare its last four characters, and try again.',
  ],
  already_recorded: [
    'This key is recorded already.',
    'Close this dialog and find it in the table by its last four characters.',
  ],
  still_works: [
    (service) => `Not revoked: ${service} still takes the key.`,
    (service, error) =>
      error.operation === 'revoke'
        ? `${service} said yes to the revocation and lets the key in all the same. Take it as working: tell ${service}, and see to what it can reach.`
        : 'Revoke it at the service’s own site and confirm it again. Until it is refused, take it as working.',
  ],
  probes_spent: [
    (service) => `${service} refused as many keys as are tried there within a quarter of an hour.`,
    (_, error) => `${wait(error)} Services lock out whoever collects more refusals.`,
  ],
  sight_not_told: [
    (service) => `${service} tells this only of limited keys whose secret it stores.`,
    'What the key can do is spelled out in its details.',
  ],
  site_not_opened: [
    'The site could not be opened in a browser.',
    'Open it yourself; its address is shown beside the button.',
  ],
  keychain_unavailable: [
    'No keychain answers on this desktop.',
    'Start one, such as GNOME Keyring or KWallet. Keyrack stores credentials nowhere else.',
  ],
  keychain_locked: ['The keychain is locked.', 'Unlock it and try again.'],
  keychain_timed_out: [
    'The keychain did not answer in time.',
    'Look for a dialog of the keychain that waits for you, then try again.',
  ],
  keychain_not_verified: [
    'The keychain did not give back what was stored in it.',
    'Try again. Nothing was dropped.',
  ],
  credential_missing: [
    'The keychain has no credential for this account. Nothing was sent, and nothing else is lost.',
    'Connect the account again with the same credential.',
  ],
  credential_foreign: [
    'What the keychain has for this account was not put there for it and its address. It is not used, and nothing was sent.',
    'Connect the account again with its credential, which replaces the entry.',
  ],
  already_connected: [
    'This account is connected already.',
    'Close this dialog and find it on the left.',
  ],
  no_such_account: ['There is no such account any more.', 'Refresh to see what is there.'],
  no_such_key: ['There is no such key any more.', 'Refresh to see what is there.'],
  no_such_secret: [
    'The secret was handed over or discarded already.',
    'If you need another, create or rotate a key.',
  ],
  secret_waiting: [
    'Another new secret still waits to be copied or discarded.',
    'Deal with that one first.',
  ],
  needs_gesture: [
    'Nothing was done: what cannot be undone needs a real key press or a held button.',
    'Hold the button until it fills, or press Enter in the dialog.',
  ],
  file_unwritable: [
    'The file could not be written.',
    'Choose another place, or check that the disk is not full and that your user may write there.',
  ],
  plan_changed: [
    'The keys are not the ones that were planned for any more. Nothing was revoked.',
    'Look at the plan again, then confirm it.',
  ],
  key_changed: [
    'It is another key by now, or is not what it was shown as any more. Nothing was sent.',
    'Look at it again. If it is the one you mean, confirm it once more.',
  ],
  not_confirmed: [
    'What was typed is not what had to be typed. Nothing was revoked.',
    'Type it exactly as it is shown.',
  ],
  sweep_open: [
    'Many keys are being revoked already, or were and are not finished.',
    'Let it end, resume it or stop it first.',
  ],
  already_rotating: [
    'This key is being replaced by a successor already.',
    'Finish that rotation, or give it up first.',
  ],
  successor_differs: [
    (service) =>
      `${service} made a key with other rights than asked for, so it was revoked at once.`,
    'The old key is as it was. Create a new one by hand, put it to use, and then revoke the old one.',
  ],
  no_such_rotation: ['There is no such rotation any more.', 'It has ended already.'],
  out_of_order: [
    'This step of the rotation is not next.',
    'Hand over the new secret, put it to use, and then revoke the old key.',
  ],
  no_such_sweep: ['There is nothing to resume or to stop.', 'It has ended already.'],
  entry_exists: [
    'The keychain has an entry of this name already. It was not overwritten.',
    'Choose another name for it.',
  ],
  command_not_started: [
    'The command could not be started. The secret still waits.',
    'Check that its program exists and that you may run it.',
  ],
  locked: ['Keyrack is locked.', 'Unlock it, then try again.'],
  no_such_organization: [
    'There is no such organization any more.',
    'It went with its account, or nobody reaches it now.',
  ],
  storage_failed: [
    'Keyrack could not read or write its own files.',
    'Check that the disk is not full and that your user may write there.',
  ],
  storage_newer: [
    'A newer Keyrack wrote the database. It was left as it is.',
    'Start the newer version.',
  ],
};
