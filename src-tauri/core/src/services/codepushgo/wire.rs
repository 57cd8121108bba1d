//! The vendor's words: what the servers send, decoded and bounded.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::memo::Memo;
use super::{Dialect, rights};
use crate::error::{Error, Kind, Result};
use crate::http::Reply;
use crate::model::{Expiry, Finding, Key, Limit, LimitKind, Name, Organization, Project, Reach};
use crate::secret::Secret;

/// How many pages of apps are read.
pub(super) const MAX_PAGES: u32 = 20;
/// How many keys are believed.
const MAX_KEYS: usize = 100_000;

/// A list, and the dialect it is written in if it tells.
pub(super) struct List {
    pub(super) dialect: Option<Dialect>,
    pub(super) rows: Vec<Row>,
}

/// A key in any of the dialects.
#[derive(Deserialize)]
pub(super) struct Row {
    id: Id,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default, deserialize_with = "secret")]
    key: Option<Secret>,
    #[serde(default)]
    key_hash: Option<String>,
    #[serde(default)]
    is_hashed_key: Option<bool>,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "present")]
    expires_at: Option<Option<String>>,
    #[serde(default)]
    limited_to_apps: Option<Vec<String>>,
    #[serde(default)]
    limited_to_orgs: Option<Vec<String>>,
    #[serde(default)]
    bindings: Option<Vec<Binding>>,
}

/// A right given to a key.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Binding {
    pub(super) role_name: String,
    pub(super) scope_type: String,
    #[serde(default)]
    pub(super) org_id: Option<String>,
    #[serde(default)]
    pub(super) app_id: Option<String>,
}

/// An id that may stand in a path: digits, or letters, digits, `-` and `_`.
struct Id(String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(u64),
            Text(String),
        }
        let text = match Either::deserialize(deserializer)? {
            Either::Number(number) => number.to_string(),
            Either::Text(text) => text,
        };
        if is_plain(&text) {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("unusable id"))
        }
    }
}

/// Whether `text` may stand in a path or query as it is.
pub(super) fn is_plain(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= 128 && text.bytes().all(plain) && !text.starts_with('.')
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = Option::<Zeroizing<String>>::deserialize(deserializer)?;
    Ok(text.and_then(|text| Secret::from_bytes(text.as_bytes())))
}

/// Tells a field that is `null` from one that is not there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Reads a list: bare, or in the documented envelope.
pub(super) fn list(reply: &Reply) -> Result<List> {
    #[derive(Deserialize)]
    struct Envelope {
        data: Vec<Row>,
    }
    let enveloped = reply.body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    let rows = if enveloped {
        reply.json::<Envelope>()?.data
    } else {
        reply.json::<Vec<Row>>()?
    };
    if rows.len() > MAX_KEYS {
        return Err(Error::new(Kind::TooLarge));
    }
    let dialect = if enveloped {
        Some(Dialect::Documented)
    } else {
        rows.first().and_then(Row::dialect)
    };
    Ok(List { dialect, rows })
}

/// Reads the answer to a creation or a regeneration: the row, and its secret.
pub(super) fn created(reply: &Reply) -> Result<(Row, Secret)> {
    #[derive(Deserialize)]
    struct Envelope {
        apikey: Row,
    }
    let mut row = match reply.json::<Envelope>() {
        Ok(envelope) => envelope.apikey,
        Err(_) => reply.json::<Row>()?,
    };
    let secret = row
        .key
        .take()
        .ok_or_else(|| Error::new(Kind::Unintelligible))?;
    Ok((row, secret))
}

/// Reads the answer to a revocation: `{"success":true}`, `{"status":"ok"}` or nothing at all.
pub(super) fn revoked(reply: &Reply) -> Result<()> {
    #[derive(Deserialize)]
    struct Said {
        success: Option<bool>,
        status: Option<String>,
    }
    if reply.body.is_empty() {
        return Ok(());
    }
    let said: Said = reply.json()?;
    if said.success == Some(true) || said.status.as_deref() == Some("ok") {
        Ok(())
    } else {
        Err(Error::new(Kind::Unintelligible))
    }
}

/// Reads organizations; an id that cannot stand in a query is left out.
pub(super) fn organizations(reply: &Reply) -> Result<Vec<Organization>> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        #[serde(default)]
        name: Option<String>,
    }
    let rows: Vec<Row> = reply.json()?;
    Ok(rows
        .into_iter()
        .filter(|row| is_plain(&row.id))
        .map(|row| Organization {
            name: Name::new(row.name.as_deref().unwrap_or(&row.id)),
            id: row.id,
        })
        .collect())
}

/// Reads the apps of an organization. What requests call an app differs: Capgo's bindings take
/// its UUID, the documented limits its bundle id, so both are kept: `uuid=bundle`.
pub(super) fn apps(reply: &Reply, organization: &str) -> Result<Vec<Project>> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(default)]
        id: Option<String>,
        app_id: String,
        #[serde(default)]
        name: Option<String>,
    }
    let rows: Vec<Row> = reply.json()?;
    Ok(rows
        .into_iter()
        .filter(|row| is_plain(&row.app_id) && row.id.as_deref().is_none_or(is_plain))
        .map(|row| Project {
            name: Name::new(
                row.name
                    .as_deref()
                    .filter(|name| !name.is_empty())
                    .unwrap_or(&row.app_id),
            ),
            id: format!(
                "{}={}",
                row.id.as_deref().unwrap_or(&row.app_id),
                row.app_id
            ),
            organization: organization.to_owned(),
        })
        .collect())
}

