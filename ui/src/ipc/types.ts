// Written by `make types` from src-tauri/core; do not edit.

export type Access = { "access": "direct" } | { "access": "assisted" } | { "access": "unsupported", "reason": Reason };

export type AccountView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its service's name.
 */
service: string, 
/**
 * What the user calls it.
 */
label: string, 
/**
 * Its host, with a port if it has one, in ASCII.
 */
host: string, 
/**
 * Masked remainder of its credential.
 */
hint: string, 
/**
 * When its list was last read completely; nothing where its service has none.
 */
refreshed: Millis | null, 
/**
 * Whether its list is being read now.
 */
refreshing: boolean, 
/**
 * How far that has come.
 */
progress: ProgressView | null, 
/**
 * Why the last reading failed, if it did.
 */
error: ErrorView | null, 
/**
 * How many active keys it has.
 */
keys: number, 
/**
 * What its credential can do, once it was probed since launch or in an earlier run.
 */
capabilities: Capabilities, 
/**
 * Whether keys can be recorded, because the service has no list of them.
 */
records: boolean, 
/**
 * Whether its credential is kept in memory only, until Keyrack ends: no keychain answered when it
 * was connected.
 */
for_now: boolean, 
/**
 * By how many minutes its service's clock is ahead of ours, or behind if this is negative, where
 * that is more than two. Its keys end by that clock.
 */
skew: number | null, };

export type Act = "create" | "rotate" | "replace" | "revoke" | "revoke_there" | "discard" | "sweep" | "sweep_all";

export type Capabilities = { 
/**
 * Reading organizations.
 */
organizations: Access, 
/**
 * Reading keys; where the service offers no list, see [`Capabilities::has_list`].
 */
list: Access, 
/**
 * Creating keys.
 */
create: Access, 
/**
 * Replacing a key's secret.
 */
rotate: Access, 
/**
 * Revoking keys.
 */
revoke: Access, 
/**
 * Asking, with a key itself, whether the service still takes it.
 */
verify: Access, 
/**
 * Asking what a limited key may really see.
 */
sight: Access, 
/**
 * Whether the credential may revoke and rotate itself.
 */
own_credential: Access, 
/**
 * What rotating means.
 */
rotation: Rotation, 
/**
 * What can be said about a new key's end.
 */
expiry: ExpiryRule, };

export type Column = "key" | "service" | "organization" | "environment" | "rights" | "used" | "expires" | "state";

export type ConnectRequest = { 
/**
 * Where the credential comes from.
 */
source: CredentialSource, 
/**
 * The service's id.
 */
service: string, 
/**
 * What to call the account; its organization's or host's name if empty.
 */
label: string, 
/**
 * Where the service is; recognised from the credential if empty.
 */
base_url: string, 
/**
 * Whether to keep the secret of a recorded key in the keychain. An account's credential is
 * kept there in any case.
 */
keep: boolean, };

export type ConnectedView = { 
/**
 * The account.
 */
account: AccountView, 
/**
 * The key that was recorded, where the service has no API for keys: the one that it was
 * connected with.
 */
recorded: string | null, 
/**
 * Whether the clipboard that the credential came from is being wiped; an event tells the end.
 */
wiping: boolean, };

export type Consequence = "stops_for_good" | "in_use" | "use_unknown" | "own_credential" | "administers" | "already_ended";

export type CopiedView = { 
/**
 * The handle it had.
 */
handle: string, 
/**
 * Its key's name.
 */
name: string, 
/**
 * When it will be wiped.
 */
deadline: Millis, 
/**
 * How long that was from the beginning, in seconds.
 */
seconds: number, };

export type CreateFormView = { 
/**
 * The account's id.
 */
account: string, 
/**
 * Whether keys can be created, and if not, why.
 */
access: Access, 
/**
 * The service's own fields, in its own words.
 */
fields: Array<FieldView>, 
/**
 * What can be said about the key's end.
 */
expiry: ExpiryRule, 
/**
 * The longest name that is taken, in characters.
 */
name_max: number, 
/**
 * What organizations are known to demand of a new key.
 */
policies: Array<PolicyView>, 
/**
 * How a key is created at the service's own site, where that is the way.
 */
guide: GuideView | null, };

export type CreateRequest = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The key's name.
 */
name: string, 
/**
 * How many days the key shall live; nothing means: it does not end.
 */
expires_in_days: number | null, 
/**
 * The values chosen, by field id.
 */
fields: { [key in string]: Array<string> }, };

export type CreatedView = { 
/**
 * Names the waiting secret. It is no secret itself.
 */
handle: string, 
/**
 * Whether an existing key got a new secret.
 */
rotated: boolean, 
/**
 * The key's id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Masked remainder of its secret.
 */
hint: string, 
/**
 * Its service's name.
 */
service: string, 
/**
 * Its account's label.
 */
account: string, 
/**
 * Names of the organizations it reaches.
 */
organizations: OrganizationsView, 
/**
 * What it may do, in the service's own word.
 */
rights: string, 
/**
 * What it is narrowed to.
 */
limits: Array<LimitView>, 
/**
 * When it ends.
 */
expires: ExpiryView, };

export type CredentialSource = "clipboard" | "dialog" | "file";

export type DayView = { 
/**
 * The day, as `YYYY-MM-DD`.
 */
date: string, 
/**
 * When it begins.
 */
starts: Millis, 
/**
 * How many active keys end on it.
 */
ends: number, 
/**
 * The most urgent warning level, in days, that one of them has reached.
 */
level: number | null, 
/**
 * The first of them, at most three.
 */
first: Array<EndingView>, };

