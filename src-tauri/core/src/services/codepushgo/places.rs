//! Organizations and apps: those of the account, or those that a limited key may see.

use http::{HeaderName, HeaderValue};

use super::{Connection, wire};
use crate::error::{Error, Kind, Operation, Result};
use crate::http::{Call, Reply};
use crate::model::{Organization, Project};

/// Whose organizations and apps are read.
#[derive(Clone, Copy)]
pub(super) enum Eyes<'a> {
    /// The account's.
    Account,
    /// Those of the limited key with this id. Capgo answers a request with the header
    /// `x-limited-key-id` with that key's rights. Source: Cap-go/capgo `utils/hono_middleware.ts`.
    Limited(&'a str),
}

impl Eyes<'_> {
    fn operation(self) -> Operation {
        match self {
            Self::Account => Operation::Organizations,
            Self::Limited(_) => Operation::Sight,
        }
    }

    /// Whether an answer means that there is nothing to see, and not that nothing was told.
    fn is_nothing(self, error: &Error) -> bool {
        match self {
            Self::Account => matches!(error.kind, Kind::NotFound | Kind::Forbidden),
            Self::Limited(_) => error.kind == Kind::NotFound,
        }
    }
}

impl Connection {
    async fn look(&self, eyes: Eyes<'_>, path: &str) -> Result<Reply> {
        let mut call = Call::get(self.http.origin(), path, eyes.operation());
        if let Eyes::Limited(id) = eyes {
            let id = HeaderValue::from_str(id).map_err(|_| Error::new(Kind::NoSuchKey))?;
            let header = HeaderName::from_static("x-limited-key-id");
            call.headers.insert(header, id);
        }
        self.send(call).await
    }

    /// The organizations; none where the server has no such list.
    pub(super) async fn organizations(&self, eyes: Eyes<'_>) -> Result<Vec<Organization>> {
        match self.look(eyes, &self.path("organization", None)).await {
            Err(error) if eyes.is_nothing(&error) => Ok(Vec::new()),
            reply => wire::organizations(&reply?).map_err(self.at(eyes.operation())),
        }
    }

    /// The apps of one organization; none where the server has no such list.
    pub(super) async fn apps(&self, eyes: Eyes<'_>, organization: &str) -> Result<Vec<Project>> {
        let mut apps = Vec::new();
        for page in 0..wire::MAX_PAGES {
            let path = format!(
                "{}?org_id={organization}&page={page}&limit=50",
                self.path("app", None)
            );
            let reply = match self.look(eyes, &path).await {
                Err(error) if eyes.is_nothing(&error) => break,
                reply => reply?,
            };
            let rows = wire::apps(&reply, organization).map_err(self.at(eyes.operation()))?;
            let full = rows.len() >= 50;
            let before = apps.len();
            for app in rows {
                if !apps.contains(&app) {
                    apps.push(app);
                }
            }
            if !full || apps.len() == before {
                break;
            }
        }
        Ok(apps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_see_is_told_from_nothing_told() {
        let account = |kind| Eyes::Account.is_nothing(&Error::new(kind));
        let limited = |kind| Eyes::Limited("7").is_nothing(&Error::new(kind));
        assert!(account(Kind::NotFound) && account(Kind::Forbidden));
        assert!(limited(Kind::NotFound) && !limited(Kind::Forbidden));
        assert!(!account(Kind::ServiceFailed) && !limited(Kind::ServiceFailed));
    }
}
