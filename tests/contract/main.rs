//! What every adapter promises, checked against its doubles in every dialect and with every sort
//! of credential. A new service adds its subjects in `subject.rs` and nothing else.
#![expect(
    clippy::unwrap_used,
    reason = "a failed step fails the test where it stands"
)]

mod accounts;
mod bench;
mod codacy;
mod codepushgo;
mod creating;
mod documented;
mod fleet;
mod full_disk;
mod fuse;
mod gateway;
mod giving;
mod headers;
mod hostile;
mod hostile_bodies;
mod hostile_changes;
mod hostile_network;
mod hostile_tls;
mod identifying;
mod incidents;
mod keychains;
mod listing;
mod locking;
mod organizing;
mod orphaned;
mod proving;
mod recorded;
mod refreshing;
mod refusals;
mod revoking;
mod rotating;
mod secrets;
mod skewed;
mod subject;
mod sweeping;
mod sweeping_fleets;
mod unlisted;
mod verified;