export type Ending = "refused" | "gone" | "unprovable" | "still_works" | "unverified" | "failed" | "copied" | "kept" | "given" | "done" | "given_up";

export type EndingView = { 
/**
 * The key's id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * When it ends.
 */
at: Millis, };

export type Environment = "development" | "staging" | "production";

export type ErrorView = { 
/**
 * What happened.
 */
code: Kind, 
/**
 * During what.
 */
operation: Operation, 
/**
 * The service's name, if it happened at one.
 */
service: string | null, 
/**
 * The account's label, where one is concerned.
 */
account: string | null, 
/**
 * The field that was refused.
 */
field: string | null, 
/**
 * How long to wait before trying again.
 */
retry_after_ms: number | null, 
/**
 * When it happened; errors that an earlier version kept tell no time.
 */
at: Millis | null, 
/**
 * The vendor's own code, a plain identifier.
 */
vendor_code: string | null, 
/**
 * The vendor's id of the request, a plain identifier.
 */
request_id: string | null, };

export type Event = { "event": "changed" } | { "event": "dropped", 
/**
 * How many.
 */
files: number, } | { "event": "copied", 
/**
 * Which, and until when.
 */
copied: CopiedView, } | { "event": "pasted", 
/**
 * How many times so far.
 */
times: number, } | { "event": "wiped", 
/**
 * Its key's name.
 */
name: string, 
/**
 * What became of it.
 */
result: VerdictView, } | { "event": "credential_wiped", 
/**
 * The account's label.
 */
account: string, 
/**
 * What became of it.
 */
result: VerdictView, } | { "event": "revoking", 
/**
 * The key's id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its account's label.
 */
account: string, 
/**
 * How far.
 */
phase: Phase, } | { "event": "revoked", 
/**
 * The key's id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its account's label.
 */
account: string, 
/**
 * How, if it was accepted.
 */
outcome: Revocation | null, 
/**
 * Why not, if it was not.
 */
error: ErrorView | null, } | { "event": "swept", 
/**
 * The key's id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * How it was revoked, if it was accepted.
 */
outcome: Revocation | null, 
/**
 * Why it was not, or is not known to be.
 */
error: ErrorView | null, 
/**
 * How many of them have their result.
 */
ended: number, 
/**
 * How many there are.
 */
total: number, } | { "event": "sweep_ended", 
/**
 * How many ended how.
 */
tally: Tally, };

export type ExitView = { "ended": "exited", 
/**
 * The code; 0 says that all went well.
 */
code: number, } | { "ended": "signalled" } | { "ended": "timed_out" };

export type ExpiryRule = "unsupported" | "optional" | { "required": { 
/**
 * How many days away it may be at the most.
 */
max_days: number, } };

export type ExpiryView = { "ends": "at", "at": Millis } | { "ends": "date", "at": string } | { "ends": "never" } | { "ends": "unknown" };

export type Fault = { "fault": "changed", "record": number } | { "fault": "missing", "record": number } | { "fault": "seal_broken" } | { "fault": "cut_off", "record": number } | { "fault": "seal_missing" } | { "fault": "seal_unread" };

export type FieldView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its label, in the service's words.
 */
label: string, 
/**
 * A sentence of help; may be empty.
 */
help: string, 
/**
 * One of the options, or any number of them.
 */
many: boolean, 
/**
 * Whether values that are not among the options may be typed.
 */
free: boolean, 
/**
 * What can be chosen, narrowest first.
 */
options: Array<OptionView>, 
/**
 * What is chosen at first: the narrowest.
 */
selected: Array<string>, 
/**
 * The field counts only when one of these values of another field is chosen.
 */
only_if: OnlyIf | null, };

export type Finding = "secret_listed";

export type FoundKeyView = { 
/**
 * Whether it is this key's secret; otherwise it only ends like it.
 */
certain: boolean, 
/**
 * The key's row: its owner, its rights and when it was last used.
 */
row: RowView, 
/**
 * What it can do, in sentences.
 */
can: Array<string>, 
/**
 * Whether it can be revoked from here, and if not, why.
 */
revoke: Access, 
/**
 * Whether its service can be asked with it, so that its revocation can be proven.
 */
testable: boolean, };

export type FoundView = { 
/**
 * What may be shown of it.
 */
hint: string, 
/**
 * The line on which it stands first, counted from 1.
 */
line: number, 
/**
 * On how many places it stands.
 */
times: number, 
/**
 * Whether its shape tells a credential from other text.
 */
certain: boolean, 
/**
 * Whether its checksum is right; nothing where its shape has none.
 */
intact: boolean | null, 
/**
 * Who could have issued it; nobody, if no shape is known that it has.
 */
issuers: Array<IssuerView>, 
/**
 * Labels of the accounts that authenticate with it.
 */
credential_of: Array<string>, 
/**
 * The keys that it is or could be, the certain ones first.
 */
keys: Array<FoundKeyView>, 
/**
 * How many keys it could be besides, because nothing of their secret was ever seen here.
 */
unseen: number, };

