//! Keys in numbers: how many each view and each organization holds, and when they end.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::entry::Reached;
use super::{Index, Scope};
use crate::inventory::Rack;
use crate::model::{AccountId, Environment, Key, KeyRef};
use crate::view::{DayView, EndingView, Millis, View, ViewCounts};

/// How many days the time line has.
const DAYS: usize = 90;
/// How many keys are named for a day.
const NAMED: usize = 3;

impl Index {
    /// How many keys each view holds.
    pub(in crate::inventory) fn views(&self, scope: &Scope) -> ViewCounts {
        let mut counts = ViewCounts::default();
        for slot in scope.slots(&self.parts) {
            let facts = slot.facts(&self.parts);
            counts.revoked += u32::from(facts.has(View::Revoked));
            if !facts.is_active() {
                counts.inactive += 1;
                continue;
            }
            for (view, count) in [
                (View::All, &mut counts.all),
                (View::AtRisk, &mut counts.at_risk),
                (View::Expiring, &mut counts.expiring),
                (View::NeverExpires, &mut counts.never_expires),
                (View::Unused, &mut counts.unused),
                (View::BroaderThanNeeded, &mut counts.broader_than_needed),
            ] {
                *count += u32::from(facts.has(view));
            }
        }
        counts
    }

    /// How many active keys end after `from` and not after `until`.
    pub(in crate::inventory) fn ending(&self, from: Timestamp, until: Timestamp) -> u32 {
        let by = |at: Timestamp| {
            self.soonest.partition_point(|slot| {
                let end = slot.entry(&self.parts).end();
                end.is_some_and(|end| end <= at.as_millisecond())
            })
        };
        let ending = self.soonest[by(from)..by(until)].iter();
        let active = ending.filter(|slot| slot.facts(&self.parts).is_active());
        u32::try_from(active.count()).unwrap_or(u32::MAX)
    }

    /// The environments that any key tells, each once.
    pub(in crate::inventory) fn environments(&self) -> Vec<Environment> {
        let facts = self.parts.iter().flat_map(|part| &part.facts);
        let told: BTreeSet<Environment> = facts.filter_map(|facts| facts.environment).collect();
        told.into_iter().collect()
    }

    /// How many active keys an account has.
    pub(in crate::inventory) fn active(&self, account: AccountId) -> u32 {
        let part = self.parts.iter().find(|part| part.account == account);
        let active = part.map_or(0, |part| {
            part.facts.iter().filter(|facts| facts.is_active()).count()
        });
        u32::try_from(active).unwrap_or(u32::MAX)
    }

    /// How many active keys reach each organization of an account, by the organization's id.
    pub(in crate::inventory) fn reaching(&self, account: AccountId) -> HashMap<&str, u32> {
        let Some(part) = self.parts.iter().find(|part| part.account == account) else {
            return HashMap::new();
        };
        let mut all = 0;
        let mut counts = vec![0; part.organizations.texts().len()];
        for (entry, _) in part
            .entries
            .iter()
            .zip(&part.facts)
            .filter(|(_, facts)| facts.is_active())
        {
            all += u32::from(matches!(entry.reached, Reached::All));
            for number in part.reached(entry) {
                counts[*number as usize] += 1;
            }
        }
        let ids = part.organizations.texts().iter().map(String::as_str);
        ids.zip(counts.iter().map(|count| count + all)).collect()
    }

    /// The days from today on, with the active keys that end on them.
    pub(in crate::inventory) fn days(
        &self,
        scope: &Scope,
        racks: &[Rack],
        now: Timestamp,
        zone: &TimeZone,
    ) -> Vec<DayView> {
        let mut days = calendar(now, zone);
        let today = days.first().map_or(0, |(day, _)| day.starts.0);
        let before = self.soonest.partition_point(|slot| {
            let end = slot.entry(&self.parts).end();
            end.is_some_and(|end| end < today)
        });
        let mut endings = self.soonest[before..]
            .iter()
            .filter(|slot| {
                slot.facts(&self.parts).is_active() && scope.includes(&self.parts, **slot)
            })
            .map(|slot| (*slot, slot.entry(&self.parts)))
            .map_while(|(slot, entry)| Some((slot, entry.level, entry.end()?)))
            .peekable();
        for (day, ends) in &mut days {
            while let Some((slot, level, end)) = endings.next_if(|(_, _, end)| end < ends) {
                day.ends += 1;
                day.level = match (day.level, level) {
                    (Some(known), Some(level)) => Some(known.min(level)),
                    (known, level) => known.or(level),
                };
                if day.first.len() < NAMED
                    && let Some((rack, key)) = self.key(racks, slot)
                {
                    day.first.push(ending(rack, key, end));
                }
            }
        }
        days.into_iter().map(|(day, _)| day).collect()
    }
}

/// The days of the time line without any key, each with the Unix milliseconds at which it ends. A
/// day has 23 or 25 hours where clocks are changed.
fn calendar(now: Timestamp, zone: &TimeZone) -> Vec<(DayView, i64)> {
    let today = now.to_zoned(zone.clone()).date();
    let begin = |date: Date| {
        Some(
            date.to_zoned(zone.clone())
                .ok()?
                .timestamp()
                .as_millisecond(),
        )
    };
    let day = |date: Date| DayView {
        date: date.to_string(),
        starts: Millis(begin(date).unwrap_or_default()),
        ends: 0,
        level: None,
        first: Vec::new(),
    };
    today
        .series(1.day())
        .take(DAYS)
        .filter_map(|date| Some((day(date), begin(date.tomorrow().ok()?)?)))
        .collect()
}

fn ending(rack: &Rack, key: &Key, end: i64) -> EndingView {
    let at = KeyRef {
        account: rack.account.id,
        id: key.id.clone(),
    };
    EndingView {
        key: at.to_string(),
        name: key.name.as_str().to_owned(),
        at: Millis(end),
    }
}
