//! The log as a document for people, or as data for programs. Neither has a secret in it: no record
//! has one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::json;

use super::{Act, Ending, Fault, Incident};
use crate::error::{Kind, Result};
use crate::model::{Phase, Untested};
use crate::profile::Profile;
use crate::services;
use crate::view::{LogCheckView, LogFormat};

impl Profile {
    /// The whole log as text, oldest record first, with what a check of it found and the after-care
    /// of every service that it tells of.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`].
    pub async fn export_incident_log(&self, format: LogFormat) -> Result<String> {
        let check = self.verify_incident_log().await?;
        let (_, mut records) = self.store.incidents(0, u32::MAX)?;
        records.reverse();
        export(format, &check, &records, self.now())
    }
}

/// Records, with their numbers, as text: oldest first, and before them what a `check` of the log found.
///
/// # Errors
/// [`Kind::StorageFailed`] when a record cannot be written as JSON.
pub fn export(
    format: LogFormat,
    check: &LogCheckView,
    records: &[(u32, Incident)],
    now: jiff::Timestamp,
) -> Result<String> {
    if format == LogFormat::Markdown {
        return Ok(markdown(check, records, now));
    }
    let records: Vec<_> = records
        .iter()
        .map(|(number, record)| json!({ "number": number, "record": record }))
        .collect();
    let document = json!({
        "format": "keyrack incident log 1",
        "exported": now,
        "check": check,
        "records": records,
    });
    serde_json::to_string_pretty(&document).map_err(|_| Kind::StorageFailed.into())
}

fn markdown(check: &LogCheckView, records: &[(u32, Incident)], now: jiff::Timestamp) -> String {
    let mut text = format!("# Keyrack incident log\n\nExported {}.\n\n", time(now));
    let _ = writeln!(text, "{}", checked(check));
    for (number, record) in records {
        section(&mut text, *number, record);
    }
    after_care(&mut text, records);
    text
}

fn checked(check: &LogCheckView) -> String {
    let count = |number: u32| match number {
        1 => "1 record".to_owned(),
        number => format!("{number} records"),
    };
    if check.faults.is_empty() {
        let open = match check.unsealed {
            0 => String::new(),
            unsealed => format!(" The last {} are not sealed yet.", count(unsealed)),
        };
        return format!(
            "{}, checked: as they were written.{open}",
            count(check.records)
        );
    }
    let faults: Vec<String> = check
        .faults
        .iter()
        .map(|fault| match fault {
            Fault::Changed(number) => format!("record {number} was changed"),
            Fault::Missing(number) => format!("record {number} is missing"),
            Fault::CutOff(number) => format!("the log is cut off before record {number}"),
            Fault::SealBroken => "the records do not fit their seal".to_owned(),
            Fault::SealMissing => "the seal is not in the keychain any more".to_owned(),
            Fault::SealUnread => "the seal could not be checked".to_owned(),
        })
        .collect();
    format!(
        "**Do not rely on this log:** {}, checked: {}.",
        count(check.records),
        faults.join("; ")
    )
}

fn section(text: &mut String, number: u32, record: &Incident) {
    let key = record.key.as_ref();
    let name = key.map_or(String::new(), |key| format!(": {}", plain(&key.name)));
    let _ = writeln!(text, "\n## {number} · {}{name}\n", act(record.act));
    let mut line = |label: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(text, "- {label}: {value}");
        }
    };
    line("Ended", time(record.at));
    if let Some(account) = &record.account {
        let service = services::adapter(&account.service)
            .map_or("", |adapter| adapter.descriptor().service.name());
        let with = match account.hint.as_str() {
            "" => String::new(),
            hint => format!(", with the credential {}", code(hint)),
        };
        let (label, host) = (plain(&account.label), code(&account.host));
        line("Account", format!("{label}, {service} at {host}{with}"));
    }
    if let Some(key) = key {
        let hint = key.hint.as_deref().map(code).unwrap_or_default();
        line("Key", [code(&key.id), hint].join(" ").trim().to_owned());
        let organizations: Vec<String> = key.organizations.iter().map(|name| plain(name)).collect();
        line("Organizations", organizations.join(", "));
        line("Rights", plain(&key.rights));
    }
    if let Some(successor) = &record.successor {
        line("Successor", plain(&successor.name));
    }
    if let Some(tally) = record.tally {
        let (revoked, said, failed) = (tally.revoked, tally.unprovable, tally.failed);
        line(
            "Keys",
            format!("{revoked} revoked, {said} accepted without proof, {failed} not revoked"),
        );
    }
    let steps: Vec<String> = record
        .steps
        .iter()
        .map(|&(phase, at)| format!("{} {}", step(phase), time(at)))
        .collect();
    line("Steps", steps.join("; "));
    line("How it is known", known(record.ending).to_owned());
    if let Some(untested) = record.untested {
        line("Not tested", reason(untested).to_owned());
    }
    if let Some(error) = &record.error {
        let kind = serde_json::to_string(&error.code).unwrap_or_default();
        let vendor = error.vendor_code.as_deref().map(code).unwrap_or_default();
        line(
            "Error",
            [code(kind.trim_matches('"')), vendor]
                .join(" ")
                .trim()
                .to_owned(),
        );
    }
}