/// The apps that the keys of a list are bound to, each once, by name.
pub(super) fn bound_apps(list: &List) -> Vec<Project> {
    let bindings = list
        .rows
        .iter()
        .flat_map(|row| row.bindings.iter().flatten());
    let mut apps: Vec<Project> = bindings
        .filter_map(|binding| {
            let (organization, app) = (binding.org_id.as_deref()?, binding.app_id.as_deref()?);
            (is_plain(organization) && is_plain(app)).then(|| Project {
                id: app.to_owned(),
                name: Name::new(app),
                organization: organization.to_owned(),
            })
        })
        .collect();
    apps.sort_by(|a, b| (&a.id, &a.organization).cmp(&(&b.id, &b.organization)));
    apps.dedup();
    apps
}

/// The UUID and the bundle id of an app, of what [`apps`] made.
pub(super) fn app_ids(id: &str) -> (&str, &str) {
    id.split_once('=').unwrap_or((id, id))
}

impl Row {
    fn dialect(&self) -> Option<Dialect> {
        if self.mode.is_some() {
            Some(Dialect::Documented)
        } else if self.bindings.is_some() || self.key_hash.is_some() {
            Some(Dialect::CodePushGo)
        } else {
            self.is_hashed_key.map(|_| Dialect::Capgo)
        }
    }

    /// One-way digest of the key's secret, where the row carries the secret or its SHA-256.
    pub(super) fn fingerprint(&self) -> Option<String> {
        let of_hash = || {
            let hash = self.key_hash.as_deref()?;
            let hex = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
            hex.then(|| hash[..16].to_ascii_lowercase())
        };
        self.key.as_ref().map(Secret::fingerprint).or_else(of_hash)
    }

    /// Whether it is a key of the documented dialect that may do everything everywhere.
    pub(super) fn has_full_rights(&self) -> bool {
        let unlimited = |list: &Option<Vec<String>>| list.as_ref().is_none_or(Vec::is_empty);
        self.mode.as_deref() == Some("all")
            && unlimited(&self.limited_to_apps)
            && unlimited(&self.limited_to_orgs)
    }

    /// The key in our words.
    pub(super) fn into_key(self, memo: &Memo) -> Key {
        let fingerprint = self.fingerprint();
        let expiry = match (&self.expires_at, memo.dialect) {
            (Some(text), _) => Expiry::from_iso(text.as_deref()),
            (None, Dialect::Documented) => Expiry::Never,
            (None, _) => Expiry::Unknown,
        };
        let (reach, limits) = self.reach_and_limits(memo);
        let rights = match (&self.mode, &self.bindings) {
            (Some(mode), _) => rights::of_mode(mode, &limits),
            (None, Some(bindings)) => rights::of_bindings(bindings, &limits),
            (None, None) => rights::unknown(),
        };
        Key {
            findings: self.key.iter().map(|_| Finding::SecretListed).collect(),
            hint: self.key.as_ref().map(Secret::hint),
            fingerprint,
            reach,
            rights: rights.into(),
            limits,
            created: self
                .created_at
                .as_deref()
                .and_then(|text| text.parse::<Timestamp>().ok()),
            expiry,
            ..Key::new(
                self.id.0,
                Name::new(self.name.as_deref().unwrap_or_default()),
            )
        }
    }

    fn reach_and_limits(&self, memo: &Memo) -> (Reach, Vec<Limit>) {
        let list = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
        if let Some(bindings) = &self.bindings {
            let apps: Vec<&str> = bindings
                .iter()
                .filter_map(|b| b.app_id.as_deref())
                .collect();
            let limits = apps.iter().map(|app| app_limit(app, memo)).collect();
            let mut ids: Vec<String> = bindings.iter().filter_map(|b| b.org_id.clone()).collect();
            ids.sort();
            ids.dedup();
            let reach = if ids.is_empty() {
                Reach::Unknown
            } else {
                Reach::Some(ids)
            };
            return (reach, limits);
        }
        if self.mode.is_none() {
            // Capgo lists only keys of organizations that the credential manages: with one
            // organization it is that one.
            return match memo.directory.organizations.as_slice() {
                [only] => (Reach::Some(vec![only.id.clone()]), Vec::new()),
                _ => (Reach::Unknown, Vec::new()),
            };
        }
        let (apps, organizations) = (list(&self.limited_to_apps), list(&self.limited_to_orgs));
        let mut limits: Vec<Limit> = apps.iter().map(|app| app_limit(app, memo)).collect();
        limits.extend(organizations.iter().map(|id| Limit {
            kind: LimitKind::Organization,
            name: memo.directory.organization_name(id),
        }));
        let reach = if !organizations.is_empty() {
            Reach::Some(organizations)
        } else if apps.is_empty() {
            Reach::All
        } else {
            reach_of_apps(&apps, memo)
        };
        (reach, limits)
    }
}

/// A limit to an app, named by its bundle id.
fn app_limit(app: &str, memo: &Memo) -> Limit {
    let bundle = memo
        .directory
        .projects
        .iter()
        .map(|project| app_ids(&project.id))
        .find_map(|(uuid, bundle)| (uuid == app).then_some(bundle))
        .unwrap_or(app);
    Limit {
        kind: LimitKind::App,
        name: Name::new(bundle),
    }
}

/// The organizations of these apps, if all of them are known.
fn reach_of_apps(apps: &[String], memo: &Memo) -> Reach {
    let organization = |app: &String| {
        let known = |id: &str| {
            let (uuid, bundle) = app_ids(id);
            uuid == app || bundle == app
        };
        let project = memo
            .directory
            .projects
            .iter()
            .find(|project| known(&project.id))?;
        Some(project.organization.clone())
    };
    match apps.iter().map(organization).collect::<Option<Vec<_>>>() {
        Some(mut ids) => {
            ids.sort();
            ids.dedup();
            Reach::Some(ids)
        }
        None => Reach::Unknown,
    }
}

#[cfg(test)]
mod tests;
