//! What a connection learned about its server, kept for the next one.

use serde::{Deserialize, Serialize};

use super::auth::{Form, Shape};
use super::policy::Policy;
use super::{DESCRIPTOR, Dialect, wire};
use crate::error::{Operation, Result};
use crate::http::Reply;
use crate::model::{Access, Capabilities, ExpiryRule, Reason, Rotation};
use crate::secret::Secret;
use crate::services::Directory;

/// What is known of a server and of the credential it is reached with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memo {
    /// Which API it speaks.
    pub(super) dialect: Dialect,
    /// Which header form it accepted.
    pub(super) form: Form,
    /// Whether its paths end in a slash.
    pub(super) slash: bool,
    /// What the credential looks like.
    pub(super) shape: Shape,
    /// Whether the credential may create and revoke keys, as far as the list tells.
    pub(super) manages: bool,
    /// What organizations are known to demand of new keys.
    #[serde(default)]
    pub(super) policies: Vec<Policy>,
    /// Organizations and apps, as read by this connection.
    #[serde(skip)]
    pub(super) directory: Directory,
}

impl Memo {
    /// Reads what [`Memo::write`] wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The memo as text.
    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The first memo, from the answer to a probe.
    pub(super) fn learn(
        reply: &Reply,
        credential: &Secret,
        shape: Shape,
        form: Form,
        slash: bool,
    ) -> Result<Self> {
        let list =
            wire::list(reply).map_err(|error| error.at(DESCRIPTOR.service, Operation::Connect))?;
        // An empty list tells nothing; then the credential's shape does.
        let dialect = match shape {
            Shape::CodePushGo => Dialect::CodePushGo,
            _ => Dialect::Capgo,
        };
        let directory = Directory::default();
        let mut memo = Self {
            dialect,
            form,
            slash,
            shape,
            manages: true,
            policies: Vec::new(),
            directory,
        };
        memo.relearn(&list, credential);
        Ok(memo)
    }

    /// Takes over what a list tells: the dialect, and what the credential's own key may do.
    pub(super) fn relearn(&mut self, list: &wire::List, credential: &Secret) {
        if let Some(dialect) = list.dialect {
            self.dialect = dialect;
        }
        let fingerprint = credential.fingerprint();
        let own = list
            .rows
            .iter()
            .find(|row| row.fingerprint().as_deref() == Some(&fingerprint));
        self.manages = match (self.dialect, own) {
            (Dialect::Documented, Some(own)) => own.has_full_rights(),
            // The other two list keys only to credentials that may manage them.
            _ => true,
        };
    }

    /// Takes over the organizations and apps.
    pub(super) fn learn_directory(&mut self, directory: &Directory) {
        self.directory = directory.clone();
    }

    /// What a connection can do.
    pub(super) fn capabilities(&self) -> Capabilities {
        let manage = if self.manages {
            Access::Direct
        } else {
            Access::Unsupported(Reason::MissingRight)
        };
        let common = Capabilities {
            organizations: Access::Direct,
            list: Access::Direct,
            create: manage,
            rotate: manage,
            revoke: manage,
            verify: Access::Direct,
            sight: Access::Unsupported(Reason::NotOffered),
            own_credential: Access::Direct,
            rotation: Rotation::InPlace,
            expiry: ExpiryRule::Optional,
        };
        match (self.dialect, self.shape) {
            (Dialect::Documented, _) => Capabilities {
                rotate: Access::Unsupported(Reason::NotOffered),
                rotation: Rotation::Emulated,
                expiry: ExpiryRule::Unsupported,
                ..common
            },
            (Dialect::Capgo, Shape::Session) => Capabilities {
                organizations: Access::Unsupported(Reason::NeedsApiKey),
                ..common
            },
            (Dialect::Capgo, _) => Capabilities {
                create: Access::Assisted,
                sight: Access::Direct,
                own_credential: Access::Unsupported(Reason::OwnCredential),
                ..common
            },
            (Dialect::CodePushGo, _) => common,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    #[test]
    fn where_an_empty_list_tells_nothing_the_credential_tells_the_dialect() {
        let empty = Reply {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from_static(b"[]"),
        };
        let credential = Secret::new("cpg_0123456789abcdef0123456789abcdef".into());
        let dialect = |shape| {
            let memo = Memo::learn(&empty, &credential, shape, Form::Bearer, false);
            memo.expect("a list").dialect
        };
        assert_eq!(dialect(Shape::CodePushGo), Dialect::CodePushGo);
        for shape in [Shape::Uuid, Shape::Legacy, Shape::Session, Shape::Other] {
            assert_eq!(dialect(shape), Dialect::Capgo, "{shape:?}");
        }
    }
}
