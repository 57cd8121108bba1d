//! Revocations that the user carries out at the service's own site.

use crate::error::{Kind, Operation, Result};
use crate::incident::Act;
use crate::inventory::show::revoke_access;
use crate::model::{Access, KeyRef, Phase};
use crate::profile::{Profile, UnderWay};
use crate::secret::Secret;
use crate::store::RevocationRecord;
use crate::view::Revocation;

impl Profile {
    /// Notes that the user revoked a key at its service's site. Where its secret is `given` or at
    /// hand, the service is asked with it until it refuses; otherwise the user's word is all there
    /// is, and the row ends as unprovable.
    ///
    /// # Errors
    /// [`Kind::StillWorks`] when the service takes the key after half a minute: it stays on the
    /// rack; [`Kind::Unsupported`] for a key that is revoked from here; [`Kind::OtherKey`];
    /// [`Kind::OutcomeUnknown`] when the service could not be asked.
    pub async fn revoked_there(&self, at: &KeyRef, given: Option<Secret>) -> Result<Revocation> {
        let (account, key, access) = self
            .look(|inventory| {
                let rack = inventory.rack(at.account)?;
                let (_, key) = inventory.key(at)?;
                Some((rack.account.clone(), key.clone(), revoke_access(rack, key)))
            })
            .ok_or(Kind::NoSuchKey)?;
        if access != Access::Assisted {
            return Err(self.error(Kind::Unsupported, at.account, Operation::Revoke));
        }
        let secret = match given {
            Some(secret) => Some(self.own_secret(&key, secret, at)?),
            None => self
                .secret_at_hand(&account, at, &key)
                .await
                .map_err(self.about(at.account))?,
        };
        let _under_way = UnderWay::begin(self, at);
        let mut record = RevocationRecord::new(key, Act::RevokeThere);
        self.reach(at, &mut record, Phase::Declared);
        let result = self.prove_declared(at, secret.as_ref(), &mut record).await;
        if let Err(error) = &result {
            record.error = Some(error.clone().into());
            let phase = match error.kind {
                Kind::StillWorks => Phase::StillWorks,
                _ => Phase::Unverified,
            };
            self.reach(at, &mut record, phase);
        }
        let result = result.map(Revocation::from);
        self.conclude(at, &mut record, &result).await;
        result
    }
}

/// How a revocation at the service's own site ended.
pub(super) enum Declared {
    /// The service was asked, and refuses the key.
    Refused,
    /// It could not be asked.
    Untested,
}

impl From<Declared> for Revocation {
    fn from(declared: Declared) -> Self {
        match declared {
            Declared::Refused => Self::Refused,
            Declared::Untested => Self::Untested,
        }
    }
}