export type FrameView = { 
/**
 * Whether the invented services are shown instead of the user's own.
 */
practice: boolean, 
/**
 * Whether it is locked: then there is nothing here of accounts, organizations and keys.
 */
locked: boolean, 
/**
 * The connected accounts, in the order they were connected.
 */
accounts: Array<AccountView>, 
/**
 * Their organizations, by name; the first nine answer to Ctrl 1 to Ctrl 9.
 */
organizations: Array<OrganizationView>, 
/**
 * How all of them together were looked at last.
 */
remembered: RememberedView | null, 
/**
 * Keys in view when all organizations are: active ones, without what ended or was revoked.
 */
keys: number, 
/**
 * The environments that keys were issued for, if any tells.
 */
environments: Array<Environment>, 
/**
 * Counts and time line of the organization that was asked for.
 */
overview: OverviewView, 
/**
 * The services that can be connected.
 */
services: Array<ServiceView>, 
/**
 * Keys whose secret never reached its owner, to be revoked or kept.
 */
orphans: Array<OrphanView>, 
/**
 * Many revocations that are under way or were interrupted, if any are.
 */
sweep: SweepState | null, 
/**
 * How many keys are being replaced by successors.
 */
rotations: number, 
/**
 * The user's preferences.
 */
preferences: PreferencesView, 
/**
 * How the clipboard is reached here: `X11`, `Wayland`, `XWayland`, `Windows`, `macOS`, `none`.
 */
clipboard: string, 
/**
 * Whether the keychain answers.
 */
keychain: KeychainState, 
/**
 * A secret that waits to be copied or discarded, if the window was loaded anew meanwhile.
 */
created: CreatedView | null, 
/**
 * A copied secret that is on the clipboard.
 */
copied: CopiedView | null, 
/**
 * Whether something happened that is not written down yet, for want of room on the disk.
 */
unwritten: boolean, 
/**
 * Notices about what was mended at start.
 */
notices: Array<Notice>, };

export type GivenView = { 
/**
 * The absolute path of its program.
 */
program: string, 
/**
 * Its arguments; credentials in them are masked.
 */
arguments: Array<string>, 
/**
 * How it ended.
 */
exit: ExitView, 
/**
 * Whether the secret counts as handed over: the command took all of it and ended with 0.
 * Otherwise it still waits.
 */
given: boolean, };

export type GroupBy = "organization" | "service" | "state";

export type GroupTitle = { "by": "organization", "is": { 
/**
 * Its name.
 */
name: string, 
/**
 * The account's label.
 */
account: string, } } | { "by": "all_organizations", "is": string } | { "by": "unknown_organization", "is": string } | { "by": "service", "is": string } | { "by": "state", "is": State };

export type GroupView = { 
/**
 * Its id.
 */
id: string, 
/**
 * What its rows have in common.
 */
title: GroupTitle, 
/**
 * Its first row.
 */
first: number, 
/**
 * How many keys it holds, also when it is folded.
 */
keys: number, 
/**
 * Whether its rows are left out.
 */
folded: boolean, };

export type GuideView = { 
/**
 * The service's id.
 */
service: string, 
/**
 * What is done.
 */
operation: Operation, 
/**
 * The address of the site, if the documentation has one.
 */
site: string | null, 
/**
 * The steps there.
 */
steps: Array<string>, 
/**
 * What the documentation advises besides.
 */
advice: Array<string>, 
/**
 * Which documentation.
 */
source: string, };

export type IdentifiedView = { 
/**
 * The strings that are credentials or, if the text is a single word, that word; in the order in
 * which they stand there.
 */
findings: Array<FoundView>, 
/**
 * How many strings were left out that look like a credential and like much else, as a UUID does,
 * and are none that is known here.
 */
left_out: number, 
/**
 * How many more credentials there are than are told.
 */
more: number, 
/**
 * Until when they can be used to verify a key or to prove its revocation.
 */
until: Millis, };

export type IdentifySource = "clipboard" | "file" | "dropped";

export type IncidentLogView = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * The ones that were asked for.
 */
records: Array<IncidentView>, };

export type IncidentView = { 
/**
 * Its number, counted from 1 on.
 */
number: number, 
/**
 * When it ended.
 */
at: Millis, 
/**
 * What was done.
 */
act: Act, 
/**
 * How it ended.
 */
ending: Ending, 
/**
 * The service's id, by which its after-care is found.
 */
service_id: string | null, 
/**
 * The service's name.
 */
service: string | null, 
/**
 * The account's label; nothing where it is about several.
 */
account: string | null, 
/**
 * The account's host.
 */
host: string | null, 
/**
 * Masked remainder of the account's credential, with which it was done.
 */
credential: string | null, 
/**
 * The key's id; the rack need not have it any more.
 */
key: string | null, 
/**
 * The key's name.
 */
name: string | null, 
/**
 * Masked remainder of the key's secret, where it was seen.
 */
hint: string | null, 
/**
 * Names of the organizations that it reached.
 */
organizations: Array<string>, 
/**
 * The name of the key that took its place.
 */
successor: string | null, 
/**
 * The phases of a revocation, with their times.
 */
steps: Array<StepView>, 
/**
 * Why the service was not asked with the key, where it was not.
 */
untested: Untested | null, 
/**
 * Why it failed, or is not known.
 */
error: ErrorView | null, 
/**
 * How many keys ended how, where it is about many.
 */
tally: Tally | null, };

export type IssuerView = { 
/**
 * The issuer's name.
 */
issuer: string, 
/**
 * What the issuer calls it.
 */
what: string, 
/**
 * The ids of the services here that take it; empty where none can be connected.
 */
services: Array<string>, };

