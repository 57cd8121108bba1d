//! The vendor's words: what Codacy sends, decoded and bounded.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::place::{self, Place};
use super::rights;
use crate::error::{Error, Kind, Result};
use crate::http::Reply;
use crate::model::{Expiry, Finding, Key, Limit, LimitKind, Name, Organization, Project, Reach};
use crate::secret::Secret;

/// How many rows are asked for at once: the most that the definition allows.
pub(super) const PAGE: u32 = 100;
/// How many pages of one list are read.
pub(super) const MAX_PAGES: usize = 50;
/// The longest cursor that is sent back.
const MAX_CURSOR: usize = 2048;

/// One page of a list.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct Pagination {
    #[serde(default)]
    cursor: Option<String>,
}

impl<T> Page<T> {
    /// Where the next page begins; nothing when this is the last.
    ///
    /// # Errors
    /// [`Kind::Unintelligible`] for a cursor that cannot be one.
    pub(super) fn next(&self) -> Result<Option<&str>> {
        let cursor = self.pagination.as_ref().and_then(|p| p.cursor.as_deref());
        match cursor.filter(|cursor| !cursor.is_empty()) {
            Some(cursor) if cursor.len() > MAX_CURSOR => Err(Error::new(Kind::Unintelligible)),
            cursor => Ok(cursor),
        }
    }
}

/// An organization.
#[derive(Deserialize)]
pub(super) struct OrganizationRow {
    name: String,
    provider: String,
}

impl OrganizationRow {
    /// The organization in our words; nothing for one that cannot stand in a path.
    pub(super) fn into_organization(self) -> Option<Organization> {
        Some(Organization {
            id: place::organization_id(&self.provider, &self.name)?,
            name: Name::new(&self.name),
        })
    }
}

/// A repository.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RepositoryRow {
    name: String,
    #[serde(default)]
    added_state: Option<String>,
}

impl RepositoryRow {
    /// The repository in our words; nothing for one that was not added to Codacy, which has no
    /// tokens, or that cannot stand in a path.
    pub(super) fn into_project(self, organization: &str) -> Option<Project> {
        if self.added_state.as_deref() == Some("NotAdded") {
            return None;
        }
        Some(Project {
            id: place::repository_id(organization, &self.name)?,
            name: Name::new(&self.name),
            organization: organization.to_owned(),
        })
    }
}

/// A token. The definition gives it an id, its secret and an end; a name is taken where one comes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenRow {
    id: u64,
    #[serde(default, deserialize_with = "secret")]
    token: Option<Secret>,
    #[serde(default)]
    expires_at: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = Option::<Zeroizing<String>>::deserialize(deserializer)?;
    Ok(text.and_then(|text| Secret::from_bytes(text.as_bytes())))
}

impl TokenRow {
    /// The key in our words. Of its secret, only hint and fingerprint go in.
    pub(super) fn into_key(self, place: &Place) -> Key {
        let name = self.name.as_deref().filter(|name| !name.trim().is_empty());
        let (sort, reach) = match place.organization() {
            None => ("Account", Reach::All),
            Some(organization) => ("Repository", Reach::Some(vec![organization])),
        };
        let repository = place.name().map(|name| Name::new(&name));
        let rights = match &repository {
            None => rights::of_account(),
            Some(repository) => rights::of_repository(repository),
        };
        Key {
            unnamed: name.is_none(),
            hint: self.token.as_ref().map(Secret::hint),
            fingerprint: self.token.as_ref().map(Secret::fingerprint),
            reach,
            rights: rights.into(),
            limits: repository
                .into_iter()
                .map(|name| Limit {
                    kind: LimitKind::Repository,
                    name,
                })
                .collect(),
            expiry: Expiry::from_iso(self.expires_at.as_deref()),
            findings: self.token.iter().map(|_| Finding::SecretListed).collect(),
            ..Key::new(
                place.token(self.id),
                name.map_or_else(
                    || Name::new(&format!("{sort} token {}", self.id)),
                    Name::new,
                ),
            )
        }
    }
}

/// Checks that the answer tells who calls.
///
/// # Errors
/// [`Kind::Unintelligible`] for anything else, such as the page of a captive network.
pub(super) fn user(reply: &Reply) -> Result<()> {
    #[derive(Deserialize)]
    struct Envelope {
        data: User,
    }
    #[derive(Deserialize)]
    struct User {
        #[serde(rename = "id")]
        _id: i64,
    }
    reply
        .json::<Envelope>()
        .map(|Envelope { data: User { .. } }| ())
}

