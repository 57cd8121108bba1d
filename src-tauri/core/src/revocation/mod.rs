//! Revoking a key, and being truthful about how far that has come.

mod guided;
mod last_look;
mod proof;

use std::time::Duration;

use self::guided::Declared;

use crate::error::{Kind, Operation, Result};
use crate::events::Event;
use crate::incident::Act;
use crate::inventory::show::allowed;
use crate::model::{Key, KeyRef, Phase};
use crate::profile::{Profile, UnderWay};
use crate::records::is_local;
use crate::secret::Secret;
use crate::services::{KeyService, require};
use crate::store::RevocationRecord;
use crate::view::{ErrorView, Revocation};

/// Pauses between the looks at the list after a revocation was accepted: ten seconds in all.
pub(crate) const LOOKS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(4),
];
/// How often a request is sent whose answers get lost.
const ATTEMPTS: u32 = 3;

/// What a key is revoked with.
struct Means {
    connection: Box<dyn KeyService>,
    /// The key's own, for proof, where it is at hand.
    secret: Option<Secret>,
}

impl Profile {
    /// Revokes the key for good that was shown with this `identity`. The row follows the truth: sending, accepted,
    /// gone from the list, and where the key's secret is at hand, refused. Where the service has no list and there is
    /// no secret, its answer is all there is: then the row ends as unprovable.
    ///
    /// # Errors
    /// [`Kind::KeyChanged`] when the id is another key's by now, or the key is not what it was shown
    /// as, and [`Kind::Unsupported`] where its id at the service is not known: nothing was sent;
    /// [`Kind::StillListed`] when the service says that there is no such key and lists it;
    /// [`Kind::StillWorks`] when it says yes and takes the key on;
    /// [`Kind::OutcomeUnknown`] when neither the answer nor a list could be read, or
    /// [`Kind::OutcomeUnprovable`] when the answer was lost and there is no list; what the service
    /// answered: then the key is as it was.
    pub async fn revoke(&self, at: &KeyRef, identity: &str) -> Result<Revocation> {
        self.revoke_while(at, || self.require_shown(at, identity, Operation::Revoke))
            .await
    }

    /// Revokes the key as long as it is what was `meant`, also by a list that is read for that.
    pub(crate) async fn revoke_while(
        &self,
        at: &KeyRef,
        meant: impl Fn() -> Result<()>,
    ) -> Result<Revocation> {
        meant()?;
        if is_local(&at.id) {
            return Err(self.error(Kind::Unsupported, at.account, Operation::Revoke));
        }
        let means = self.means(at, None).await;
        if let Ok(Means { connection, .. }) = &means {
            self.require_unchanged(at, connection.as_ref(), Operation::Revoke)
                .await?;
        }
        // Another list may have come in the meantime.
        meant()?;
        self.revoke_by(means, Act::Revoke, at).await
    }

    /// Revokes a key whose `secret` was never handed over.
    pub(crate) async fn revoke_new(&self, at: &KeyRef, secret: &Secret) -> Result<Revocation> {
        let means = self.means(at, Some(secret)).await;
        self.revoke_by(means, Act::Discard, at).await
    }

    /// All that a keychain may have to be asked for, however long its user takes to unlock it. So nothing comes
    /// between the last look at a key and its end.
    async fn means(&self, at: &KeyRef, given: Option<&Secret>) -> Result<Means> {
        let connection = self.connection(at.account).await?;
        let key = self.look(|inventory| inventory.rack(at.account)?.key(&at.id).cloned());
        let secret = match (given, key) {
            (Some(secret), _) => Some(secret.duplicate()),
            // Without it there is less proof, and the key has to go all the same.
            (None, Some(key)) => self
                .secret_at_hand(&self.account(at.account)?, at, &key)
                .await
                .unwrap_or_default(),
            (None, None) => None,
        };
        Ok(Means { connection, secret })
    }