export type KeyView = { 
/**
 * What its row shows.
 */
row: RowView, 
/**
 * Its id at the service.
 */
remote_id: string, 
/**
 * Host of its account.
 */
host: string, 
/**
 * What it can do, in sentences.
 */
can: Array<string>, 
/**
 * What it cannot do, in sentences.
 */
cannot: Array<string>, 
/**
 * What its owner should know of it.
 */
findings: Array<Finding>, 
/**
 * What happens when it is revoked.
 */
on_revoke: Array<Consequence>, 
/**
 * Whether it can be revoked from here, and if not, why.
 */
revoke: Access, 
/**
 * Whether its secret can be replaced from here, and if not, why.
 */
rotate: Access, 
/**
 * Whether a successor with the same rights can be made from here to replace it, and if not, why.
 */
succeed: Access, 
/**
 * Whether the service can be asked with it whether it still takes it.
 */
verify: VerifyView, 
/**
 * Whether the service can be asked what it may really see, and if not, why.
 */
sight: Access, 
/**
 * Whether it is recorded here because no list shows it.
 */
recorded: boolean, 
/**
 * When its owner wants to be reminded to rotate it.
 */
rotate_by: Millis | null, 
/**
 * How it is revoked at the service's own site, where that is the way.
 */
guide: GuideView | null, 
/**
 * Why its last revocation failed, if it did.
 */
error: ErrorView | null, 
/**
 * What was done to it, oldest first.
 */
steps: Array<StepView>, 
/**
 * Why its service was not asked with it after its revocation, where it was not.
 */
untested: Untested | null, };

export type KeychainState = "available" | "unavailable" | "locked" | "asking" | "silent";

export type Kind = "credential_refused" | "credential_stopped" | "forbidden" | "own_credential" | "not_found" | "conflict" | "too_many_keys" | "policy_expiry_required" | "policy_expiry_too_far" | "invalid" | "rate_limited" | "service_failed" | "unreachable" | "timed_out" | "insecure_connection" | "unintelligible" | "too_large" | "redirected" | "foreign_host" | "outcome_unknown" | "outcome_unprovable" | "unsupported" | "still_listed" | "bad_address" | "clipboard_empty" | "clipboard_unavailable" | "copy_not_verified" | "not_a_credential" | "other_service" | "file_unreadable" | "file_unwritable" | "cancelled" | "given_up" | "no_secret_at_hand" | "other_key" | "already_recorded" | "still_works" | "probes_spent" | "sight_not_told" | "site_not_opened" | "keychain_unavailable" | "keychain_locked" | "keychain_timed_out" | "keychain_not_verified" | "credential_missing" | "credential_foreign" | "already_connected" | "no_such_account" | "no_such_key" | "no_such_secret" | "secret_waiting" | "plan_changed" | "key_changed" | "not_confirmed" | "sweep_open" | "no_such_sweep" | "already_rotating" | "successor_differs" | "no_such_rotation" | "out_of_order" | "needs_gesture" | "storage_failed" | "storage_newer" | "locked" | "no_such_organization" | "entry_exists" | "command_not_started";

export type LastUsedView = { "used": "at", "at": Millis } | { "used": "never" } | { "used": "not_reported" };

export type LeakedView = { 
/**
 * The variable in the file.
 */
variable: string, 
/**
 * The account's label.
 */
account: string, 
/**
 * What its service does with a revocation.
 */
manner: Manner, };

export type LimitKind = "app" | "organization" | "channel" | "repository" | "address";

export type LimitView = { 
/**
 * What sort of thing.
 */
kind: LimitKind, 
/**
 * Its name.
 */
name: string, };

export type LinkedView = { 
/**
 * Its id.
 */
id: string, 
/**
 * The account's label.
 */
account: string, 
/**
 * The account's id.
 */
account_id: string, 
/**
 * Its service's name.
 */
service: string, };

export type LogCheckView = { 
/**
 * When it was checked.
 */
at: Millis, 
/**
 * How many records there are.
 */
records: number, 
/**
 * How many of them, at the end, no seal covers yet.
 */
unsealed: number, 
/**
 * What is wrong with it; nothing where it is as it was written.
 */
faults: Array<Fault>, };

export type LogFormat = "markdown" | "json";

export type Manner = "prompt" | "lags" | "lies";

export type Millis = number;

export type Notice = { "notice": "preferences_set_aside", 
/**
 * The name that the broken one has now.
 */
aside: string, 
/**
 * Whether the last good one is in use; otherwise the defaults are.
 */
restored: boolean, } | { "notice": "database_set_aside", 
/**
 * The name that the broken one has now.
 */
aside: string, 
/**
 * Whether its last copy is in use; otherwise an empty one is.
 */
restored: boolean, } | { "notice": "unsaved", 
/**
 * Where they belong.
 */
folder: string, } | { "notice": "log_damaged" } | { "notice": "ended_unexpectedly", 
/**
 * When it was alive last, as far as is known.
 */
at: Millis, 
/**
 * Keys whose secret never reached its owner.
 */
orphans: number, 
/**
 * Keys that are being replaced.
 */
rotations: number, 
/**
 * Whether many revocations were interrupted.
 */
sweep: boolean, } | { "notice": "residue_wiped" } | { "notice": "residue_kept" };

export type OnlyIf = { 
/**
 * The other field's id.
 */
field: string, 
/**
 * Its values.
 */
values: Array<string>, };