/// Reads the answer to a creation: the bare token, or one in `data`, and its secret.
///
/// # Errors
/// [`Kind::Unintelligible`], also where the secret is missing.
pub(super) fn created(reply: &Reply) -> Result<(TokenRow, Secret)> {
    #[derive(Deserialize)]
    struct Envelope {
        data: TokenRow,
    }
    let mut row = match reply.json::<Envelope>() {
        Ok(envelope) => envelope.data,
        Err(_) => reply.json::<TokenRow>()?,
    };
    let secret = row
        .token
        .take()
        .ok_or_else(|| Error::new(Kind::Unintelligible))?;
    Ok((row, secret))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn reply(body: &str) -> Reply {
        Reply {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    #[test]
    fn both_answers_to_a_creation_are_read() {
        let bare = r#"{"id":31,"token":"Zr3kV0xQw9Lm2NpT","expiresAt":"2027-01-31T00:00:00Z"}"#;
        for body in [bare.to_owned(), format!(r#"{{"data":{bare}}}"#)] {
            let (row, secret) = created(&reply(&body)).expect("an answer");
            assert_eq!(secret.hint(), "…2NpT");
            let key = row.into_key(&Place::User);
            assert_eq!((key.id.as_str(), key.hint), ("user/31", None));
        }
        assert!(created(&reply(r#"{"data":{"id":31,"token":""}}"#)).is_err());
        assert!(created(&reply(r#"{"id":31}"#)).is_err());
    }

    #[test]
    fn of_a_listed_secret_hint_and_fingerprint_stay() {
        let row = r#"{"id":12,"token":"Zr3kV0xQw9Lm2NpT","expiresAt":null}"#;
        let row: TokenRow = reply(row).json().expect("a row");
        let place = Place::repository("gh/acme/website").expect("a place");
        let key = row.into_key(&place);
        assert_eq!(key.hint.as_deref(), Some("…2NpT"));
        assert_eq!(key.findings, [Finding::SecretListed]);
        assert_eq!(key.expiry, Expiry::Never);
        assert!(!format!("{key:?}").contains("Zr3kV0xQ"));
        let silent: TokenRow = reply(r#"{"id":12,"token":""}"#).json().expect("a row");
        let key = silent.into_key(&place);
        assert!(key.hint.is_none() && key.findings.is_empty());
    }

    #[test]
    fn a_token_may_do_what_its_place_lets_it() {
        let key = |place: &Place| {
            let row: TokenRow = reply(r#"{"id":12}"#).json().expect("a row");
            row.into_key(place)
        };
        let account = key(&Place::User);
        assert_eq!(account.reach, Reach::All);
        assert!(account.rights.administers && account.limits.is_empty());
        assert_eq!(account.rights.short, "account");
        let repository = key(&Place::repository("gh/acme/website").expect("a place"));
        assert_eq!(repository.reach, Reach::Some(vec!["gh/acme".into()]));
        assert!(!repository.rights.administers && repository.limits.len() == 1);
        assert_eq!(repository.rights.short, "repository");
    }

    #[test]
    fn a_cursor_is_followed_unless_it_cannot_be_one() {
        let page = |cursor: &str| {
            let body = format!(r#"{{"data":[],"pagination":{{"cursor":"{cursor}"}}}}"#);
            reply(&body).json::<Page<TokenRow>>().expect("a page")
        };
        assert_eq!(page("").next().expect("the last"), None);
        let longest = "a".repeat(MAX_CURSOR);
        assert_eq!(page(&longest).next().expect("good"), Some(&*longest));
        let page = page(&"a".repeat(MAX_CURSOR + 1));
        let error = page.next().expect_err("too long");
        assert_eq!(error.kind, Kind::Unintelligible);
    }

    #[test]
    fn repositories_that_were_not_added_have_no_tokens() {
        let row = |state: &str| {
            let row = format!(r#"{{"name":"a b","addedState":"{state}"}}"#);
            let row: RepositoryRow = reply(&row).json().expect("a row");
            row.into_project("gh/acme").map(|project| project.id)
        };
        assert_eq!(row("Following").as_deref(), Some("gh/acme/a%20b"));
        assert_eq!(row("NotAdded"), None);
    }
}
