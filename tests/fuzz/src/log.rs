//! Records of the incident log, as somebody else may have written them.

use jiff::Timestamp;
use keyrack_core::incident::{
    Act, Check, Ending, Fault, Incident, Kept, Link, Seal, Subject, digest, export,
};
use keyrack_core::view::{IncidentView, LogCheckView, LogFormat};
use serde_json::Value;

/// Bytes are records, one a line. They are checked, read, shown and exported without harm; a log that fits
/// itself is told from one that does not; and a name in it cannot forge a line of the export.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().take(50).collect();
    check(&lines);
    let read = lines
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok());
    let records: Vec<(u32, Incident)> = (1..).zip(read.chain([named(&text)])).collect();
    for (number, record) in &records {
        let kept = serde_json::to_string(record).expect("it can be kept");
        let again: Incident = serde_json::from_str(&kept).expect("and read");
        assert_eq!(again, *record);
        let view = IncidentView::new(*number, again);
        serde_json::to_string(&view).expect("the window is told");
    }
    let found = LogCheckView {
        at: Timestamp::UNIX_EPOCH.into(),
        records: records.len().try_into().expect("a few"),
        unsealed: 1,
        faults: vec![Fault::Changed(1)],
    };
    let export = |format| export(format, &found, &records, Timestamp::UNIX_EPOCH).expect("a text");
    serde_json::from_str::<Value>(&export(LogFormat::Json)).expect("JSON");
    let markdown = export(LogFormat::Markdown);
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
