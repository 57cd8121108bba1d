//! Pure data: what a key, an organization and an account are, in Keyrack's words.

mod account;
mod capability;
mod expiry;
mod key;
mod name;
mod organization;
mod state;
mod state_set;
mod verification;

pub use account::{Account, AccountId};
pub use capability::{Access, Capabilities, ExpiryRule, Reason, Rotation};
pub use expiry::{Expiry, LEVELS};
pub use key::{Environment, Finding, Key, KeyRef, LastUsed, Limit, LimitKind, Reach, Rights};
pub(crate) use key::{share_rights, shrink};
pub use name::Name;
pub use organization::{Organization, OrganizationRef, Project};
pub use state::{Circumstances, Phase, State, is_unused, next_change, states};
pub use state_set::StateSet;
pub use verification::{Quota, Standing, Untested, Verification};
