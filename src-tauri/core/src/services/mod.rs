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
pub(crate) use self::listing::distinct;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Key, Name};

    #[test]
    fn a_service_that_creates_keys_asks_what_they_may_do() {
        let memo =
            r#"{"dialect":"capgo","form":"raw","slash":false,"shape":"uuid","manages":true}"#;
        for service in ["codedig", "codepushgo", "codacy"] {
            let fields = adapter(service).expect("registered");
            let fields = fields.fields(memo, &Directory::default());
            assert!(!fields.is_empty(), "{service}");
        }
    }

    #[test]
    fn an_adapter_knows_the_successors_of_its_own_keys() {
        let successor = |service: &str, id: &str, rights: &str| {
            let mut key = Key::new(id, Name::new("ci"));
            std::sync::Arc::make_mut(&mut key.rights).short = rights.to_owned();
            adapter(service).expect("registered").successor(&key, "")
        };
        let fields = successor("codedig", "k-7", "read").expect("known");
        assert_eq!(fields["permissions"], ["read"]);
        let fields = successor("codacy", "user/7", "").expect("known");
        assert_eq!(fields["token"], ["account"]);
        for other in ["axiomo", "dgidgi-one"] {
            assert_eq!(successor(other, "7", "read"), None, "{other}");
        }
        assert!(adapter("unknown").is_none());
    }
}
