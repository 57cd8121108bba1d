//! What each command does: reads its ids, asks for a gesture where one is needed, and calls the
//! use case.

mod connect;
mod keys;
mod rack;

pub(crate) use connect::{connect, disconnect};
pub(crate) use keys::{
    copy_once, create, create_form, discard, dismiss_orphan, revoke, revoke_orphan, rotate,
    save_to_keychain, wipe_now,
};
pub(crate) use rack::{frame, key, practice, refresh, rows, set_preferences};

use keyrack_core::model::{AccountId, KeyRef};
use keyrack_core::{Error, Kind, Result};

fn account_id(text: &str) -> Result<AccountId> {
    AccountId::parse(text).ok_or_else(|| Error::new(Kind::NoSuchAccount))
}

fn key_ref(text: &str) -> Result<KeyRef> {
    KeyRef::parse(text).ok_or_else(|| Error::new(Kind::NoSuchKey))
}
