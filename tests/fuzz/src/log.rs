//! Records of the incident log, as somebody else may have written them.

use jiff::Timestamp;
use keyrack_core::incident::{Act, Check, Ending, Incident, Kept, Link, Seal, Subject, digest};
use keyrack_core::store::Store;
use keyrack_core::view::LogFormat;
use serde_json::Value;

use crate::{wait, world};

/// Bytes are records, one a line. They are checked, shown and exported without harm; a log that fits
/// itself is told from one that does not; and a name in it cannot forge a line of the export.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().take(50).collect();
    check(&lines);
    let mut incidents: Vec<Incident> = lines
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    incidents.push(named(&text));
    let store = Store::in_memory().expect("a database in memory");
    store.append(&incidents, &[]).expect("it takes them");
    let profile = world::profile(store);
    let view = profile.incident_log(0, 100).expect("it is shown");
    serde_json::to_string(&view).expect("the window is told");
    let json = wait(profile.export_incident_log(LogFormat::Json)).expect("an export");
    serde_json::from_str::<Value>(&json).expect("JSON");
    let markdown = wait(profile.export_incident_log(LogFormat::Markdown)).expect("an export");
    assert!(
        !markdown.chars().any(|c| c.is_control() && c != '\n'),
        "a terminal may show it"
    );
}

/// A chain that is made here fits; one of which a record was changed does not.
fn check(lines: &[&str]) {
    let mut before: Option<String> = None;
    let mut links = Vec::new();
    for (number, body) in (1..).zip(lines) {
        let made = digest(before.as_deref(), number, body);
        before = Some(made.clone());
        links.push(Link {
            number,
            body: (*body).to_owned(),
            digest: made,
        });
    }
    let faults = |links: &[Link], count: u32, digest: &str| {
        let digest = digest.to_owned();
        let mut check = Check::new(Kept::Seal(Seal { count, digest }));
        links.iter().for_each(|link| check.see(link));
        check.end().0
    };
    let Some(last) = links.last().cloned() else {
        return;
    };
    assert!(faults(&links, last.number, &last.digest).is_empty());
    links[0].body.push('x');
    let told = faults(&links, last.number, &last.digest);
    assert!(!told.is_empty(), "a change is told");
    let told = faults(&links, last.number + 1, lines[0]);
    assert!(!told.is_empty(), "a cut is told");
}

/// A record of a key with this name: one that a service sent, or that a file was edited to hold.
fn named(name: &str) -> Incident {
    Incident {
        at: Timestamp::UNIX_EPOCH,
        act: Act::Revoke,
        ending: Ending::Gone,
        account: None,
        key: Some(Subject {
            id: "1".into(),
            name: name.chars().take(400).collect(),
            hint: None,
            organizations: Vec::new(),
            rights: String::new(),
        }),
        successor: None,
        steps: Vec::new(),
        untested: None,
        error: None,
        tally: None,
    }
}
