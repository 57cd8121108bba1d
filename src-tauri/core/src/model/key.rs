//! An issued key's metadata. No field can hold a secret.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{AccountId, Expiry, Name};

/// A key is (account, its id at the service).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyRef {
    /// The account that sees it.
    pub account: AccountId,
    /// Its id at the service.
    pub id: String,
}

impl KeyRef {
    /// Reads what [`fmt::Display`] wrote: `account/id`.
    pub fn parse(text: &str) -> Option<Self> {
        let (account, id) = text.split_once('/')?;
        Some(Self {
            account: AccountId::parse(account)?,
            id: id.to_owned(),
        })
    }
}

impl fmt::Display for KeyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.id)
    }
}

/// A key as its service lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Its id at the service. Ids are reused: together with name and creation it names one key.
    pub id: String,
    /// Its name, made safe to show.
    pub name: Name,
    /// Whether the service keeps no name for it: then `name` is one that was made or kept here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unnamed: bool,
    /// Masked remainder of its secret, where it was seen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hint: Option<String>,
    /// One-way digest of its secret, where it was seen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fingerprint: Option<String>,
    /// Which organizations it reaches.
    pub reach: Reach,
    /// What it may do. Keys that may do the same share the words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rights: Arc<Rights>,
    /// What it is narrowed to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Vec<Limit>,
    /// When it was created, if the service tells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub created: Option<Timestamp>,
    /// When it was last used.
    pub last_used: LastUsed,
    /// When it ends.
    pub expiry: Expiry,
    /// What its owner should know of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub findings: Vec<Finding>,
    /// Which environment it was issued for, where the service tells them apart.
    #[serde(default, skip_serializing_if = "is_default")]
    pub environment: Option<Environment>,
    /// When its owner wants to be reminded to rotate it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rotate_by: Option<Timestamp>,
}

/// Whether a field may be left out where a key is written down: most keys lack most of them.
fn is_default<T: Default + PartialEq>(field: &T) -> bool {
    *field == T::default()
}

impl Key {
    /// A key of which nothing is known but its id and name.
    pub fn new(id: impl Into<String>, name: Name) -> Self {
        Self {
            id: id.into(),
            name,
            unnamed: false,
            hint: None,
            fingerprint: None,
            reach: Reach::Unknown,
            rights: Arc::default(),
            limits: Vec::new(),
            created: None,
            last_used: LastUsed::NotReported,
            expiry: Expiry::Unknown,
            findings: Vec::new(),
            environment: None,
            rotate_by: None,
        }
    }

    /// Digest of what it is known by to whoever looks at it. It is another one when its id was given
    /// to another key, and when it is called otherwise, has a new secret or other rights; that it was
    /// used changes nothing.
    pub fn identity(&self) -> String {
        // Quoted, so that what ends one field cannot pass for the beginning of the next.
        let known_by = format!(
            "{:?}",
            (
                &self.id,
                &self.name,
                &self.hint,
                self.created,
                &self.reach,
                &self.rights,
            )
        );
        hex::encode(&Sha256::digest(known_by)[..16])
    }

    /// Whether `other` is this very key: the same id could have been given to another one since.
    /// A creation that one side does not tell contradicts nothing.
    pub fn is_same(&self, other: &Self) -> bool {
        let named_alike = self.name == other.name || (self.unnamed && other.unnamed);
        let created = self.created.zip(other.created);
        self.id == other.id && named_alike && created.is_none_or(|(mine, theirs)| mine == theirs)
    }
}

/// Has a list take no more memory than it needs.
pub(crate) fn shrink(keys: &mut Vec<Key>) {
    keys.shrink_to_fit();
    for key in keys {
        key.limits.shrink_to_fit();
        if let Reach::Some(organizations) = &mut key.reach {
            organizations.shrink_to_fit();
        }
    }
}

