//! What holds the log together: every record's digest covers the one before it, and the seal, which
//! only the keychain has, holds number and digest of the last.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::secret::Secret;

/// What a seal begins with.
const SEAL: &str = "sealed1";
/// What the first record's digest covers in place of an earlier one.
const BEGINNING: &str = "keyrack.incidents.v1";
/// How many faults are told; one is enough not to trust a log.
const MAX_FAULTS: usize = 20;

/// A record as it is stored: its number, counted from 1, its text and its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub number: u32,
    /// The record, as JSON.
    pub body: String,
    /// Its digest, in hex.
    pub digest: String,
}

/// What vouches for the first `count` records. It is one entry of the keychain, so that it is there
/// whole or not at all, and does not come back with an earlier database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// How many it covers: the highest number that was ever sealed.
    pub count: u32,
    /// The digest of the last of them.
    pub digest: String,
}

impl Seal {
    /// The seal as an entry of the keychain.
    pub(super) fn entry(&self) -> Secret {
        Secret::new(format!("{SEAL}.{}.{}", self.count, self.digest))
    }

    /// The seal in an entry; nothing when there is none in it.
    pub(super) fn read(entry: &Secret) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "a seal is no secret")]
        let text = entry.expose();
        let (count, digest) = text
            .strip_prefix(SEAL)?
            .strip_prefix('.')?
            .split_once('.')?;
        Some(Self {
            count: count.parse().ok()?,
            digest: digest.to_owned(),
        })
    }
}

/// What the keychain has of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Its seal.
    Seal(Seal),
    /// No seal; and whether one was ever made, as far as the database knows.
    Nothing {
        /// Whether it was.
        noted: bool,
    },
    /// It did not answer.
    Unread,
}

/// What is wrong with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "fault", content = "record")]
pub enum Fault {
    /// This record is not the one that was written, or does not belong here.
    Changed(u32),
    /// The record with this number is not there.
    Missing(u32),
    /// The records fit each other and not their seal: they were written anew, or the seal was changed.
    SealBroken,
    /// There are no records from this one on, and the seal covers it: they were removed, or an earlier
    /// state of the whole database was put back.
    CutOff(u32),
    /// The log was sealed, and the keychain has the seal no more.
    SealMissing,
    /// The keychain did not answer, so the seal was not checked.
    SealUnread,
}

/// The digest of a record.
pub fn digest(before: Option<&str>, number: u32, body: &str) -> String {
    let before = before.unwrap_or(BEGINNING);
    hex::encode(Sha256::digest(format!("{before}\n{number}\n{body}")))
}

/// Walks along the records in their order and remembers what does not fit.
#[derive(Debug, Default)]
pub struct Check {
    faults: Vec<Fault>,
    last: u32,
    before: Option<String>,
    kept: Option<Kept>,
    sealed: Option<String>,
}

impl Check {
    /// A check of a log of which the keychain has this.
    pub fn new(kept: Kept) -> Self {
        Self {
            kept: Some(kept),
            ..Self::default()
        }
    }

    /// Looks at the next record.
    pub fn see(&mut self, link: &Link) {
        for missing in self.last.saturating_add(1)..link.number {
            if !self.fault(Fault::Missing(missing)) {
                break;
            }
        }
        if digest(self.before.as_deref(), link.number, &link.body) != link.digest {
            self.fault(Fault::Changed(link.number));
        }
        if matches!(&self.kept, Some(Kept::Seal(seal)) if seal.count == link.number) {
            self.sealed = Some(link.digest.clone());
        }
        self.last = link.number;
        self.before = Some(link.digest.clone());
    }

    /// Every fault there is, and how many records at the end no seal covers.
    pub fn end(mut self) -> (Vec<Fault>, u32) {
        let covered = match self.kept.take() {
            Some(Kept::Seal(seal)) if seal.count > self.last => {
                self.fault(Fault::CutOff(self.last + 1));
                seal.count
            }
            Some(Kept::Seal(seal)) => {
                if self.sealed.as_ref() != Some(&seal.digest) {
                    self.fault(Fault::SealBroken);
                }
                seal.count
            }
            Some(Kept::Nothing { noted: true }) => {
                self.fault(Fault::SealMissing);
                0
            }
            Some(Kept::Unread) => {
                self.fault(Fault::SealUnread);
                0
            }
            Some(Kept::Nothing { noted: false }) | None => 0,
        };
        (self.faults, self.last.saturating_sub(covered))
    }