    async fn revoke_by(&self, means: Result<Means>, act: Act, at: &KeyRef) -> Result<Revocation> {
        let (key, own) = self
            .look(|inventory| {
                let rack = inventory.rack(at.account)?;
                rack.key(&at.id).map(|key| (key.clone(), rack.is_own(key)))
            })
            .ok_or(Kind::NoSuchKey)?;
        let _under_way = UnderWay::begin(self, at);
        let unverified = self.look(|inventory| {
            let earlier = inventory.revocation(at, &key)?;
            earlier.phase.filter(|phase| *phase == Phase::Unverified)
        });
        let mut record = RevocationRecord::new(key, act);
        let result = self.carry_out(at, own, means, &mut record).await;
        if let Err(error) = &result {
            record.error = Some(error.clone().into());
            match error.kind {
                Kind::OutcomeUnknown | Kind::OutcomeUnprovable => {
                    self.reach(at, &mut record, Phase::Unverified);
                }
                Kind::StillWorks => {}
                // That this request came to nothing says nothing of an earlier one, but a list does.
                kind => record.phase = unverified.filter(|_| kind != Kind::StillListed),
            }
        }
        self.conclude(at, &mut record, &result).await;
        result
    }

    /// Writes down how a revocation ended, and says so.
    async fn conclude(
        &self,
        at: &KeyRef,
        record: &mut RevocationRecord,
        result: &Result<Revocation>,
    ) {
        self.rest(at, record);
        if record.phase.is_some_and(Phase::is_over) {
            self.forget_revoked(at).await;
        }
        self.seal().await;
        self.emit(Event::Revoked {
            key: at.to_string(),
            name: record.key.name.as_str().to_owned(),
            account: self.label(at.account),
            outcome: result.as_ref().ok().copied(),
            error: result.as_ref().err().cloned().map(ErrorView::from),
        });
    }

    async fn carry_out(
        &self,
        at: &KeyRef,
        own: bool,
        means: Result<Means>,
        record: &mut RevocationRecord,
    ) -> Result<Revocation> {
        let about = self.about(at.account);
        let Means { connection, secret } = means?;
        let capabilities = connection.capabilities();
        if own && !capabilities.own_credential.is_direct() {
            return Err(self.error(Kind::OwnCredential, at.account, Operation::Revoke));
        }
        require(
            allowed(capabilities.revoke, &capabilities, own),
            Operation::Revoke,
        )
        .map_err(&about)?;
        let secret = secret.as_ref();
        self.reach(at, record, Phase::Sending);
        let connection = connection.as_ref();
        let sent = if capabilities.has_list() {
            self.carry_out_listed(at, own, connection, record).await
        } else {
            self.carry_out_unlisted(at, connection, record).await
        };
        match sent {
            Ok(known) => self.prove(at, secret, record, known).await,
            Err(error) => {
                let lost = matches!(error.kind, Kind::OutcomeUnknown | Kind::OutcomeUnprovable);
                if lost && self.is_refused(at, &record.key, secret).await {
                    self.end(at, record, Phase::Refused);
                    return Ok(Revocation::Refused);
                }
                Err(error)
            }
        }
    }

    /// Revokes where a list tells what came of it.
    async fn carry_out_listed(
        &self,
        at: &KeyRef,
        own: bool,
        connection: &dyn KeyService,
        record: &mut RevocationRecord,
    ) -> Result<Revocation> {
        let about = self.about(at.account);
        let key = &record.key.clone();
        for _ in 0..ATTEMPTS {
            match connection.revoke(&key.id).await.map_err(&about) {
                Ok(()) => {
                    self.reach(at, record, Phase::Accepted);
                    return self.confirm(at, own, record).await;
                }
                Err(error) if error.kind == Kind::NotFound => {
                    return if self.is_listed(at, key).await? {
                        Err(self.error(Kind::StillListed, at.account, Operation::Revoke))
                    } else {
                        self.end(at, record, Phase::Gone);
                        Ok(Revocation::AlreadyGone)
                    };
                }
                Err(error) if error.may_have_happened() => match self.is_listed(at, key).await {
                    Ok(false) => {
                        self.end(at, record, Phase::Gone);
                        return Ok(Revocation::Revoked);
                    }
                    // The answer was lost and the key is there: the request was not carried out.
                    Ok(true) if matches!(error.kind, Kind::TimedOut | Kind::Unreachable) => {}
                    Ok(true) => return Err(error),
                    Err(_) => return Err(self.outcome_unknown(at.account, error)),
                },
                Err(error) => return Err(error),
            }
        }
        Err(self.error(Kind::StillListed, at.account, Operation::Revoke))
    }