/// Has keys that may do the same share the words for it.
pub(crate) fn share_rights(keys: &mut [Key]) {
    let mut known: HashSet<Arc<Rights>> = HashSet::new();
    for key in keys {
        match known.get(&key.rights) {
            Some(same) => key.rights = Arc::clone(same),
            None => drop(known.insert(Arc::clone(&key.rights))),
        }
    }
}

/// Something about a key that its owner should know. The window has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The service hands out its whole secret in every list.
    SecretListed,
}

/// What a key's work is worth to those who use it. Declared from the least to the most delicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// For building and trying out.
    Development,
    /// For a last check before production.
    Staging,
    /// What customers use.
    Production,
}

/// Which of the account's organizations a key reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every organization of the account.
    All,
    /// These, by id.
    Some(Vec<String>),
    /// The service does not tell.
    Unknown,
}

impl Reach {
    /// Whether the key is one of this organization's keys.
    pub fn includes(&self, organization: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(ids) => ids.iter().any(|id| id == organization),
            Self::Unknown => false,
        }
    }
}

/// What a key may do, in words that its adapter chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rights {
    /// The service's own word or words, for the table; empty when the service does not tell.
    pub short: String,
    /// Sentences: what it can do.
    pub can: Vec<String>,
    /// Sentences: what a reader may think it can do, and it cannot.
    pub cannot: Vec<String>,
    /// Whether it may manage other keys or everything in an organization.
    pub administers: bool,
}

/// One thing a key is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// What sort of thing.
    pub kind: LimitKind,
    /// Its name or, where only that is told, its id.
    pub name: Name,
}

/// Sorts of things that a key can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// One app.
    App,
    /// One organization.
    Organization,
    /// One release channel of an app.
    Channel,
    /// One repository.
    Repository,
    /// One network address, or a range of them, that may use it.
    Address,
}

/// When a key was last used. "Never" is not "not reported".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastUsed {
    /// At this time.
    At(Timestamp),
    /// The service says: not once.
    Never,
    /// The service does not tell.
    NotReported,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, unnamed: bool, created: Option<i64>) -> Key {
        Key {
            unnamed,
            created: created.map(|second| Timestamp::from_second(second).expect("a time")),
            ..Key::new("1", Name::new(name))
        }
    }

    #[test]
    fn an_id_that_was_given_again_is_another_key() {
        let first = key("ci", false, Some(1));
        for (other, same) in [
            (key("ci", false, Some(1)), true),
            (key("ci", false, None), true),
            (key("ci", false, Some(2)), false),
            (key("cd", false, Some(1)), false),
            (key("cd", false, None), false),
            (key("cd", true, Some(1)), false),
        ] {
            assert_eq!(first.is_same(&other), same, "{other:?}");
            assert_eq!(other.is_same(&first), same, "{other:?}");
        }
        let numbered = key("Token 1", true, Some(1));
        assert!(numbered.is_same(&key("Token 2", true, Some(1))));
        assert!(!numbered.is_same(&key("Token 2", true, Some(2))));
    }

    #[test]
    fn its_identity_is_another_one_when_anything_that_it_is_known_by_changed() {
        let shown = key("ci", false, Some(1));
        let used = Key {
            last_used: LastUsed::Never,
            ..shown.clone()
        };
        assert_eq!(shown.identity(), used.identity());
        let others = [
            Key {
                id: "2".into(),
                ..shown.clone()
            },
            Key {
                name: Name::new("cd"),
                ..shown.clone()
            },
            Key {
                hint: Some("…7d11".into()),
                ..shown.clone()
            },
            Key {
                created: None,
                ..shown.clone()
            },
            Key {
                reach: Reach::All,
                ..shown.clone()
            },
            Key {
                rights: Arc::new(Rights {
                    administers: true,
                    ..Rights::default()
                }),
                ..shown.clone()
            },
        ];
        for other in others {
            assert_ne!(shown.identity(), other.identity(), "{other:?}");
        }
    }
}
