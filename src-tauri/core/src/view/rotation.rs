//! Replacing a key by a successor.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorView, Millis, RowView};

/// A key that is being replaced by a successor with the same rights. Both work until the old one is
/// revoked.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RotationView {
    /// Names the rotation.
    pub id: String,
    /// The key that is replaced.
    pub old: RowView,
    /// The key that takes its place, once it is known.
    pub successor: Option<RowView>,
    /// The step that was reached.
    pub step: RotationStep,
    /// When it was begun.
    pub begun: Millis,
    /// When the successor's secret reached its owner: since then both keys are in their owner's hands.
    pub delivered: Option<Millis>,
    /// When its owner said that it is in use.
    pub deployed: Option<Millis>,
    /// Whether the old key has been used since.
    pub quiet: QuietView,
    /// The orphan by which it is settled what became of the successor, if its secret was lost.
    pub orphan: Option<String>,
    /// Why the old key was not revoked, if that failed.
    pub error: Option<ErrorView>,
}

/// The steps of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RotationStep {
    /// The successor was asked for; whether it was created is not known.
    Creating,
    /// The successor is there, and its secret waits to be handed over, or was lost.
    Created,
    /// The secret reached its owner, who has to put it to use.
    Delivered,
    /// The successor is in use; the old key can be revoked.
    Deployed,
    /// The old key is being revoked.
    Revoking,
}

/// Whether a key has been used since its successor is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "quiet", content = "at")]
pub enum QuietView {
    /// The service does not tell, or the successor is not in use yet.
    Unknown,
    /// Not since then: its last use, or when the successor came into use if it was never used.
    Since(Millis),
    /// It was used after that, at this time.
    StillUsed(Millis),
}
