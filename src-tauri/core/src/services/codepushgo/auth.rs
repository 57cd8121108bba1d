//! Which header a credential goes in.
//!
//! Capgo counts every failed authentication and locks an address out after 20, so the form is
//! chosen by the credential's shape and the host, and one other is tried at the most.

use http::HeaderName;
use serde::{Deserialize, Serialize};

use super::{CAPGO, SERVICE};
use crate::error::Result;
use crate::http::{Call, Origin};
use crate::secret::Secret;
use crate::shapes;

/// What a credential looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shape {
    /// `cpg_` and 48 hexadecimal digits.
    CodePushGo,
    /// A UUID, as Capgo issues.
    Uuid,
    /// A session token: three dotted parts, the first a JSON object in Base64.
    Session,
    /// `ak_…`, as the documentation shows.
    Legacy,
    /// Nothing known.
    Other,
}

impl Shape {
    /// The shape of `credential`.
    pub(super) fn of(credential: &Secret) -> Self {
        let ours = shapes::recognise(credential)
            .into_iter()
            .map(|found| found.shape)
            .find(|shape| {
                shape
                    .homes
                    .iter()
                    .any(|home| home.service == SERVICE.as_str())
            });
        match ours.map(|shape| (shape.prefix, shape.what)) {
            Some(("cpg_", _)) => Self::CodePushGo,
            Some(("ak_", _)) => Self::Legacy,
            Some((_, "session token")) => Self::Session,
            Some(_) => Self::Uuid,
            None => Self::Other,
        }
    }
}

/// A way to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Form {
    /// `authorization: Bearer …`.
    Bearer,
    /// `authorization: …`, as documented.
    Raw,
    /// `capgkey: …`, which every route of today's Capgo reads.
    Capgkey,
}

impl Form {
    /// `call` with `credential` in its header.
    pub(super) fn authenticate(self, call: Call, credential: &Secret) -> Result<Call> {
        match self {
            Self::Bearer => call.credential(http::header::AUTHORIZATION, "Bearer ", credential),
            Self::Raw => call.credential(http::header::AUTHORIZATION, "", credential),
            Self::Capgkey => call.credential(HeaderName::from_static("capgkey"), "", credential),
        }
    }
}

/// The form to try first, and the one other.
pub(super) fn forms(shape: Shape, origin: &Origin) -> [Form; 2] {
    let own_host = Origin::parse(CAPGO).is_ok_and(|capgo| capgo.host() == origin.host());
    match shape {
        Shape::CodePushGo => [Form::Bearer, Form::Capgkey],
        Shape::Session => [Form::Bearer, Form::Raw],
        Shape::Uuid | Shape::Legacy | Shape::Other if own_host => [Form::Capgkey, Form::Raw],
        Shape::Uuid | Shape::Legacy | Shape::Other => [Form::Raw, Form::Capgkey],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.into())
    }

    #[test]
    fn tells_shapes_apart() {
        let cpg = format!("cpg_{}", "0f".repeat(24));
        assert_eq!(Shape::of(&secret(&cpg)), Shape::CodePushGo);
        assert_eq!(Shape::of(&secret("cpg_short")), Shape::Other);
        assert_eq!(
            Shape::of(&secret("3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11")),
            Shape::Uuid
        );
        assert_eq!(
            Shape::of(&secret("eyJhbGciOi.eyJzdWIi.c2lnbmVk")),
            Shape::Session
        );
        assert_eq!(Shape::of(&secret("ak_123")), Shape::Legacy);
    }

    #[test]
    fn the_form_follows_shape_and_host() {
        let capgo = Origin::parse(CAPGO).expect("good");
        let other = Origin::parse("https://ota.example.test").expect("good");
        assert_eq!(forms(Shape::CodePushGo, &other)[0], Form::Bearer);
        assert_eq!(forms(Shape::Uuid, &capgo)[0], Form::Capgkey);
        assert_eq!(forms(Shape::Uuid, &other)[0], Form::Raw);
        assert_eq!(forms(Shape::Session, &capgo)[0], Form::Bearer);
    }
}
