//! The doubles of practice mode.

use crate::double::Double;
use crate::service::{Dialect, Service, UnknownKey, World};

/// Starts the doubles that practice mode shows, each with the label of its account.
///
/// The last two are services without an API for keys: [`Double::recorded`] tells what their user has recorded.
///
/// # Errors
/// If a port cannot be bound; the doubles already started stop again.
pub async fn start_showcase() -> std::io::Result<Vec<(Double, &'static str)>> {
    let accounts = [
        (Service::CodePushGo(Dialect::CodePushGo), "work"),
        (Service::CodePushGo(Dialect::Capgo), "personal"),
        (Service::CodePushGo(Dialect::Documented), "self-hosted"),
        (Service::CodeDig { lists: true }, "code review"),
        (Service::Codacy, "quality"),
        (Service::Axiomo(UnknownKey::Anonymous), "reviews"),
        (Service::DgiDgiOne, "platform"),
    ];
    let mut doubles = Vec::with_capacity(accounts.len());
    for (service, label) in accounts {
        doubles.push((Double::start(service, World::Showcase).await?, label));
    }
    Ok(doubles)
}
