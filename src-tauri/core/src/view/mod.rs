//! The types that cross to the window. None can hold a secret; none holds words for an error.
//!
//! Times are Unix milliseconds. Ids are opaque text that the window hands back as it got them.

mod connect;
mod create;
mod error;
mod frame;
mod identify;
mod incident;
mod key;
mod overview;
mod preferences;
mod record;
mod remembered;
mod rotation;
mod rows;
mod sweep;
mod verification;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use connect::{ConnectRequest, ConnectedView, CredentialSource};
pub use create::{
    CopiedView, CreateFormView, CreateRequest, CreatedView, ExitView, FieldView, GivenView, OnlyIf,
    OptionView, OrphanView, PolicyView, VerdictView,
};
pub use error::ErrorView;
pub use frame::{
    AccountView, FrameView, KeychainState, LinkedView, Notice, OrganizationView, ProgressView,
    ServiceView,
};
pub use identify::{FoundKeyView, FoundView, IdentifiedView, IdentifySource, IssuerView};
pub use incident::{
    IncidentLogView, IncidentView, LeakedView, LogCheckView, LogFormat, Manner, SceneView,
};
pub use key::{Consequence, KeyView, Revocation, StepView, VerifyView};
pub use overview::{DayView, EndingView, OverviewView, ViewCounts};
pub use preferences::{Column, PreferencesView, Theme};
pub use record::{RecordDetails, RecordFormView, RecordRequest, RecordedEnd, RecordedView};
pub use remembered::RememberedView;
pub use rotation::{QuietView, RotationStep, RotationView};
pub use rows::{
    ExpiryView, GroupBy, GroupTitle, GroupView, LastUsedView, LimitView, OrganizationsView,
    RowView, RowsQuery, RowsView, SortBy, View,
};
pub use sweep::{
    PlannedAccountView, PlannedKeyView, SweepPlanView, SweepScope, SweepState, SweepView,
    SweptAccountView, SweptKeyView,
};
pub use verification::{GuideView, QuotaView, SecretSource, SightView, VerificationView};

/// Unix time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(type = "number")]
pub struct Millis(pub i64);

impl From<jiff::Timestamp> for Millis {
    fn from(time: jiff::Timestamp) -> Self {
        Self(time.as_millisecond())
    }
}
