/// Hands the command table to the macro `$then`.
#[macro_export]
macro_rules! command_table {
    ($then:ident) => {
        $then! {
            /// Everything around the table, with counts and time line of an organization or of all.
            frame(organization: Option<String>) -> FrameView;
            /// The rows of a selection.
            rows(query: RowsQuery) -> RowsView;
            /// One key in full.
            key(key: String) -> KeyView;
            /// Reads the keys of one account again, or of all.
            refresh(account: Option<String>) -> ();
            /// Connects an account. The credential comes from outside the window.
            connect(request: ConnectRequest) -> ConnectedView;
            /// Forgets an account: its metadata, its cache and its credential.
            disconnect(account: String) -> ();
            /// What to fill in for a new key.
            create_form(account: String) -> CreateFormView;
            /// Creates a key; its secret stays outside the window.
            create(request: CreateRequest) -> CreatedView;
            /// Gives the key a new secret that was shown so; it stays outside the window. Needs a gesture.
            rotate(key: String, identity: String) -> CreatedView;
            /// Puts the waiting secret on the clipboard, once.
            copy_once(handle: String) -> CopiedView;
            /// Keeps the waiting secret in the keychain, under this name or its key's, and returns the
            /// name. An entry that exists is not overwritten.
            save_to_keychain(handle: String, name: Option<String>) -> String;
            /// Drops the waiting secret and revokes its key.
            discard(handle: String) -> Revocation;
            /// Wipes the copied secret now.
            wipe_now() -> ();
            /// Revokes the key for good that was shown so. Needs a gesture.
            revoke(key: String, identity: String) -> Revocation;
            /// Revokes a key whose secret never reached its owner. Needs a gesture.
            revoke_orphan(orphan: String, key: String, identity: String) -> Revocation;
            /// Keeps a key whose secret never reached its owner, or closes the matter.
            dismiss_orphan(orphan: String) -> ();
            /// What to fill in for a record: of a new key, or of one that is recorded.
            record_form(account: String, key: Option<String>) -> RecordFormView;
            /// Records a key that no list shows. Its secret comes from outside the window.
            record(request: RecordRequest) -> RecordedView;
            /// Changes what is written down of a recorded key.
            edit_record(key: String, details: RecordDetails) -> ();
            /// Forgets a recorded key, and its secret if it was kept. At its service it goes on.
            forget_record(key: String) -> ();
            /// Asks the service, with the key itself, whether it still takes it.
            verify(key: String, source: SecretSource) -> VerificationView;
            /// Notes that the user revoked a key at its service's site, and checks that where its
            /// secret is at hand.
            revoked_there(key: String, source: Option<SecretSource>) -> Revocation;
            /// Opens the documented site of a service in the browser.
            open_site(service: String, operation: Operation) -> ();
            /// Asks the service what a limited key may really see.
            sight(key: String) -> SightView;
            /// Changes the preferences.
            set_preferences(preferences: PreferencesView) -> PreferencesView;
            /// Shows the invented services instead of the user's own, or the other way round.
            practice(on: bool) -> ();
            /// Records of the incident log, newest first.
            incident_log(offset: u32, limit: u32) -> IncidentLogView;
            /// Checks that no record of the incident log was changed, removed or added.
            verify_incident_log() -> LogCheckView;
            /// Writes the incident log to a file that the user chooses; false when none was chosen.
            save_incident_log(format: LogFormat) -> bool;
            /// Finds the credentials in a leaked text, and the keys that they are. Sends nothing.
            identify(source: IdentifySource) -> IdentifiedView;
            /// Drops the credentials that were found.
            identify_done() -> ();
            /// What revoking many keys would mean. Sends nothing.
            plan_sweep(scope: SweepScope) -> SweepPlanView;
            /// Begins what was planned, if its phrase was typed. Needs a gesture.
            start_sweep(plan: String, typed: String) -> SweepView;
            /// How far the many revocations have come that were begun last.
            sweep() -> Option<SweepView>;
            /// Carries on what was interrupted. Needs a gesture.
            resume_sweep() -> SweepView;
            /// Stops the many revocations; once more, gives them up.
            stop_sweep() -> ();
            /// The keys that are being replaced by successors.
            rotations() -> Vec<RotationView>;
            /// Creates the successor of the key that was shown so; its secret stays outside the window.
            begin_rotation(key: String, identity: String) -> CreatedView;
            /// Notes that a successor is in use.
            confirm_deployed(rotation: String) -> ();
            /// Revokes the key that was replaced. Needs a gesture.
            finish_rotation(rotation: String) -> Revocation;
            /// Gives a rotation up: both keys stay.
            abandon_rotation(rotation: String) -> ();
            /// Counts and time line of an organization, or of all.
            overview(organization: Option<String>) -> OverviewView;
            /// Remembers how an organization, or all of them, is looked at.
            remember(organization: Option<String>, view: RememberedView) -> ();
            /// Has two organizations of the same name act as one.
            link_organizations(a: String, b: String) -> ();
            /// Takes an organization out of its link.
            unlink_organization(organization: String) -> ();
            /// Saves the ends of an organization's keys, or of all, as a calendar; false when the user
            /// chose no file.
            save_calendar(organization: Option<String>) -> bool;
            /// Locks: hides the rack and drops what is secret.
            lock() -> ();
            /// Unlocks, if the keychain answers.
            unlock() -> ();
            /// Ends what waits for the user to unlock the keychain.
            stop_waiting_for_keychain() -> ();
            /// Gives the waiting secret to the standard input of a command. The user names and confirms
            /// the command in a native dialog.
            give_to_command(handle: String) -> GivenView;
            /// Lets keys of the invented services leak, and shows these services.
            play_incident() -> SceneView;
            /// Saves the log of what Keyrack did; false when the user chose no file. It has no secret in it.
            save_log() -> bool;
        }
    };
}
