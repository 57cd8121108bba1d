//! The keychain, as any other program on the desktop sees it.

use crate::{App, Desktop};
use std::collections::BTreeMap;
use zbus::{Connection, zvariant::ObjectPath};

/// What unlocks it.
pub(crate) const PASSWORD: &str = "a password for tests";
/// The title of the dialog in which it asks its user for the password.
pub const DIALOG: &str = "Unlock Login Keyring";

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

/// Locks it. Whoever wants something of it then, has its user asked for the password.
///
/// # Panics
/// When the keychain does not answer.
pub async fn lock(desktop: &Desktop) {
    let lock = [
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.secrets",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.Lock",
        "array:objpath:/org/freedesktop/secrets/collection/login",
    ];
    let locked = desktop.output("dbus-send", lock).await;
    assert!(locked.status.success(), "{locked:?}");
}

/// Types the password into its dialog.
///
/// # Panics
/// When there is no such dialog.
pub async fn unlock(app: &App<'_>) {
    app.native_dialog(DIALOG).await;
    app.type_text(PASSWORD).await;
    app.keyboard("Return").await;
}

/// Takes the place of the program that asks the user for the keychain's password, and asks nothing: as if its dialog
/// was out of sight. Its answer never comes while this lives.
#[derive(Debug)]
pub struct LostDialog(#[expect(dead_code, reason = "it is there as long as this")] Connection);

struct Prompter;

#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl Prompter {
    fn begin_prompting(&self, _callback: ObjectPath<'_>) {}

    fn stop_prompting(&self, _callback: ObjectPath<'_>) {}
}

impl LostDialog {
    /// Takes the place.
    ///
    /// # Panics
    /// When another program has it.
    pub async fn on(desktop: &Desktop) -> Self {
        let bus = desktop.bus().await;
        let served = bus
            .object_server()
            .at("/org/gnome/keyring/Prompter", Prompter)
            .await;
        assert!(served.expect("the bus"), "it is served once");
        let name = "org.gnome.keyring.SystemPrompter";
        bus.request_name(name).await.expect("nobody asks now");
        Self(bus)
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
