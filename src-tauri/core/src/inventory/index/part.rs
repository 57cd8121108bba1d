//! One account's keys, prepared: what they are searched by, sorted by and counted by.

use jiff::{SignedDuration, Timestamp};

use super::entry::{Entry, Reached};
use super::facts::Facts;
use super::words::{Interned, searchable};
use crate::inventory::Rack;
use crate::model::{AccountId, Key, Reach, next_change};

/// One account's keys: those that are listed, in their order, then those that are off the list.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) account: AccountId,
    made_of: Stamp,
    /// Ids of the keys that are off the list.
    unlisted: Vec<String>,
    /// The account's service and label, as a filter looks for them.
    pub(super) heading: String,
    /// Everything that a filter looks at in the keys.
    text: String,
    pub(super) entries: Vec<Entry>,
    /// What the keys at the entries are chosen by.
    pub(super) facts: Vec<Facts>,
    /// Entries by name, then by id.
    pub(super) by_name: Vec<u32>,
    /// The service's words for what keys may do.
    pub(super) rights: Interned,
    /// Names of the organizations that keys reach, as one text.
    pub(super) reaches: Interned,
    /// Ids of organizations, those of the directory first.
    pub(super) organizations: Interned,
    /// How many are of the directory.
    listed_organizations: u32,
    organization_names: Vec<String>,
    /// Which organizations keys reach; entries name a range of it.
    reached: Vec<u32>,
    /// The time span for which what the entries say about now is right.
    settled: Option<(Timestamp, Timestamp)>,
}

/// What a part was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    keys: u64,
    directory: u64,
    revocations: u64,
    label: String,
    fingerprint: String,
    skew: SignedDuration,
}

impl Stamp {
    fn of(rack: &Rack) -> Self {
        Self {
            keys: rack.listed.keys.version(),
            directory: rack.listed.directory.version(),
            revocations: rack.revocations.version(),
            label: rack.account.label.clone(),
            fingerprint: rack.account.fingerprint.clone(),
            skew: rack.skew,
        }
    }
}

impl Part {
    /// Prepares an account's keys. What depends on the time is not yet told.
    pub(super) fn of(rack: &Rack) -> Self {
        let mut part = Self {
            account: rack.account.id,
            made_of: Stamp::of(rack),
            unlisted: rack.unlisted().into_keys().map(str::to_owned).collect(),
            heading: searchable(&[rack.account.service.name(), &rack.account.label]),
            text: String::new(),
            entries: Vec::new(),
            facts: Vec::new(),
            by_name: Vec::new(),
            rights: Interned::default(),
            reaches: Interned::default(),
            organizations: Interned::default(),
            listed_organizations: 0,
            organization_names: Vec::new(),
            reached: Vec::new(),
            settled: None,
        };
        for organization in &rack.listed.directory.organizations {
            part.organizations.number(&organization.id);
        }
        part.listed_organizations = short(part.organizations.texts().len());
        let count = rack.listed.keys.len() + part.unlisted.len();
        part.entries.reserve_exact(count);
        for at in 0..count {
            if let Some(key) = part.key(rack, at) {
                part.add(rack, key);
            }
        }
        part.text.shrink_to_fit();
        part.facts.resize(part.entries.len(), Facts::default());
        let directory = &rack.listed.directory;
        let sorted = |id: &String| directory.organization_name(id).as_str().to_lowercase();
        part.organization_names = part.organizations.texts().iter().map(sorted).collect();
        part.by_name = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
        let mut by_name = std::mem::take(&mut part.by_name);
        by_name.sort_by_cached_key(|at| {
            let at = *at as usize;
            (part.name(at), part.key(rack, at).map(|key| &key.id))
        });
        part.by_name = by_name;
        part
    }

    /// Whether it was made of what `rack` holds now.
    pub(super) fn is_current(&self, rack: &Rack) -> bool {
        self.made_of == Stamp::of(rack)
    }