export type Operation = "connect" | "organizations" | "list" | "create" | "rotate" | "revoke" | "verify" | "sight" | "record" | "local";

export type OptionView = { 
/**
 * Its value.
 */
value: string, 
/**
 * Its label.
 */
label: string, 
/**
 * What it means, in a sentence; may be empty.
 */
detail: string, 
/**
 * What it belongs to, for grouping; may be empty.
 */
group: string, 
/**
 * Whether its words could deceive, as a service sent them.
 */
marked: boolean, };

export type OrganizationView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name, safe to show as text.
 */
name: string, 
/**
 * Whether its name could deceive.
 */
name_marked: boolean, 
/**
 * The account's label, shown where the name alone would be ambiguous.
 */
account: string, 
/**
 * The account's id.
 */
account_id: string, 
/**
 * Whether another organization has the same name.
 */
ambiguous: boolean, 
/**
 * Its service's name.
 */
service: string, 
/**
 * How many active keys reach it.
 */
keys: number, 
/**
 * The organizations that the user linked under this name, itself among them; otherwise none.
 */
linked: Array<LinkedView>, 
/**
 * How it was looked at last.
 */
remembered: RememberedView | null, };

export type OrganizationsView = { "reach": "all" } | { "reach": "some", "names": Array<string> } | { "reach": "unknown" };

export type OrphanView = { 
/**
 * Names the orphan.
 */
id: string, 
/**
 * The name that the key was to have.
 */
name: string, 
/**
 * The account's label.
 */
account: string, 
/**
 * The account's id.
 */
account_id: string, 
/**
 * When it was asked for.
 */
at: Millis, 
/**
 * The keys that it could be; empty while the list was not read.
 */
candidates: Array<RowView>, 
/**
 * Whether the service's list was read since and shows that the key was not created.
 */
absent: boolean, 
/**
 * Whether the service has no list that could tell what became of the key.
 */
unprovable: boolean, };

export type OverviewView = { 
/**
 * The organization's id; nothing stands for all.
 */
organization: string | null, 
/**
 * How many keys each view holds.
 */
views: ViewCounts, 
/**
 * The days of the time line, today first: 90 of them.
 */
days: Array<DayView>, };

export type Phase = "sending" | "declared" | "accepted" | "gone" | "refused" | "unprovable" | "still_works" | "unverified";

export type PlannedAccountView = { 
/**
 * Its id.
 */
account: string, 
/**
 * What the user calls it.
 */
label: string, 
/**
 * Its service's name.
 */
service: string, 
/**
 * Its host.
 */
host: string, 
/**
 * How many of its keys are revoked from here.
 */
direct: number, 
/**
 * How many are not.
 */
by_hand: number, 
/**
 * How long that takes, in seconds.
 */
seconds: number, 
/**
 * How old its list is; nothing where its service has none.
 */
refreshed: Millis | null, 
/**
 * How keys are revoked at the service's own site, where that is the way.
 */
guide: GuideView | null, };

export type PlannedKeyView = { 
/**
 * Its row.
 */
row: RowView, 
/**
 * Whether it is revoked from here, and if not, why.
 */
revoke: Access, 
/**
 * What happens when it is.
 */
on_revoke: Array<Consequence>, 
/**
 * Whether an account authenticates with it, or may do so, so that it goes last.
 */
credential: boolean, };

export type PolicyView = { 
/**
 * The organization's name.
 */
organization: string, 
/**
 * Whether a key must end.
 */
expiry_required: boolean, 
/**
 * A lifetime in days that was refused as too long; keys must end sooner.
 */
refused_days: number | null, };

export type PreferencesView = { 
/**
 * Light, dark or as the system says.
 */
theme: Theme, 
/**
 * Seconds after which a copied secret is wiped, 10 to 120.
 */
wipe_seconds: number, 
/**
 * The organization shown last.
 */
organization: string | null, 
/**
 * After how many minutes without input it locks, 1 to 240; nothing: not by itself.
 */
lock_after_minutes: number | null, 
/**
 * Whether the desktop tells of keys that end, are due, old or unused.
 */
notifications: boolean, 
/**
 * The warning levels, in days before the end, at which it tells: some of 0, 1, 3, 7, 14, 30 and
 * 60, the smallest first. Rows, views and the time line show every level.
 */
levels: Array<number>, 
/**
 * Whether nothing is kept that a service can be asked for again: no lists of keys and
 * organizations, and not how an organization was looked at. What is kept still: the accounts
 * (label, address, masked hint, fingerprint and capabilities), keys that are recorded here, hint,
 * fingerprint and name of keys whose secret was seen here, what services said of them, the
 * journals of creations and revocations, which organizations are linked, and which warnings
 * were delivered. Credentials are in the keychain in any case.
 */
keep_nothing: boolean, 
/**
 * Whether it starts when the user signs in.
 */
start_at_login: boolean, 
/**
 * How wide the user made columns of the table, in hundredths of an em: 350 to 4000.
 */
widths: { [key in Column]?: number }, };

export type ProgressView = { 
/**
 * How many pages were read.
 */
pages: number, 
/**
 * How many keys were on them.
 */
keys: number, };

export type QuietView = { "quiet": "unknown" } | { "quiet": "since", "at": Millis } | { "quiet": "still_used", "at": Millis };

