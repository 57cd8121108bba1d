//! The services: what an adapter has to say and do, and the registry of all of them.
//!
//! Adding a service takes one folder here, one line in [`REGISTRY`] and one double.

mod adapter;
mod axiomo;
mod codacy;
mod codedig;
mod codepushgo;
mod descriptor;
mod dgidgi;
mod guide;
mod listing;
mod new_key;
mod verify;

pub use self::adapter::{Adapter, KeyService, assisted, require};
pub use self::descriptor::{AfterCare, Descriptor, ServiceId};
pub use self::guide::Guide;
pub use self::listing::{Coverage, Directory, Listing};
pub use self::new_key::{Created, NewKey};
pub use self::verify::Answer;

/// Every service that can be connected, in the order in which they are offered.
pub static REGISTRY: &[&dyn Adapter] = &[
    &codedig::CodeDig,
    &axiomo::Axiomo,
    &dgidgi::DgiDgiOne,
    &codepushgo::CodePushGo,
    &codacy::Codacy,
];

/// The adapter of the service with this id.
pub fn adapter(id: &str) -> Option<&'static dyn Adapter> {
    REGISTRY
        .iter()
        .copied()
        .find(|adapter| adapter.descriptor().service.as_str() == id)
}
