//! The keychain, as any other program on the desktop sees it.

use crate::Desktop;
use std::collections::BTreeMap;

/// One entry of the keychain.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What a person sees in a list of passwords.
    pub label: String,
    /// What it keeps.
    pub secret: String,
    /// What it can be found by.
    pub attributes: BTreeMap<String, String>,
}

/// Every unlocked entry whose attribute `name` has this `value`.
///
/// # Panics
/// When the keychain does not answer.
pub async fn search(desktop: &Desktop, name: &str, value: &str) -> Vec<Entry> {
    let found = desktop
        .output("secret-tool", ["search", "--all", "--unlock", name, value])
        .await;
    // One tool, two streams: in one version all goes to stdout, in another attributes go to stderr,
    // entry by entry in the same order.
    let (mut entries, mut attributes) = (Vec::<Entry>::new(), Vec::new());
    for line in String::from_utf8_lossy(&found.stdout).lines() {
        match line.split_once(" = ") {
            Some(("label", label)) if !entries.is_empty() => {
                last(&mut entries).label = label.into()
            }
            Some(("secret", secret)) => last(&mut entries).secret = secret.into(),
            Some((key, text)) if key.starts_with("attribute.") => {
                attributes.push((key.to_owned(), text.to_owned()))
            }
            None if line.starts_with('[') => entries.push(Entry::default()),
            _ => {}
        }
    }
    for line in String::from_utf8_lossy(&found.stderr).lines() {
        if let Some((key, text)) = line.split_once(" = ") {
            attributes.push((key.to_owned(), text.to_owned()));
        }
    }
    distribute(&mut entries, attributes);
    entries
}

fn last(entries: &mut [Entry]) -> &mut Entry {
    entries
        .last_mut()
        .expect("a line that belongs to an entry follows its head")
}

/// Hands out attributes in order: an entry is complete when a name comes a second time.
fn distribute(entries: &mut [Entry], attributes: Vec<(String, String)>) {
    let mut entries = entries.iter_mut();
    let mut entry = entries.next();
    for (key, text) in attributes {
        let Some(name) = key.strip_prefix("attribute.") else {
            continue;
        };
        if entry
            .as_ref()
            .is_some_and(|entry| entry.attributes.contains_key(name))
        {
            entry = entries.next();
        }
        if let Some(entry) = &mut entry {
            entry.attributes.insert(name.to_owned(), text);
        }
    }
}

/// Adds an entry, as another program would.
///
/// # Panics
/// When the keychain refuses it.
pub async fn store(desktop: &Desktop, name: &str, value: &str, secret: &str) {
    let store = ["store", "--label=of another program", name, value];
    let stored = desktop.output_of("secret-tool", store, secret).await;
    assert!(
        stored.status.success(),
        "{}",
        String::from_utf8_lossy(&stored.stderr)
    );
}