export type QuotaView = { 
/**
 * How many in one window of time.
 */
limit: number, 
/**
 * How many of them are left.
 */
remaining: number | null, 
/**
 * When the next window begins.
 */
resets: Millis | null, };

export type Reason = "not_offered" | "needs_session" | "needs_api_key" | "missing_right" | "own_credential" | "cannot_be_tested" | "rights_unknown";

export type RecordDetails = { 
/**
 * Its name; one is made of its type and its last four characters if empty.
 */
name: string, 
/**
 * When it ends.
 */
end: RecordedEnd, 
/**
 * After how many days to be reminded to rotate it, 1 to 3650; nothing: not.
 */
rotate_in_days: number | null, 
/**
 * The values of the service's own fields, by field id.
 */
fields: { [key in string]: Array<string> }, };

export type RecordFormView = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The service's own fields, in its own words.
 */
fields: Array<FieldView>, 
/**
 * The longest name that is taken, in characters.
 */
name_max: number, 
/**
 * What is filled in at first: the safe answers or, for a key that is recorded, what is known.
 */
details: RecordDetails, 
/**
 * Where keys of this service are made.
 */
guide: GuideView | null, };

export type RecordRequest = { 
/**
 * The account's id.
 */
account: string, 
/**
 * Where its secret comes from. It never passes through the window.
 */
source: CredentialSource, 
/**
 * What is written down of it.
 */
details: RecordDetails, 
/**
 * Whether to keep its secret in the keychain. Otherwise hint and fingerprint are kept, no more.
 */
keep: boolean, 
/**
 * Whether to ask the service with it first; a refused key is not recorded.
 */
verify: boolean, };

export type RecordedEnd = { "ends": "unknown" } | { "ends": "never" } | { "ends": "on", "on": string };

export type RecordedView = { 
/**
 * Its id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What the service answered, if it was asked.
 */
verification: VerificationView | null, 
/**
 * Whether the clipboard that it came from is being wiped; an event tells the end.
 */
wiping: boolean, };

export type RememberedView = { 
/**
 * The view.
 */
view: View, 
/**
 * The environment.
 */
environment: Environment | null, 
/**
 * Whether keys that ended were shown.
 */
inactive: boolean, 
/**
 * What was sorted by.
 */
sort: SortBy, 
/**
 * Whether that was the other way round.
 */
descending: boolean, 
/**
 * What rows were gathered under.
 */
group: GroupBy | null, 
/**
 * The first row on screen.
 */
offset: number, 
/**
 * The key that it showed, by which the place is found again when rows moved.
 */
top: string | null, };

export type Revocation = "revoked" | "already_gone" | "accepted_still_listed" | "accepted_unchecked" | "accepted_unprovable" | "refused" | "untested";

export type Rotation = "in_place" | "emulated" | "none";

export type RotationStep = "creating" | "created" | "delivered" | "deployed" | "revoking";

export type RotationView = { 
/**
 * Names the rotation.
 */
id: string, 
/**
 * The key that is replaced.
 */
old: RowView, 
/**
 * The key that takes its place, once it is known.
 */
successor: RowView | null, 
/**
 * The step that was reached.
 */
step: RotationStep, 
/**
 * When it was begun.
 */
begun: Millis, 
/**
 * When the successor's secret reached its owner: since then both keys are in their owner's hands.
 */
delivered: Millis | null, 
/**
 * When its owner said that it is in use.
 */
deployed: Millis | null, 
/**
 * Whether the old key has been used since.
 */
quiet: QuietView, 
/**
 * The orphan by which it is settled what became of the successor, if its secret was lost.
 */
orphan: string | null, 
/**
 * Why the old key was not revoked, if that failed.
 */
error: ErrorView | null, };

export type RowView = { 
/**
 * Its id.
 */
key: string, 
/**
 * Digest of what it is known by. What cannot be undone wants it back: its id may be another key's
 * by then.
 */
identity: string, 
/**
 * Its name, safe to show as text.
 */
name: string, 
/**
 * Whether its name could deceive.
 */
name_marked: boolean, 
/**
 * Whether the name of an organization that it reaches could deceive, or of what it is narrowed to.
 */
places_marked: boolean, 
/**
 * Masked remainder of its secret, where known.
 */
hint: string | null, 
/**
 * Its service's name.
 */
service: string, 
/**
 * Its account's label.
 */
account: string, 
/**
 * Its account's id.
 */
account_id: string, 
/**
 * Names of the organizations it reaches.
 */
organizations: OrganizationsView, 
/**
 * What it may do, in the service's own word; empty when not reported.
 */
rights: string, 
/**
 * What it is narrowed to.
 */
limits: Array<LimitView>, 
/**
 * The environment it was issued for, where its service tells them apart.
 */
environment: Environment | null, 
/**
 * When it was created.
 */
created: Millis | null, 
/**
 * When it was last used.
 */
last_used: LastUsedView, 
/**
 * When it ends.
 */
expires: ExpiryView, 
/**
 * What is true of it, most urgent first; never empty.
 */
states: Array<State>, 
/**
 * Whether its account authenticates with it.
 */
own: boolean, 
/**
 * How far its revocation has come, if one was started.
 */
phase: Phase | null, };

