//! What each command does: reads its ids, asks for a gesture where one is needed, and calls the
//! use case.

mod connect;
mod incident;
mod keys;
mod rack;
mod records;
mod rotation;
mod sweep;

pub(crate) use connect::{connect, disconnect};
pub(crate) use incident::{
    identify, identify_done, incident_log, play_incident, save_incident_log, verify_incident_log,
};
pub(crate) use keys::{
    copy_once, create, create_form, discard, dismiss_orphan, give_to_command, revoke,
    revoke_orphan, rotate, save_to_keychain, wipe_now,
};
pub(crate) use rack::{
    frame, key, link_organizations, lock, overview, practice, refresh, remember, rows,
    save_calendar, save_log, set_preferences, stop_waiting_for_keychain, unlink_organization,
    unlock,
};
pub(crate) use records::{
    edit_record, forget_record, open_site, record, record_form, revoked_there, sight, verify,
};
pub(crate) use rotation::{
    abandon_rotation, begin_rotation, confirm_deployed, finish_rotation, rotations,
};
pub(crate) use sweep::{plan_sweep, resume_sweep, start_sweep, stop_sweep, sweep};

use keyrack_core::model::{AccountId, KeyRef};
use keyrack_core::ports::Clipboard as _;
use keyrack_core::view::CredentialSource;
use keyrack_core::{Error, Kind, Result, Secret};

use crate::app::App;
use crate::prompt;

/// Gets a credential from where the user has it.
async fn credential(app: &App, source: CredentialSource) -> Result<Secret> {
    match source {
        CredentialSource::Clipboard => app.clipboard().read().await,
        CredentialSource::Dialog => prompt::password(&app.handle).await,
        CredentialSource::File => prompt::credential_file(&app.handle).await,
    }
}

fn account_id(text: &str) -> Result<AccountId> {
    AccountId::parse(text).ok_or_else(|| Error::new(Kind::NoSuchAccount))
}

fn key_ref(text: &str) -> Result<KeyRef> {
    KeyRef::parse(text).ok_or_else(|| Error::new(Kind::NoSuchKey))
}