fn after_care(text: &mut String, records: &[(u32, Incident)]) {
    let services: BTreeSet<&str> = records
        .iter()
        .filter_map(|(_, record)| record.account.as_ref())
        .map(|account| account.service.as_str())
        .collect();
    for adapter in services.into_iter().filter_map(services::adapter) {
        let descriptor = adapter.descriptor();
        let _ = writeln!(text, "\n## After-care: {}\n", descriptor.service.name());
        for step in descriptor.after_care.steps {
            let _ = writeln!(text, "- [ ] {step}");
        }
        let _ = writeln!(text, "\nSource: {}", descriptor.after_care.source);
    }
}

fn act(act: Act) -> &'static str {
    match act {
        Act::Create => "Created",
        Act::Rotate => "New secret",
        Act::Replace => "Replaced by a successor",
        Act::Revoke => "Revoked",
        Act::RevokeThere => "Revoked at the service’s site",
        Act::Discard => "Discarded",
        Act::Sweep => "Revoked among others",
        Act::SweepAll => "Many keys revoked",
    }
}

fn known(ending: Ending) -> &'static str {
    match ending {
        Ending::Refused => "The service was asked with the key, and refuses it.",
        Ending::Gone => "The service has the key no more.",
        Ending::Unprovable => "The service, or its user, said so. Nothing can prove it.",
        Ending::StillWorks => "It was said to be revoked, and the service **still takes it**.",
        Ending::Unverified => "It is **not known** whether it happened.",
        Ending::Failed => "It **did not happen**.",
        Ending::Copied => "The new secret was copied once.",
        Ending::Kept => "The new secret was kept in the keychain.",
        Ending::Given => "The new secret was given to a command.",
        Ending::Done => "It was carried out to its end.",
        Ending::GivenUp => "It was **given up** before its end.",
    }
}

fn step(phase: Phase) -> &'static str {
    match phase {
        Phase::Sending => "sent",
        Phase::Declared => "declared",
        Phase::Accepted => "accepted",
        Phase::Gone => "gone",
        Phase::Refused => "refused since",
        Phase::Unprovable => "taken at its word",
        Phase::StillWorks => "still taken",
        Phase::Unverified => "unverified",
    }
}

fn reason(untested: Untested) -> &'static str {
    match untested {
        Untested::NoSecret => "The key’s secret was not at hand.",
        Untested::NoWay => "No way is documented in which it could be tested.",
        Untested::Spent => "The host had refused as many keys as are tried there in 15 minutes.",
        Untested::NoAnswer => "The service did not answer.",
    }
}

fn time(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S.%3f UTC").to_string()
}

/// Text that Markdown takes for nothing else.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        if letter.is_ascii_punctuation() && !matches!(letter, '-' | '.' | ',' | '/' | ':') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

fn code(text: &str) -> String {
    let harmless = |letter: &char| !letter.is_control() && *letter != '`';
    match text.chars().filter(harmless).collect::<String>().as_str() {
        "" => String::new(),
        text => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_markup() {
        assert_eq!(plain("<b>*x*</b>\n# y"), "\\<b\\>\\*x\\*\\</b\\>\\# y");
        assert_eq!(plain("[a](b)"), "\\[a\\]\\(b\\)");
        assert_eq!(code("a`b`"), "`ab`");
        assert_eq!(code("`"), "");
    }

    #[test]
    fn a_faulty_log_says_so_before_anything_else() {
        let check = LogCheckView {
            at: crate::view::Millis(0),
            records: 1,
            unsealed: 0,
            faults: vec![Fault::Changed(1), Fault::SealBroken],
        };
        let text = markdown(&check, &[], jiff::Timestamp::UNIX_EPOCH);
        assert!(text.contains("Do not rely on this log"), "{text}");
        assert!(text.contains("record 1 was changed"), "{text}");
    }
}
