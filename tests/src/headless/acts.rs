//! What a user does, one thing after the other, at random.

use super::{Chance, Claim, Installation, Moment, Site};
use keyrack_core::{
    Kind, Result, Secret,
    model::{AccountId, ExpiryRule, KeyRef, Phase},
    profile::Profile,
    view::{
        ConnectRequest, CreateRequest, CreatedView, CredentialSource, OnlyIf, Revocation,
        RotationStep, RowView, RowsQuery, SweepScope, SweepState,
    },
};
use std::collections::BTreeMap;

/// The last site's account is only connected and disconnected: what is forgotten with an account
/// that the user disconnects is not lost.
const GUEST: &str = "guest";

/// One user at one installation.
struct User<'a> {
    profile: &'a Profile,
    place: &'a Installation,
    sites: Vec<Site>,
    chance: Chance,
}

/// Does one thing after the other until it is killed. What fails is left to the next attempt.
pub async fn act_for_ever(profile: &Profile, place: &Installation, chance: Chance) {
    let mut user = User {
        profile,
        place,
        sites: place.sites(),
        chance,
    };
    loop {
        // A refusal is an answer; what was made of it is checked afterwards.
        let _ = user.act().await;
        tokio::task::yield_now().await;
    }
}

/// Connects what is not connected, and revokes everything, or carries that on.
///
/// # Errors
/// What kept it from that.
pub async fn sweep_all(profile: &Profile, place: &Installation) -> Result<()> {
    let mut user = User {
        profile,
        place,
        sites: place.sites(),
        chance: Chance::new(0),
    };
    let begun = profile.sweep();
    if begun.is_none() {
        for at in 0..user.sites.len() {
            user.connect(at).await?;
        }
        let plan = profile.plan_sweep(&SweepScope::Everything)?;
        profile.start_sweep(&plan.id, &plan.phrase)?;
    }
    if begun.is_none_or(|sweep| sweep.state != SweepState::Ended) {
        profile.resume_sweep().await?;
    }
    Ok(())
}

/// Makes a key at the first service and copies its secret, and stops at a moment of that.
///
/// # Errors
/// What kept it from that.
pub async fn make_one(profile: &Profile, place: &Installation, moment: Moment) -> Result<()> {
    let mut user = User {
        profile,
        place,
        sites: place.sites(),
        chance: Chance::new(0),
    };
    user.connect(0).await?;
    let account = user.account(&user.label(0)).ok_or(Kind::NoSuchAccount)?;
    let request = user.narrowest(account)?;
    place.brake.set(moment);
    user.ask("");
    let created = profile.create(&request).await?;
    place.told().tell(&Claim::Made(created.key.clone()));
    place.brake.reach(Moment::Made).await;
    profile.copy_once(&created.handle, 30).await?;
    place.told().tell(&Claim::HandedOver(created.key));
    place.brake.reach(Moment::HandedOver).await;
    Ok(())
}

