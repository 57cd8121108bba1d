//! What holds the log together: every record's digest covers the one before it, and a seal made with
//! a key that only the keychain has covers the last.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::Mac as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::accounts::envelope;
use crate::secret::Secret;

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

/// What vouches for the first `count` records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// How many it covers.
    pub count: u32,
    /// HMAC-SHA-256 of that number and of the last of their digests.
    pub mac: String,
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
    /// There are no records from this one on, and the seal covers it.
    CutOff(u32),
    /// There is a key and no seal: the log was emptied or replaced.
    SealMissing,
    /// There is a seal, and the keychain has no key to check it with.
    KeyMissing,
    /// The keychain did not answer, so the seal was not checked.
    KeyUnread,
}

/// The digest of a record.
pub fn digest(before: Option<&str>, number: u32, body: &str) -> String {
    let before = before.unwrap_or(BEGINNING);
    let digest = Sha256::digest(format!("{before}\n{number}\n{body}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Seals the records up to the one with this number and digest.
pub(super) fn seal(count: u32, digest: &str, key: &Secret) -> Seal {
    let mac = envelope::mac(&sealed_text(count, digest), key);
    Seal {
        count,
        mac: BASE64.encode(mac.finalize().into_bytes()),
    }
}

/// Whether a seal was made of a record with this digest.
pub(super) fn fits(seal: &Seal, digest: &str, key: &Secret) -> bool {
    let mac = envelope::mac(&sealed_text(seal.count, digest), key);
    BASE64
        .decode(&seal.mac)
        .is_ok_and(|told| mac.verify_slice(&told).is_ok())
}

fn sealed_text(count: u32, digest: &str) -> String {
    format!("{BEGINNING}\n{count}\n{digest}")
}

/// Walks along the records in their order and remembers what does not fit.
#[derive(Debug, Default)]
pub struct Check {
    faults: Vec<Fault>,
    last: u32,
    before: Option<String>,
    sealed: Option<(u32, Option<String>)>,
}

impl Check {
    /// A check of a log whose seal covers that many records.
    pub fn new(seal: Option<&Seal>) -> Self {
        Self {
            sealed: seal.map(|seal| (seal.count, None)),
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
        if let Some((count, at)) = &mut self.sealed
            && *count == link.number
        {
            *at = Some(link.digest.clone());
        }
        self.last = link.number;
        self.before = Some(link.digest.clone());
    }

    /// Every fault there is, and how many records at the end no seal covers.
    pub fn end(
        mut self,
        seal: Option<&Seal>,
        key: Result<Option<&Secret>, ()>,
    ) -> (Vec<Fault>, u32) {
        match (seal, key) {
            (Some(seal), _) if seal.count > self.last => {
                self.fault(Fault::CutOff(self.last + 1));
            }
            (_, Err(())) => {
                self.fault(Fault::KeyUnread);
            }
            (Some(seal), Ok(Some(key))) => {
                let at = self.sealed.take().and_then(|(_, at)| at);
                if !at.is_some_and(|digest| fits(seal, &digest, key)) {
                    self.fault(Fault::SealBroken);
                }
            }
            (Some(_), Ok(None)) => {
                self.fault(Fault::KeyMissing);
            }
            (None, Ok(Some(_))) => {
                self.fault(Fault::SealMissing);
            }
            (None, Ok(None)) => {}
        }
        let covered = seal.map_or(0, |seal| seal.count);
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

    fn key() -> Secret {
        Secret::new("a key of the keychain".into())
    }

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

    fn faults(links: &[Link], seal: Option<&Seal>) -> Vec<Fault> {
        let mut check = Check::new(seal);
        links.iter().for_each(|link| check.see(link));
        check.end(seal, Ok(Some(&key()))).0
    }

    fn sound() -> (Vec<Link>, Seal) {
        let links = log(&["a", "b", "c", "d"]);
        let seal = seal(4, &links[3].digest, &key());
        (links, seal)
    }

    #[test]
    fn a_log_that_nobody_touched_has_no_fault() {
        let (links, seal) = sound();
        assert_eq!(faults(&links, Some(&seal)), []);
        let mut check = Check::new(None);
        assert_eq!(check.end(None, Ok(None)), (vec![], 0));
        check = Check::new(Some(&seal));
        let longer = log(&["a", "b", "c", "d", "e"]);
        longer.iter().for_each(|link| check.see(link));
        assert_eq!(check.end(Some(&seal), Ok(Some(&key()))), (vec![], 1));
    }

    #[test]
    fn every_change_to_any_record_is_found() {
        let (sound, seal) = sound();
        for at in 0..sound.len() {
            let number = sound[at].number;
            let mut changed = sound.clone();
            changed[at].body.push('x');
            assert_eq!(faults(&changed, Some(&seal)), [Fault::Changed(number)]);

            // Written anew with digests that fit: only the seal tells.
            let mut bodies = ["a", "b", "c", "d"];
            bodies[at] = "forged";
            assert_eq!(faults(&log(&bodies), Some(&seal)), [Fault::SealBroken]);

            let mut removed = sound.clone();
            removed.remove(at);
            let found = faults(&removed, Some(&seal));
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
            assert!(!faults(&closed, Some(&seal)).is_empty(), "{at}");

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
            assert!(!faults(&inserted, Some(&seal)).is_empty(), "{at}");
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
            assert!(!faults(&swapped, Some(&sealed)).is_empty(), "{one} {other}");
        }
        for length in 0..4 {
            let cut = &sound[..length];
            let from = u32::try_from(length).expect("small") + 1;
            assert_eq!(faults(cut, Some(&sealed)), [Fault::CutOff(from)]);
            // The seal's number is lowered to fit: then it is no seal any more.
            let count = from - 1;
            let lowered = Seal {
                count,
                ..sealed.clone()
            };
            assert_eq!(faults(cut, Some(&lowered)), [Fault::SealBroken]);
            assert_eq!(faults(cut, None), [Fault::SealMissing]);
        }
    }

    #[test]
    fn a_seal_needs_its_key() {
        let (links, sealed) = sound();
        let end = |key: Result<Option<&Secret>, ()>| {
            let mut check = Check::new(Some(&sealed));
            links.iter().for_each(|link| check.see(link));
            check.end(Some(&sealed), key).0
        };
        assert_eq!(end(Ok(None)), [Fault::KeyMissing]);
        assert_eq!(end(Err(())), [Fault::KeyUnread]);
        let other = Secret::new("another key".into());
        assert_eq!(end(Ok(Some(&other))), [Fault::SealBroken]);
    }

    #[test]
    fn a_broken_log_tells_a_bounded_number_of_faults() {
        let far = Link {
            number: u32::MAX,
            ..log(&["a"]).remove(0)
        };
        assert_eq!(faults(&[far], None).len(), MAX_FAULTS);
    }
}