    /// Revokes where nothing but the service's own answer can be had: accepted is not proven, a
    /// lost answer stays lost, and that there is no such key cannot be contradicted. Whether to
    /// send it again is the user's to decide.
    async fn carry_out_unlisted(
        &self,
        at: &KeyRef,
        connection: &dyn KeyService,
        record: &mut RevocationRecord,
    ) -> Result<Revocation> {
        let answer = connection.revoke(&record.key.id).await;
        match answer.map_err(self.about(at.account)) {
            Ok(()) => {
                self.reach(at, record, Phase::Accepted);
                Ok(Revocation::AcceptedUnprovable)
            }
            Err(error) if error.kind == Kind::NotFound => {
                self.end(at, record, Phase::Gone);
                Ok(Revocation::AlreadyGone)
            }
            Err(error) if error.may_have_happened() => Err(self.outcome_unknown(at.account, error)),
            Err(error) => Err(error),
        }
    }

    /// Looks at the list until the key is gone from it.
    async fn confirm(
        &self,
        at: &KeyRef,
        own: bool,
        record: &mut RevocationRecord,
    ) -> Result<Revocation> {
        let mut readable = false;
        for pause in LOOKS {
            self.around.clock.sleep(pause).await;
            match self.is_listed(at, &record.key).await {
                Ok(true) => readable = true,
                Ok(false) => {
                    self.end(at, record, Phase::Gone);
                    return Ok(Revocation::Revoked);
                }
                // Its own credential reads the list: a refusal is the proof.
                Err(error) if own && error.kind == Kind::CredentialRefused => {
                    self.end(at, record, Phase::Gone);
                    return Ok(Revocation::Revoked);
                }
                Err(_) => {}
            }
        }
        self.reach(at, record, Phase::Unverified);
        Ok(if readable {
            Revocation::AcceptedStillListed
        } else {
            Revocation::AcceptedUnchecked
        })
    }

    /// Whether the service lists this very key now.
    async fn is_listed(&self, at: &KeyRef, key: &Key) -> Result<bool> {
        Ok(self
            .list_again(at)
            .await?
            .iter()
            .any(|listed| listed.is_same(key)))
    }

    /// Takes the key off the rack: it is gone, or nothing more can be learned of it.
    pub(crate) fn end(&self, at: &KeyRef, record: &mut RevocationRecord, phase: Phase) {
        self.change(|inventory| {
            if let Some(rack) = inventory.rack_mut(at.account) {
                rack.listed.keys.retain(|key| !key.is_same(&record.key));
            }
        });
        self.reach(at, record, phase);
    }

    /// Takes a revocation a step further, which is written down before anything else happens.
    pub(crate) fn reach(&self, at: &KeyRef, record: &mut RevocationRecord, phase: Phase) {
        record.phase = Some(phase);
        record.steps.push((phase, self.now()));
        let (kept_at, kept) = (at.clone(), record.clone());
        self.write_down(move |store| store.save_revocation(&kept_at, &kept));
        self.show(at, record);
        self.emit(Event::Revoking {
            key: at.to_string(),
            name: record.key.name.as_str().to_owned(),
            account: self.label(at.account),
            phase,
        });
    }

    /// The same, shown and not written down.
    pub(crate) fn advance(&self, at: &KeyRef, record: &mut RevocationRecord, phase: Option<Phase>) {
        record.phase = phase;
        if let Some(phase) = phase {
            record.steps.push((phase, self.now()));
            self.emit(Event::Revoking {
                key: at.to_string(),
                name: record.key.name.as_str().to_owned(),
                account: self.label(at.account),
                phase,
            });
        }
        self.show(at, record);
    }

    /// Shows how far a revocation has come.
    pub(crate) fn show(&self, at: &KeyRef, record: &RevocationRecord) {
        self.change(|inventory| inventory.set_revocation(at.clone(), record.clone()));
    }
}