    /// The key at an entry.
    pub(super) fn key<'a>(&self, rack: &'a Rack, at: usize) -> Option<&'a Key> {
        let listed = &rack.listed.keys;
        listed.get(at).or_else(|| {
            let id = self.unlisted.get(at.checked_sub(listed.len())?)?;
            rack.revocations.get(id).map(|record| &record.key)
        })
    }

    /// The name of the key at an entry, as it is sorted by.
    pub(super) fn name(&self, at: usize) -> &str {
        let (from, to) = (self.text_begin(at), self.entries[at].name_end as usize);
        &self.text[from..to]
    }

    /// The number of an organization of the directory.
    pub(super) fn organization(&self, id: &str) -> Option<u32> {
        let number = self.organizations.find(id);
        number.filter(|number| *number < self.listed_organizations)
    }

    /// The name of an organization, as it is sorted by.
    pub(super) fn organization_name(&self, number: u32) -> &str {
        &self.organization_names[number as usize]
    }

    /// Whether the key at an entry reaches one of these organizations.
    pub(super) fn reaches_any(&self, entry: &Entry, organizations: &[u32]) -> bool {
        match entry.reached {
            Reached::All => true,
            Reached::Unknown => false,
            Reached::Some { .. } => self
                .reached(entry)
                .iter()
                .any(|organization| organizations.contains(organization)),
        }
    }

    /// The organizations that are named as reached by the key at an entry.
    pub(super) fn reached(&self, entry: &Entry) -> &[u32] {
        match entry.reached {
            Reached::Some { from, to } => &self.reached[from as usize..to as usize],
            Reached::All | Reached::Unknown => &[],
        }
    }

    /// Which keys contain `filter`, which is lower-case and not empty; nothing means: all.
    pub(super) fn search(&self, filter: &memchr::memmem::Finder<'_>) -> Option<Vec<bool>> {
        if filter.find(self.heading.as_bytes()).is_some() {
            return None;
        }
        let mut hits = vec![false; self.entries.len()];
        let (mut from, mut at) = (0, 0);
        while let Some(found) = filter.find(&self.text.as_bytes()[from..]) {
            let found = from + found;
            while self.entries[at].text_end as usize <= found {
                at += 1;
            }
            hits[at] = true;
            from = self.entries[at].text_end as usize;
        }
        Some(hits)
    }

    /// Brings what depends on the time up to date; tells whether any of it changed.
    pub(super) fn settle(&mut self, rack: &Rack, now: Timestamp) -> bool {
        if self
            .settled
            .is_some_and(|(from, until)| from <= now && now < until)
        {
            return false;
        }
        let theirs = rack.theirs(now);
        let began = self.settled.map(|(from, _)| from);
        let backwards = began.is_none_or(|began| now < began);
        let (mut changed, mut until) = (false, Timestamp::MAX);
        let mut entries = std::mem::take(&mut self.entries);
        for (at, entry) in entries.iter_mut().enumerate() {
            if (backwards || entry.until <= now)
                && let Some(key) = self.key(rack, at)
            {
                let states = rack.states(key, now);
                let level = key.expiry.level(key.created, theirs);
                let facts = Facts::of(states, level, key.environment);
                changed |= (states, facts) != (entry.states, self.facts[at]);
                (entry.states, entry.level, self.facts[at]) = (states, level, facts);
                let next = next_change(key, theirs);
                let ours = next.and_then(|next| next.checked_sub(rack.skew).ok());
                entry.until = ours.unwrap_or(Timestamp::MAX);
            }
            until = until.min(entry.until);
        }
        self.entries = entries;
        self.settled = Some((now, until));
        changed
    }

    /// Until when that is right.
    pub(super) fn settled_until(&self) -> Option<Timestamp> {
        self.settled.map(|(_, until)| until)
    }

    fn text_begin(&self, at: usize) -> usize {
        at.checked_sub(1)
            .map_or(0, |before| self.entries[before].text_end as usize)
    }

    fn add(&mut self, rack: &Rack, key: &Key) {
        let directory = &rack.listed.directory;
        let reached = match &key.reach {
            Reach::All => Reached::All,
            Reach::Unknown => Reached::Unknown,
            Reach::Some(ids) => {
                let from = self.reached.len();
                for id in ids {
                    self.reached.push(self.organizations.number(id));
                }
                Reached::Some {
                    from: short(from),
                    to: short(self.reached.len()),
                }
            }
        };
        let names: Vec<_> = match &key.reach {
            Reach::Some(ids) => ids
                .iter()
                .map(|id| directory.organization_name(id))
                .collect(),
            Reach::All | Reach::Unknown => Vec::new(),
        };
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let mut fields = vec![key.hint.as_deref().unwrap_or_default(), &key.rights.short];
        fields.extend(key.limits.iter().map(|limit| limit.name.as_str()));
        fields.extend(&names);
        self.text += &searchable(&[key.name.as_str()]);
        let name_end = short(self.text.len() - 1);
        self.text += &searchable(&fields);
        self.entries.push(Entry {
            text_end: short(self.text.len()),
            name_end,
            rights: self.rights.number(&key.rights.short.to_lowercase()),
            reach: self.reaches.number(&names.join(", ").to_lowercase()),
            reached,
            ..Entry::of(key)
        });
    }
}

/// Lengths of texts and lists, which stay far below 4 Gi.
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