export type RowsQuery = { 
/**
 * Only keys of this organization.
 */
organization: string | null, 
/**
 * Only keys of this view.
 */
view: View, 
/**
 * Only keys that were issued for this environment.
 */
environment: Environment | null, 
/**
 * Only keys whose name, hint, service, rights or limits contain this text.
 */
filter: string, 
/**
 * Whether to show keys that ended.
 */
inactive: boolean, 
/**
 * What to sort by.
 */
sort: SortBy, 
/**
 * Whether to sort the other way round.
 */
descending: boolean, 
/**
 * What to gather rows under; within a group they are sorted.
 */
group: GroupBy | null, 
/**
 * Ids of the groups whose rows are left out.
 */
folded: Array<string>, 
/**
 * A key whose row is looked for.
 */
find: string | null, 
/**
 * The first row that is asked for.
 */
offset: number, 
/**
 * How many rows, at most 500.
 */
limit: number, };

export type RowsView = { 
/**
 * How many rows there are in all.
 */
total: number, 
/**
 * How many keys of this selection the filter hides.
 */
hidden_by_filter: number, 
/**
 * How many keys of this selection ended and are hidden.
 */
hidden_inactive: number, 
/**
 * The rows from `offset` on.
 */
rows: Array<RowView>, 
/**
 * The groups that the rows are gathered under, in their order; none without grouping.
 */
groups: Array<GroupView>, 
/**
 * Where the row is that was looked for, if it is one of them.
 */
found: number | null, };

export type SceneView = { 
/**
 * Where the file lies on this machine.
 */
file: string, 
/**
 * Whether its text is on the clipboard, too.
 */
copied: boolean, 
/**
 * What leaked, in the order of the file.
 */
leaked: Array<LeakedView>, };

export type SecretSource = "keychain" | "clipboard";

export type ServiceView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The service's own addresses; the first is the one its documentation names.
 */
hosts: Array<string>, 
/**
 * Where its credentials come from, in words.
 */
credential_help: string, 
/**
 * Whether it has no API for keys: they are recorded here, and it is connected with the first.
 */
assisted: boolean, 
/**
 * What is left to do after one of its keys was compromised and revoked.
 */
after_care: Array<string>, 
/**
 * Which documentation that is taken from.
 */
after_care_source: string, };

export type SightView = { 
/**
 * Names of organizations.
 */
organizations: Array<string>, 
/**
 * Names of apps.
 */
projects: Array<string>, };

export type SortBy = "name" | "service" | "organization" | "rights" | "created" | "last_used" | "expires" | "state";

export type Standing = "works" | "works_without_right" | "refused" | "cannot_be_tested";

export type State = "revoking" | "still_works" | "revocation_unverified" | "expired" | "within_day" | "within_week" | "rotation_due" | "broader_than_needed" | "never_expires" | "unused" | "within_fortnight" | "within_month" | "unknown" | "ok" | "revoked" | "revoked_unprovable";

export type StepView = { 
/**
 * Which.
 */
phase: Phase, 
/**
 * When.
 */
at: Millis, };

export type SweepPlanView = { 
/**
 * Names the plan.
 */
id: string, 
/**
 * What has to be typed to confirm it: the name of what is revoked, or a phrase.
 */
phrase: string, 
/**
 * Every key, in the order in which they are revoked: those that administer others first, the
 * accounts' own credentials last.
 */
keys: Array<PlannedKeyView>, 
/**
 * The accounts, which are gone through at the same time.
 */
accounts: Array<PlannedAccountView>, 
/**
 * How many keys are revoked from here.
 */
direct: number, 
/**
 * How many are not, each with its reason.
 */
by_hand: number, 
/**
 * How long it takes at the services' pace, in seconds, if nothing goes wrong.
 */
seconds: number, };

export type SweepScope = { "scope": "keys", "of": Array<string> } | { "scope": "account", "of": string } | { "scope": "organization", "of": string } | { "scope": "service", "of": string } | { "scope": "everything" };

export type SweepState = "running" | "interrupted" | "ended";

export type SweepView = { 
/**
 * Names it.
 */
id: string, 
/**
 * What was confirmed.
 */
phrase: string, 
/**
 * Whether it goes on.
 */
state: SweepState, 
/**
 * When it was begun.
 */
begun: Millis, 
/**
 * When it ended.
 */
ended: Millis | null, 
/**
 * How many keys it is about.
 */
total: number, 
/**
 * Revoked: their services have them no more, or refuse them.
 */
revoked: number, 
/**
 * Accepted by services that have no list to prove it.
 */
unprovable: number, 
/**
 * Not revoked, or not known to be, each with its reason.
 */
failed: number, 
/**
 * Not come to yet.
 */
open: number, 
/**
 * Its accounts.
 */
accounts: Array<SweptAccountView>, 
/**
 * Its keys, in their order.
 */
keys: Array<SweptKeyView>, };

export type SweptAccountView = { 
/**
 * Its id.
 */
account: string, 
/**
 * What the user calls it.
 */
label: string, 
/**
 * How many of its keys there are.
 */
total: number, 
/**
 * How many have their result.
 */
ended: number, 
/**
 * Until when its service asked to wait.
 */
paused_until: Millis | null, 
/**
 * How long the rest takes at its service's pace, in seconds.
 */
seconds_left: number, };

export type SweptKeyView = { 
/**
 * Its id.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Masked remainder of its secret, where known.
 */
hint: string | null, 
/**
 * How far its revocation has come, once it was sent.
 */
phase: Phase | null, 
/**
 * Whether it has its result.
 */
ended: boolean, 
/**
 * How it was revoked, if it was accepted.
 */
outcome: Revocation | null, 
/**
 * Why it was not, or is not known to be.
 */
error: ErrorView | null, };

