//! Keys in numbers: how many each view and each organization holds, and when they end.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::entry::Reached;
use super::{Index, Scope, Slot};
use crate::inventory::Rack;
use crate::model::{AccountId, Key, KeyRef};
use crate::view::{DayView, EndingView, Millis, View, ViewCounts};

/// How many days the time line has.
const DAYS: usize = 90;
/// How many keys are named for a day.
const NAMED: usize = 3;

impl Index {
    /// How many keys each view holds.
    pub(in crate::inventory) fn views(&self, scope: &Scope) -> ViewCounts {
        let mut counts = ViewCounts::default();
        for (_, entry) in scope.entries(&self.parts) {
            counts.revoked += u32::from(entry.views.has(View::Revoked));
            if !entry.is_active() {
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
                *count += u32::from(entry.views.has(view));
            }
        }
        counts
    }

    /// How many active keys an account has.
    pub(in crate::inventory) fn active(&self, account: AccountId) -> u32 {
        let part = self.parts.iter().find(|part| part.account == account);
        let active = part.map_or(0, |part| {
            part.entries
                .iter()
                .filter(|entry| entry.is_active())
                .count()
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
        for entry in part.entries.iter().filter(|entry| entry.is_active()) {
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
        let days = calendar(now, zone);
        let horizon = days.last().map_or(0, |(_, ends)| *ends);
        let mut endings: Vec<(i64, Slot)> = scope
            .entries(&self.parts)
            .filter(|(_, entry)| entry.is_active())
            .filter_map(|(slot, entry)| Some((entry.end().filter(|end| *end < horizon)?, slot)))
            .collect();
        endings.sort_by_key(|(end, slot)| (*end, slot.sorted_name(&self.parts)));
        let mut rest = endings.as_slice();
        let mut starts = now.as_millisecond();
        let mut views = Vec::with_capacity(DAYS);
        for (date, ends) in days {
            let (day, later) = rest.split_at(rest.partition_point(|(end, _)| *end < ends));
            let keys = || {
                day.iter()
                    .filter_map(|(end, slot)| Some((*end, self.key(racks, *slot)?)))
            };
            views.push(DayView {
                date: date.to_string(),
                starts: Millis(starts),
                ends: u32::try_from(day.len()).unwrap_or(u32::MAX),
                level: keys()
                    .filter_map(|(_, (_, key))| key.expiry.level(key.created, now))
                    .min(),
                first: keys()
                    .take(NAMED)
                    .map(|(end, (rack, key))| ending(rack, key, end))
                    .collect(),
            });
            (rest, starts) = (later, ends);
        }
        views
    }
}

/// The days of the time line, each with the Unix milliseconds at which it ends. A day has 23 or 25
/// hours where clocks are changed.
fn calendar(now: Timestamp, zone: &TimeZone) -> Vec<(Date, i64)> {
    let today = now.to_zoned(zone.clone()).date();
    let end = |date: Date| date.tomorrow().ok()?.to_zoned(zone.clone()).ok();
    today
        .series(1.day())
        .take(DAYS)
        .filter_map(|date| Some((date, end(date)?.timestamp().as_millisecond())))
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
