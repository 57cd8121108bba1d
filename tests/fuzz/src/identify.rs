//! Texts that leaked, and the shapes of credentials in them.

use keyrack_core::shapes;
use keyrack_core::{Kind, Secret};
use zeroize::Zeroizing;

use crate::wait;
use crate::world::{CREDENTIAL, World};

/// How many bytes of a text are looked at here: the fuzzer finds more with many short ones.
const MOST: usize = 64 * 1024;

thread_local! {
    static WORLD: World = World::new();
}

/// Whatever the text is: what is found stands in it, what is told is masked, and what the log would
/// write of it holds no credential.
pub(crate) fn run(bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(MOST)];
    let text = String::from_utf8_lossy(bytes);
    for (place, found) in shapes::find(&text) {
        assert!(text.is_char_boundary(place.start) && text.is_char_boundary(place.end));
        assert!(text[place].starts_with(found.shape.prefix));
    }
    let redacted = shapes::redact(&text);
    assert_eq!(shapes::redact(&redacted), redacted, "once is enough");
    assert_eq!(shapes::find(&redacted).count(), 0, "{redacted}");
    if let Some(secret) = Secret::from_bytes(bytes) {
        shapes::recognise(&secret);
        let hint = secret.hint();
        assert!(hint.chars().count() <= 40, "{hint}");
    }
    WORLD.with(|world| {
        let profile = &world.profile;
        let told = wait(profile.identify(Zeroizing::new(bytes.to_vec())));
        match told {
            Ok(view) => {
                assert!(view.findings.len() <= 200);
                let told = serde_json::to_string(&view).expect("the window is told");
                assert!(!told.contains(CREDENTIAL), "{told}");
            }
            Err(error) => assert_eq!(error.kind, Kind::TooLarge),
        }
        profile.identify_done();
    });
}