export type Tally = { 
/**
 * Revoked: the service has them no more, or refuses them.
 */
revoked: number, 
/**
 * Accepted by services that have no list to prove it.
 */
unprovable: number, 
/**
 * Not revoked, or not known to be, each with its reason.
 */
failed: number, };

export type Theme = "system" | "light" | "dark";

export type Untested = "no_secret" | "no_way" | "spent" | "no_answer";

export type VerdictView = { "verdict": "wiped" } | { "verdict": "replaced" } | { "verdict": "kept", 
/**
 * Its name, where it tells.
 */
by: string | null, } | { "verdict": "unchecked" };

export type VerificationView = { 
/**
 * Whether it takes the key.
 */
standing: Standing, 
/**
 * How many requests it grants, if it said so.
 */
quota: QuotaView | null, 
/**
 * When it was asked.
 */
at: Millis, };

export type VerifyView = { 
/**
 * Whether the service can be asked, and if not, why.
 */
access: Access, 
/**
 * Whether its secret is at hand, in the keychain or because it was identified; otherwise the
 * clipboard has to provide it.
 */
at_hand: boolean, 
/**
 * What the service answered last.
 */
last: VerificationView | null, };

export type View = "all" | "at_risk" | "expiring" | "never_expires" | "unused" | "broader_than_needed" | "revoked";

export type ViewCounts = { 
/**
 * Active keys.
 */
all: number, 
/**
 * Ends within a week, or a revocation is unproven.
 */
at_risk: number, 
/**
 * Has reached a warning level, or a rotation is due.
 */
expiring: number, 
/**
 * Does not end.
 */
never_expires: number, 
/**
 * Its service says that it was not used for 90 days, or never although it is a week old.
 */
unused: number, 
/**
 * Administers, or reaches every organization of its account without a limit.
 */
broader_than_needed: number, 
/**
 * Revoked from here.
 */
revoked: number, 
/**
 * Ended or revoked; hidden unless asked for.
 */
inactive: number, };

export interface Commands {
  frame: { args: { organization: string | null }; result: FrameView };
  rows: { args: { query: RowsQuery }; result: RowsView };
  key: { args: { key: string }; result: KeyView };
  refresh: { args: { account: string | null }; result: null };
  connect: { args: { request: ConnectRequest }; result: ConnectedView };
  disconnect: { args: { account: string }; result: null };
  create_form: { args: { account: string }; result: CreateFormView };
  create: { args: { request: CreateRequest }; result: CreatedView };
  rotate: { args: { key: string; identity: string }; result: CreatedView };
  copy_once: { args: { handle: string }; result: CopiedView };
  save_to_keychain: { args: { handle: string; name: string | null }; result: string };
  discard: { args: { handle: string }; result: Revocation };
  wipe_now: { args: {  }; result: null };
  revoke: { args: { key: string; identity: string }; result: Revocation };
  revoke_orphan: { args: { orphan: string; key: string; identity: string }; result: Revocation };
  dismiss_orphan: { args: { orphan: string }; result: null };
  record_form: { args: { account: string; key: string | null }; result: RecordFormView };
  record: { args: { request: RecordRequest }; result: RecordedView };
  edit_record: { args: { key: string; details: RecordDetails }; result: null };
  forget_record: { args: { key: string }; result: null };
  verify: { args: { key: string; source: SecretSource }; result: VerificationView };
  revoked_there: { args: { key: string; source: SecretSource | null }; result: Revocation };
  open_site: { args: { service: string; operation: Operation }; result: null };
  sight: { args: { key: string }; result: SightView };
  set_preferences: { args: { preferences: PreferencesView }; result: PreferencesView };
  practice: { args: { on: boolean }; result: null };
  incident_log: { args: { offset: number; limit: number }; result: IncidentLogView };
  verify_incident_log: { args: {  }; result: LogCheckView };
  save_incident_log: { args: { format: LogFormat }; result: boolean };
  identify: { args: { source: IdentifySource }; result: IdentifiedView };
  identify_done: { args: {  }; result: null };
  plan_sweep: { args: { scope: SweepScope }; result: SweepPlanView };
  start_sweep: { args: { plan: string; typed: string }; result: SweepView };
  sweep: { args: {  }; result: SweepView | null };
  resume_sweep: { args: {  }; result: SweepView };
  stop_sweep: { args: {  }; result: null };
  rotations: { args: {  }; result: Array<RotationView> };
  begin_rotation: { args: { key: string; identity: string }; result: CreatedView };
  confirm_deployed: { args: { rotation: string }; result: null };
  finish_rotation: { args: { rotation: string }; result: Revocation };
  abandon_rotation: { args: { rotation: string }; result: null };
  overview: { args: { organization: string | null }; result: OverviewView };
  remember: { args: { organization: string | null; view: RememberedView }; result: null };
  link_organizations: { args: { a: string; b: string }; result: null };
  unlink_organization: { args: { organization: string }; result: null };
  save_calendar: { args: { organization: string | null }; result: boolean };
  lock: { args: {  }; result: null };
  unlock: { args: {  }; result: null };
  stop_waiting_for_keychain: { args: {  }; result: null };
  give_to_command: { args: { handle: string }; result: GivenView };
  play_incident: { args: {  }; result: SceneView };
  save_log: { args: {  }; result: boolean };
}