    /// Remembers a fault; false when no more are remembered.
    fn fault(&mut self, fault: Fault) -> bool {
        let room = self.faults.len() < MAX_FAULTS;
        if room {
            self.faults.push(fault);
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(bodies: &[&str]) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for (body, number) in bodies.iter().zip(1..) {
            let before = links.last().map(|link| link.digest.clone());
            links.push(Link {
                number,
                body: (*body).to_owned(),
                digest: digest(before.as_deref(), number, body),
            });
        }
        links
    }

    fn check(links: &[Link], kept: Kept) -> (Vec<Fault>, u32) {
        let mut check = Check::new(kept);
        links.iter().for_each(|link| check.see(link));
        check.end()
    }

    fn faults(links: &[Link], seal: &Seal) -> Vec<Fault> {
        check(links, Kept::Seal(seal.clone())).0
    }

    fn sound() -> (Vec<Link>, Seal) {
        let links = log(&["a", "b", "c", "d"]);
        let digest = links[3].digest.clone();
        (links, Seal { count: 4, digest })
    }

    #[test]
    fn a_log_that_nobody_touched_has_no_fault() {
        let (links, seal) = sound();
        assert_eq!(faults(&links, &seal), []);
        assert_eq!(check(&[], Kept::Nothing { noted: false }), (vec![], 0));
        let longer = log(&["a", "b", "c", "d", "e"]);
        assert_eq!(check(&longer, Kept::Seal(seal)), (vec![], 1));
    }

    #[test]
    fn what_was_never_sealed_is_no_damage() {
        let (links, _) = sound();
        assert_eq!(check(&links, Kept::Nothing { noted: false }), (vec![], 4));
    }

    #[test]
    fn a_seal_comes_back_as_it_was_kept() {
        let (_, seal) = sound();
        assert_eq!(Seal::read(&seal.entry()), Some(seal));
        for other in ["c2VhbGVk", "sealed1", "sealed1.x.00", "sealed2.1.00"] {
            assert_eq!(Seal::read(&Secret::new(other.into())), None, "{other}");
        }
    }

    #[test]
    fn every_change_to_any_record_is_found() {
        let (sound, seal) = sound();
        for at in 0..sound.len() {
            let number = sound[at].number;
            let mut changed = sound.clone();
            changed[at].body.push('x');
            assert_eq!(faults(&changed, &seal), [Fault::Changed(number)]);

            // Written anew with digests that fit: only the seal tells.
            let mut bodies = ["a", "b", "c", "d"];
            bodies[at] = "forged";
            assert_eq!(faults(&log(&bodies), &seal), [Fault::SealBroken]);

            let mut removed = sound.clone();
            removed.remove(at);
            let found = faults(&removed, &seal);
            let expected = if at == 3 {
                Fault::CutOff(4)
            } else {
                Fault::Missing(number)
            };
            assert_eq!(found[0], expected);

            let mut closed = removed.clone();
            for (link, number) in closed.iter_mut().zip(1..) {
                link.number = number;
            }
            assert!(!faults(&closed, &seal).is_empty(), "{at}");

            let mut inserted = sound.clone();
            inserted.insert(
                at,
                Link {
                    body: "more".into(),
                    ..sound[at].clone()
                },
            );
            for (link, number) in inserted.iter_mut().zip(1..) {
                link.number = number;
            }
            assert!(!faults(&inserted, &seal).is_empty(), "{at}");
        }
    }

    #[test]
    fn another_order_and_a_shorter_log_are_found() {
        let (sound, sealed) = sound();
        for (one, other) in [(0, 1), (0, 3), (1, 2), (2, 3)] {
            let mut swapped = sound.clone();
            swapped.swap(one, other);
            for (link, number) in swapped.iter_mut().zip(1..) {
                link.number = number;
            }
            assert!(!faults(&swapped, &sealed).is_empty(), "{one} {other}");
        }
        for length in 0..4 {
            let cut = &sound[..length];
            let from = u32::try_from(length).expect("small") + 1;
            assert_eq!(faults(cut, &sealed), [Fault::CutOff(from)]);
        }
    }

    #[test]
    fn a_seal_that_is_gone_or_unread_is_told() {
        let (links, _) = sound();
        let gone = check(&links, Kept::Nothing { noted: true });
        assert_eq!(gone, (vec![Fault::SealMissing], 4));
        assert_eq!(check(&links, Kept::Unread).0, [Fault::SealUnread]);
    }

    #[test]
    fn a_broken_log_tells_a_bounded_number_of_faults() {
        let far = Link {
            number: u32::MAX,
            ..log(&["a"]).remove(0)
        };
        let (_, seal) = sound();
        assert_eq!(faults(&[far], &seal).len(), MAX_FAULTS);
    }
}
