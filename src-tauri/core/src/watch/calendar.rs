//! The ends of keys as an iCalendar file.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::content_line::Calendar;
use crate::inventory::{Inventory, Rack};
use crate::model::{Expiry, Key, OrganizationRef};
use crate::profile::Profile;

impl Profile {
    /// The ends of all keys that are active, of an organization or of all, as a calendar: one event
    /// each, which reminds of itself a week before and has the same id in every export.
    ///
    /// # Errors
    /// [`crate::Kind::Locked`].
    pub fn calendar(&self, organization: Option<&str>) -> crate::Result<String> {
        self.require_unlocked()?;
        let now = self.now();
        Ok(self.look(|inventory| {
            let members = organization.map(|id| inventory.members(id));
            inventory.calendar(members.as_deref(), now)
        }))
    }
}

impl Inventory {
    fn calendar(&self, organizations: Option<&[OrganizationRef]>, now: Timestamp) -> String {
        let mut calendar = Calendar::default();
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", "-//Keyrack//Keyrack//EN");
        for rack in self.racks() {
            let keys = rack.listed.keys.iter();
            for key in
                keys.filter(|key| rack.is_left_alone(key) && !key.expiry.is_past(rack.theirs(now)))
            {
                let wanted = organizations.is_none_or(|some| {
                    let includes = |at: &OrganizationRef| key.reach.includes(&at.id);
                    some.iter()
                        .any(|at| at.account == rack.account.id && includes(at))
                });
                if wanted {
                    event(&mut calendar, rack, key, now);
                }
            }
        }
        calendar.line("END", "VCALENDAR");
        calendar.text()
    }
}

/// Adds the event of a key's end, if one is known: it takes no time, and reminds a week before.
fn event(calendar: &mut Calendar, rack: &Rack, key: &Key, now: Timestamp) {
    let start = match key.expiry {
        Expiry::At(end) => ("DTSTART", instant(end)),
        Expiry::Date(day) => ("DTSTART;VALUE=DATE", day.strftime("%Y%m%d").to_string()),
        Expiry::Never | Expiry::Unknown => return,
    };
    let account = &rack.account;
    let summary = format!("API key {} expires", key.name.as_str());
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &uid(rack, key));
    calendar.line("DTSTAMP", &instant(now));
    calendar.line(start.0, &start.1);
    calendar.words("SUMMARY", &summary);
    let place = format!("{} at {}", account.label, account.service.name());
    calendar.words("DESCRIPTION", &place);
    calendar.line("TRANSP", "TRANSPARENT");
    calendar.line("BEGIN", "VALARM");
    calendar.line("ACTION", "DISPLAY");
    calendar.line("TRIGGER", "-P7D");
    calendar.words("DESCRIPTION", &summary);
    calendar.line("END", "VALARM");
    calendar.line("END", "VEVENT");
}

/// A digest of what names the key: the same in every export, and telling nothing of it.
fn uid(rack: &Rack, key: &Key) -> String {
    let mut digest = Sha256::new();
    digest.update(rack.account.id.to_string());
    digest.update([0]);
    digest.update(&key.id);
    digest.update([0]);
    let created = key.created.map(|time| time.as_millisecond());
    digest.update(created.unwrap_or_default().to_be_bytes());
    format!("{}@keyrack", hex::encode(&digest.finalize()[..16]))
}

/// A moment in UTC, to the second.
fn instant(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Account, AccountId, Capabilities, Name, Reach};

    fn rack(keys: Vec<Key>) -> Rack {
        let account = Account {
            id: AccountId::parse("6f1d0f5e-8f0e-4f3c-9d7a-0a1b2c3d4e5f").expect("an id"),
            ..Account::sample("acme; and, sons", "https://api.test")
        };
        let mut rack = Rack::new(account, Capabilities::default());
        rack.listed.keys.replace(keys);
        rack
    }

    fn key(name: &str, expiry: Expiry) -> Key {
        Key {
            expiry,
            reach: Reach::Some(vec!["o1".into()]),
            ..Key::new(name, Name::new(name))
        }
    }

    fn calendar(keys: Vec<Key>) -> String {
        let mut inventory = Inventory::default();
        inventory.add(rack(keys));
        inventory.calendar(None, "2026-11-22T10:00:00Z".parse().expect("a time"))
    }

    /// The lines as they were before they were folded.
    fn unfolded(text: &str) -> Vec<String> {
        let text = text.replace("\r\n ", "");
        text.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_event_tells_when_a_key_ends_and_reminds_a_week_before() {
        let end = Expiry::At("2027-02-28T23:30:00.5+01:00".parse().expect("a time"));
        let lines = unfolded(&calendar(vec![key("ci", end)]));
        let event: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(event[0], "BEGIN:VCALENDAR");
        assert_eq!(event.last(), Some(&"END:VCALENDAR"));
        for line in [
            "VERSION:2.0",
            "PRODID:-//Keyrack//Keyrack//EN",
            "BEGIN:VEVENT",
            "DTSTAMP:20261122T100000Z",
            "DTSTART:20270228T223000Z",
            "SUMMARY:API key ci expires",
            "DESCRIPTION:acme\\; and\\, sons at CodeDig",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P7D",
            "END:VALARM",
            "END:VEVENT",
        ] {
            assert!(event.contains(&line), "{line} is not in {event:#?}");
        }
    }

    #[test]
    fn a_day_is_a_day_and_what_does_not_end_is_left_out() {
        let text = calendar(vec![
            key("dated", Expiry::Date(jiff::civil::date(2028, 2, 29))),
            key("never", Expiry::Never),
            key("unknown", Expiry::Unknown),
            key("ended", Expiry::Date(jiff::civil::date(2026, 11, 22))),
        ]);
        let lines = unfolded(&text);
        assert!(
            lines.contains(&"DTSTART;VALUE=DATE:20280229".to_owned()),
            "{text}"
        );
        let events = lines.iter().filter(|line| *line == "BEGIN:VEVENT").count();
        assert_eq!(events, 1, "{text}");
    }

    #[test]
    fn an_event_keeps_its_id_when_its_key_is_renamed_or_prolonged() {
        let uid = |key: Key| {
            let lines = unfolded(&calendar(vec![key]));
            let uid = lines.into_iter().find(|line| line.starts_with("UID:"));
            uid.expect("an id")
        };
        let first = key("ci", Expiry::Date(jiff::civil::date(2027, 1, 1)));
        let later = Key {
            name: Name::new("deploy"),
            expiry: Expiry::Date(jiff::civil::date(2027, 6, 1)),
            ..first.clone()
        };
        let other = Key {
            id: "other".into(),
            ..first.clone()
        };
        assert_eq!(uid(first.clone()), uid(later));
        assert_ne!(uid(first), uid(other));
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_its_line(name in "\\PC{0,90}|[\\x00-\u{2FFF}]{0,90}|[,;:\\\\n\"]{0,60}") {
            let end = Expiry::Date(jiff::civil::date(2027, 1, 1));
            let key = key(&name, end);
            let summary = format!("API key {} expires", key.name.as_str());
            let text = calendar(vec![key]);
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
                prop_assert!(!line.chars().any(char::is_control), "{line:?}");
            }
            let lines = unfolded(&text);
            let told: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix("SUMMARY:")).collect();
            let plain = told[0].replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
            prop_assert_eq!(told.len(), 1);
            prop_assert_eq!(plain, summary);
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 3);
        }
    }
}
