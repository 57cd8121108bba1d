//! Everything of Keyrack that can be tested without a window: the key model, the adapters, the
//! transport around them, the accounts, the inventory and the journal.
//!
//! Nothing here knows the window toolkit or an operating system's interface; what the outside
//! world offers comes in through [`ports`], and what the window may see leaves through [`view`].
#![forbid(unsafe_code)]

pub mod accounts;
pub mod commands;
pub mod create;
pub mod error;
pub mod events;
pub mod http;
pub mod identify;
pub mod incident;
pub mod inventory;
pub mod lock;
pub mod model;
mod parallel;
pub mod ports;
pub mod profile;
mod pulse;
pub mod records;
pub mod revocation;
pub mod rotation;
pub mod secret;
pub mod services;
pub mod shapes;
pub mod stack;
pub mod store;
pub mod sweep;
mod unwritten;
pub mod verification;
pub mod view;
pub mod watch;

pub use error::{Error, Kind, Result};
pub use secret::{Secret, SecretBytes};
