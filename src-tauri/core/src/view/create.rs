//! Creating a key, and where its secret is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ExpiryView, GuideView, LimitView, Millis, OrganizationsView, RowView};
use crate::model::{Access, ExpiryRule, Name};

/// What to fill in for a new key at one account.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CreateFormView {
    /// The account's id.
    pub account: String,
    /// Whether keys can be created, and if not, why.
    pub access: Access,
    /// The service's own fields, in its own words.
    pub fields: Vec<FieldView>,
    /// What can be said about the key's end.
    pub expiry: ExpiryRule,
    /// The longest name that is taken, in characters.
    pub name_max: u32,
    /// What organizations are known to demand of a new key.
    pub policies: Vec<PolicyView>,
    /// How a key is created at the service's own site, where that is the way.
    pub guide: Option<GuideView>,
}

/// What an organization demands of a new key, as far as it is known: a refusal told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PolicyView {
    /// The organization's name.
    pub organization: String,
    /// Whether a key must end.
    pub expiry_required: bool,
    /// A lifetime in days that was refused as too long; keys must end sooner.
    pub refused_days: Option<u32>,
}

/// One of the service's own fields.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FieldView {
    /// Its id.
    pub id: String,
    /// Its label, in the service's words.
    pub label: String,
    /// A sentence of help; may be empty.
    pub help: String,
    /// One of the options, or any number of them.
    pub many: bool,
    /// Whether values that are not among the options may be typed.
    pub free: bool,
    /// What can be chosen, narrowest first.
    pub options: Vec<OptionView>,
    /// What is chosen at first: the narrowest.
    pub selected: Vec<String>,
    /// The field counts only when one of these values of another field is chosen.
    pub only_if: Option<OnlyIf>,
}

/// A condition on another field.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OnlyIf {
    /// The other field's id.
    pub field: String,
    /// Its values.
    pub values: Vec<String>,
}

/// One thing to choose.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OptionView {
    /// Its value.
    pub value: String,
    /// Its label.
    pub label: String,
    /// What it means, in a sentence; may be empty.
    pub detail: String,
    /// What it belongs to, for grouping; may be empty.
    pub group: String,
    /// Whether its words could deceive, as a service sent them.
    pub marked: bool,
}

impl OptionView {
    /// One with these words, made safe to show.
    pub(crate) fn new(value: &str, label: &str, detail: &str, group: &str) -> Self {
        let label = Name::new(label);
        let others = [detail, group].map(Name::new);
        Self {
            marked: label.is_marked() || others.iter().any(Name::is_marked),
            value: value.to_owned(),
            label: label.as_str().to_owned(),
            detail: detail.to_owned(),
            group: group.to_owned(),
        }
    }
}

/// A request to create a key.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CreateRequest {
    /// The account's id.
    pub account: String,
    /// The key's name.
    pub name: String,
    /// How many days the key shall live; nothing means: it does not end.
    pub expires_in_days: Option<u32>,
    /// The values chosen, by field id.
    pub fields: BTreeMap<String, Vec<String>>,
}

/// A created key whose secret is held outside the window.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CreatedView {
    /// Names the waiting secret. It is no secret itself.
    pub handle: String,
    /// Whether an existing key got a new secret.
    pub rotated: bool,
    /// The key's id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Masked remainder of its secret.
    pub hint: String,
    /// Its service's name.
    pub service: String,
    /// Its account's label.
    pub account: String,
    /// Names of the organizations it reaches.
    pub organizations: OrganizationsView,
    /// What it may do, in the service's own word.
    pub rights: String,
    /// What it is narrowed to.
    pub limits: Vec<LimitView>,
    /// When it ends.
    pub expires: ExpiryView,
}

/// A secret that is on the clipboard.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CopiedView {
    /// The handle it had.
    pub handle: String,
    /// Its key's name.
    pub name: String,
    /// When it will be wiped.
    pub deadline: Millis,
    /// How long that was from the beginning, in seconds.
    pub seconds: u16,
}

/// How a command ended that a secret was given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct GivenView {
    /// The absolute path of its program.
    pub program: String,
    /// Its arguments; credentials in them are masked.
    pub arguments: Vec<String>,
    /// How it ended.
    pub exit: ExitView,
    /// Whether the secret counts as handed over: the command took all of it and ended with 0.
    /// Otherwise it still waits.
    pub given: bool,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "ended")]
pub enum ExitView {
    /// By itself, with this exit code.
    Exited {
        /// The code; 0 says that all went well.
        code: i32,
    },
    /// Another program ended it.
    Signalled,
    /// It did not end in time, and was ended.
    TimedOut,
}

/// What became of a secret on the clipboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum VerdictView {
    /// Overwritten, cleared, looked again: not there.
    Wiped,
    /// Something else had been copied before; it was left alone.
    Replaced,
    /// A clipboard manager has it.
    Kept {
        /// Its name, where it tells.
        by: Option<String>,
    },
    /// It could not be checked on this desktop.
    Unchecked,
}

/// A key whose secret never reached its owner.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OrphanView {
    /// Names the orphan.
    pub id: String,
    /// The name that the key was to have.
    pub name: String,
    /// The account's label.
    pub account: String,
    /// The account's id.
    pub account_id: String,
    /// When it was asked for.
    pub at: Millis,
    /// The keys that it could be; empty while the list was not read.
    pub candidates: Vec<RowView>,
    /// Whether the service's list was read since and shows that the key was not created.
    pub absent: bool,
    /// Whether the service has no list that could tell what became of the key.
    pub unprovable: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_service_are_shown_safely_and_marked_where_they_could_deceive() {
        let plain = OptionView::new("a1", "com.acme.app", "The shop’s app", "acme");
        assert!(!plain.marked);
        let turned = OptionView::new("a1", "invoice\u{202e}gpj.exe", "", "acme");
        assert_eq!(turned.label, "invoice\u{fffd}gpj.exe");
        assert!(turned.marked);
        for of in [
            OptionView::new("a1", "p\u{430}yments", "", ""),
            OptionView::new("a1", "shop", "p\u{430}yments", ""),
            OptionView::new("a1", "shop", "", "p\u{430}yments"),
        ] {
            assert!(of.marked, "{of:?}");
        }
    }
}
