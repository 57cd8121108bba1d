//! Where a token lives, written so that it can stand in an id and in a path.
//!
//! A token's id is `user/30` for an account token and `gh/acme/website/12` for a repository's.
//! Names are percent-encoded in it, because organizations and repositories are named by people.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// The longest name that is believed, in bytes.
const MAX_NAME: usize = 256;
/// What the ids of account tokens begin with. No Git provider is called so.
const USER: &str = "user";

/// Where tokens live: at the account, or at one repository (`gh/acme/website`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The account.
    User,
    /// A repository: provider, organization and name, each as it stands in a path.
    Repository([String; 3]),
}

impl Place {
    /// The repository with this id, if it is one.
    pub(super) fn repository(id: &str) -> Option<Self> {
        let mut parts = id.split('/');
        let [provider, organization, name] = [parts.next()?, parts.next()?, parts.next()?];
        let sound = parts.next().is_none()
            && is_provider(provider)
            && is_segment(organization)
            && is_segment(name);
        sound.then(|| Self::Repository([provider, organization, name].map(str::to_owned)))
    }

    /// The place and the number that a token's id is made of.
    pub(super) fn of_token(id: &str) -> Option<(Self, u64)> {
        let (place, number) = id.rsplit_once('/')?;
        let place = if place == USER {
            Self::User
        } else {
            Self::repository(place)?
        };
        let canonical = number.parse::<u64>().ok()?;
        (canonical.to_string() == number).then_some((place, canonical))
    }

    /// The id of the token with this number.
    pub(super) fn token(&self, number: u64) -> String {
        format!("{}{number}", self.prefix())
    }

    /// What the ids of its tokens begin with.
    pub(super) fn prefix(&self) -> String {
        match self {
            Self::User => format!("{USER}/"),
            Self::Repository(parts) => format!("{}/", parts.join("/")),
        }
    }

    /// The path of its tokens.
    pub(super) fn tokens_path(&self) -> String {
        match self {
            Self::User => "/user/tokens".to_owned(),
            Self::Repository([provider, organization, name]) => {
                format!("/organizations/{provider}/{organization}/repositories/{name}/tokens")
            }
        }
    }

    /// The id of its organization.
    pub(super) fn organization(&self) -> Option<String> {
        match self {
            Self::User => None,
            Self::Repository([provider, organization, _]) => {
                Some(format!("{provider}/{organization}"))
            }
        }
    }

    /// The repository's name, as people write it.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::User => None,
            Self::Repository([.., name]) => decode(name),
        }
    }
}

/// The id of an organization, which is also what stands for it in a path; nothing for one that
/// cannot stand there.
pub(super) fn organization_id(provider: &str, name: &str) -> Option<String> {
    is_provider(provider)
        .then(|| encode(name))
        .flatten()
        .map(|name| format!("{provider}/{name}"))
}

/// The id of a repository of the organization with this id.
pub(super) fn repository_id(organization: &str, name: &str) -> Option<String> {
    encode(name).map(|name| format!("{organization}/{name}"))
}

/// `text` as it stands in a query.
pub(super) fn in_query(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The codes are `gh`, `gl`, `bb` and, self-hosted, `ghe`, `gle`, `bbe` or `bbs`: sources differ on
/// the last, so that any of this form is taken.
fn is_provider(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())
}

/// A name as one segment of a path. A name of dots would climb out of it.
fn encode(name: &str) -> Option<String> {
    let sound = !name.is_empty()
        && name.len() <= MAX_NAME
        && !name.bytes().all(|b| b == b'.')
        && !name.chars().any(char::is_control);
    sound.then(|| utf8_percent_encode(name, RESERVED).to_string())
}

fn decode(segment: &str) -> Option<String> {
    let name = percent_decode_str(segment).decode_utf8().ok()?;
    Some(name.into_owned())
}

fn is_segment(text: &str) -> bool {
    decode(text).and_then(|name| encode(&name)).as_deref() == Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{AccountId, KeyRef};

    #[test]
    fn an_id_tells_where_its_token_lives() {
        assert_eq!(Place::of_token("user/30"), Some((Place::User, 30)));
        let (place, number) = Place::of_token("gh/acme/website/12").expect("good");
        assert_eq!(number, 12);
        assert_eq!(
            place.tokens_path(),
            "/organizations/gh/acme/repositories/website/tokens"
        );
        assert_eq!(place.organization().as_deref(), Some("gh/acme"));
        assert_eq!(place.name().as_deref(), Some("website"));
    }

    #[test]
    fn what_could_leave_its_path_is_no_id() {
        for bad in [
            "",
            "30",
            "user",
            "user/",
            "user/-1",
            "user/007",
            "user/1/2",
            "user/1?x=1",
            "gh/acme/12",
            "gh/acme/web/site/12",
            "gh/../website/12",
            "gh/acme/%2E%2E/12",
            "gh/acme/a%2fb/12",
            "gh/acme/a b/12",
            "gh/acme/a#b/12",
            "GH/acme/website/12",
            "github/acme/website/12",
        ] {
            assert_eq!(Place::of_token(bad), None, "{bad}");
        }
        assert_eq!(organization_id("gh", ".."), None);
        assert_eq!(organization_id("../gh", "acme"), None);
        assert_eq!(repository_id("gh/acme", "a\nb"), None);
    }

    proptest! {
        #[test]
        fn every_name_survives_ids_and_paths(name in "\\PC{1,60}", number in any::<u64>()) {
            prop_assume!(!name.bytes().all(|b| b == b'.'));
            let organization = organization_id("gl", &name).expect("a name");
            let repository = repository_id(&organization, &name).expect("a name");
            let place = Place::repository(&repository).expect("an id");
            prop_assert_eq!(place.name(), Some(name));
            let at = KeyRef { account: AccountId::random(), id: place.token(number) };
            let read = KeyRef::parse(&at.to_string()).expect("it was written");
            prop_assert_eq!(Place::of_token(&read.id), Some((place.clone(), number)));
            prop_assert_eq!(place.tokens_path().matches('/').count(), 6);
            let url = url::Url::parse(&format!("https://codacy.test{}", place.tokens_path()))
                .expect("a URL");
            prop_assert_eq!(url.path(), place.tokens_path());
        }
    }
}
