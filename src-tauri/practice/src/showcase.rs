//! The doubles of practice mode.

use crate::double::Double;
use crate::service::{Dialect, Service, World};

/// Starts the doubles that practice mode shows, each with the label of its account.
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
    ];
    let mut doubles = Vec::with_capacity(accounts.len());
    for (service, label) in accounts {
        doubles.push((Double::start(service, World::Showcase).await?, label));
    }
    Ok(doubles)
}