impl User<'_> {
    async fn act(&mut self) -> Result<()> {
        for at in 0..self.sites.len() - 1 {
            self.connect(at).await?;
        }
        match self.chance.below(20) {
            0..6 => self.create().await,
            6..10 => self.revoke().await,
            10..13 => self.replace().await,
            13..15 => self.go_on_replacing().await,
            15..17 => self.settle_orphan().await,
            17 => self.come_and_go().await,
            18 if self.chance.below(2) == 0 => self.profile.keep_copy(),
            18 => self.profile.keep_lists(self.chance.below(2) == 0),
            _ => self.profile.refresh(None).await,
        }
    }

    fn account(&self, label: &str) -> Option<AccountId> {
        let frame = self
            .profile
            .frame(None, false, Default::default(), Vec::new());
        let found = frame
            .accounts
            .iter()
            .find(|account| account.label == label)?;
        AccountId::parse(&found.id)
    }

    fn label(&self, at: usize) -> String {
        if at + 1 == self.sites.len() {
            GUEST.to_owned()
        } else {
            format!("account {at}")
        }
    }

    async fn connect(&mut self, at: usize) -> Result<()> {
        let label = self.label(at);
        if self.account(&label).is_some() {
            return Ok(());
        }
        let site = &self.sites[at];
        let request = ConnectRequest {
            source: CredentialSource::Clipboard,
            service: site.service.clone(),
            label,
            base_url: site.url.clone(),
            keep: true,
        };
        let credential = Secret::new(site.credential.clone());
        self.profile.connect(&request, credential).await.map(drop)
    }

    async fn come_and_go(&mut self) -> Result<()> {
        match self.account(GUEST) {
            Some(guest) => self.profile.disconnect(guest).await,
            None => self.connect(self.sites.len() - 1).await,
        }
    }

    /// Rows of the accounts that keys are made and revoked at, but for the accounts' own.
    fn rows(&self) -> Vec<RowView> {
        let query = RowsQuery {
            inactive: true,
            limit: 500,
            ..RowsQuery::default()
        };
        let rows = self.profile.rows(&query).map(|view| view.rows);
        let guest = self.account(GUEST);
        let ours = |row: &RowView| {
            let at = KeyRef::parse(&row.key);
            !row.own && at.is_some_and(|at| Some(at.account) != guest)
        };
        rows.unwrap_or_default().into_iter().filter(ours).collect()
    }

    async fn create(&mut self) -> Result<()> {
        let at = self.chance.below(self.sites.len() as u64 - 1);
        let label = format!("account {at}");
        let Some(id) = self.account(&label) else {
            return Ok(());
        };
        let request = self.narrowest(id)?;
        self.ask("");
        let created = self.profile.create(&request).await?;
        self.hand_over(created).await
    }

    /// A request for a key with what the form has chosen, or else the first that can be chosen.
    fn narrowest(&mut self, id: AccountId) -> Result<CreateRequest> {
        let form = self.profile.create_form(id)?;
        let mut fields = BTreeMap::<String, Vec<String>>::new();
        for field in &form.fields {
            let counts = |only: &OnlyIf| {
                let chosen = fields.get(&only.field);
                chosen.is_some_and(|chosen| chosen.iter().any(|one| only.values.contains(one)))
            };
            if !field.only_if.as_ref().is_none_or(counts) {
                continue;
            }
            let mut chosen = field.selected.clone();
            if chosen.is_empty() {
                chosen.extend(field.options.first().map(|option| option.value.clone()));
            }
            fields.insert(field.id.clone(), chosen);
        }
        let name = format!("made-{:x}", self.chance.below(u64::MAX));
        Ok(CreateRequest {
            account: id.to_string(),
            name: name.chars().take(20).collect(),
            expires_in_days: (form.expiry != ExpiryRule::Unsupported).then_some(30),
            fields,
        })
    }

    async fn hand_over(&mut self, created: CreatedView) -> Result<()> {
        let (told, key) = (self.place.told(), created.key);
        told.tell(&Claim::Made(key.clone()));
        match self.chance.below(6) {
            0 => {
                let outcome = self.profile.discard(&created.handle).await?;
                self.tell_revoked(&key, outcome);
            }
            1 => {
                let name = format!("of {}", self.chance.below(u64::MAX));
                let saved = self
                    .profile
                    .save_to_keychain(&created.handle, Some(&name))
                    .await;
                saved?;
                told.tell(&Claim::HandedOver(key));
            }
            _ => {
                self.profile.copy_once(&created.handle, 30).await?;
                told.tell(&Claim::HandedOver(key));
            }
        }
        Ok(())
    }

    async fn revoke(&mut self) -> Result<()> {
        let rows = self.rows();
        let Some(row) = self.chance.one_of(&rows) else {
            return Ok(());
        };
        let at = KeyRef::parse(&row.key).expect("a key's id");
        let outcome = self.profile.revoke(&at, &row.identity).await?;
        self.tell_revoked(&row.key, outcome);
        Ok(())
    }

    fn ask(&self, key: &str) {
        self.place.told().tell(&Claim::Asked(key.to_owned()));
    }

    fn tell_revoked(&self, key: &str, outcome: Revocation) {
        let certain = matches!(
            outcome,
            Revocation::Revoked | Revocation::AlreadyGone | Revocation::Refused
        );
        if certain {
            self.place.told().tell(&Claim::Revoked(key.to_owned()));
        }
    }

    /// Gives a key a new secret, or begins to replace it by a successor.
    async fn replace(&mut self) -> Result<()> {
        let mut rows = self.rows();
        rows.retain(|row| row.phase.is_none_or(|phase| phase == Phase::Unverified));
        let Some(row) = self.chance.one_of(&rows) else {
            return Ok(());
        };
        let at = KeyRef::parse(&row.key).expect("a key's id");
        let can = self.profile.key(&at)?;
        let created = if can.succeed.is_direct() {
            self.ask("");
            self.profile.begin_rotation(&at, &row.identity).await?
        } else if can.rotate.is_direct() {
            self.ask(&row.key);
            self.profile.rotate(&at, &row.identity).await?
        } else {
            return Ok(());
        };
        self.hand_over(created).await?;
        self.go_on_replacing().await
    }

    async fn go_on_replacing(&mut self) -> Result<()> {
        let open = self.profile.rotations()?;
        let Some(one) = self.chance.one_of(&open) else {
            return Ok(());
        };
        match one.step {
            RotationStep::Creating | RotationStep::Created => Ok(()),
            RotationStep::Delivered if self.chance.below(8) == 0 => {
                self.profile.abandon_rotation(&one.id).await
            }
            RotationStep::Delivered => self.profile.confirm_deployed(&one.id),
            RotationStep::Deployed | RotationStep::Revoking => {
                let outcome = self.profile.finish_rotation(&one.id).await?;
                self.tell_revoked(&one.old.key, outcome);
                Ok(())
            }
        }
    }

    async fn settle_orphan(&mut self) -> Result<()> {
        let frame = self
            .profile
            .frame(None, false, Default::default(), Vec::new());
        let Some(orphan) = self.chance.one_of(&frame.orphans) else {
            return Ok(());
        };
        match self.chance.one_of(&orphan.candidates) {
            Some(row) => {
                let at = KeyRef::parse(&row.key).expect("a key's id");
                let revoked = self.profile.revoke_orphan(&orphan.id, &at, &row.identity);
                let outcome = revoked.await?;
                self.tell_revoked(&row.key, outcome);
                Ok(())
            }
            None if orphan.absent => self.profile.dismiss_orphan(&orphan.id),
            None => self.profile.refresh(None).await,
        }
    }
}
