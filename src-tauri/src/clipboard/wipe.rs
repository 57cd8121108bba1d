//! Getting a text off the clipboard, and finding out whether it is.
//!
//! Emptying alone is no wipe: clipboard managers bring back what they saw last. So something
//! harmless is what they see last. Then the clipboard is emptied, and looked at again, twice.

use std::time::Duration;

use tokio::time::sleep;

use super::{
    backend::{Backend, Holding, LOOK, serving},
    look::{ReadError, Seen, Wanted},
    protocol::Verdict,
};

/// What the secret is overwritten with.
pub(crate) const PLACEHOLDER: &[u8] = b"Wiped by Keyrack";

/// How long the placeholder stays, so that those who watch the clipboard get to see it; longer each
/// time the text has come back: some look only every half second, and a busy machine is slow.
const SETTLE: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// When to look again, counted from the end of the look before.
const LOOKS: [Duration; 2] = [Duration::from_millis(500), Duration::from_millis(1500)];

/// Who put a text on the clipboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    /// This guard.
    #[default]
    Ours,
    /// A guard that was killed: whoever offers the text now has taken it over.
    Killed,
    /// Another program, with every right to have it.
    Foreign,
}

/// What is known when a wipe begins.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// The clipboard manager that has taken the text over.
    pub(crate) kept: Option<Option<String>>,
    /// Who put the text there in the first place.
    pub(crate) origin: Origin,
}

/// Wipes `wanted`, if the clipboard holds it, and tells what became of it. `begun` is called
/// before the first change.
pub(crate) async fn wipe<B: Backend>(
    backend: &mut B,
    wanted: &Wanted,
    before: Before,
    begun: impl FnOnce(),
) -> Verdict {
    let Before {
        mut kept,
        mut origin,
    } = before;
    let mut begun = Some(begun);
    let mut wiped = false;
    for settle in SETTLE {
        match backend.holding(wanted).await {
            Holding::Another { .. } | Holding::Successor if origin == Origin::Foreign => {}
            // What is here although its guard was killed is kept: by the desktop, which keeps one text, or by
            // a program, which keeps others as well.
            Holding::Ours | Holding::Another { .. }
                if origin == Origin::Killed && backend.desktop_offers() => {}
            Holding::Ours if origin == Origin::Killed => {
                kept.get_or_insert(None);
            }
            Holding::Ours => {}
            Holding::Successor => return judge(kept, Verdict::Replaced),
            Holding::Another { by } => {
                kept.get_or_insert(by);
            }
            Holding::Replaced if !wiped => return judge(kept, Verdict::Replaced),
            Holding::Replaced | Holding::Nothing => return judge(kept, Verdict::Wiped),
            Holding::Unknown { reason } => return judge(kept, Verdict::Unchecked { reason }),
        }
        if let Some(begun) = begun.take() {
            begun();
        }
        match backend.overwrite(PLACEHOLDER).await {
            Ok(true) => wiped = true,
            Ok(false) => continue,
            Err(error) => return judge(kept, Verdict::unchecked(&error.to_string())),
        }
        origin = Origin::Ours;
        serving(backend, sleep(settle)).await;
        backend.release().await;
        kept = kept.or_else(|| backend.watcher());
        match look_again(backend, wanted).await {
            Ok(false) => return judge(kept, Verdict::Wiped),
            Ok(true) => {}
            Err(error) => return judge(kept, Verdict::unchecked(&error.to_string())),
        }
    }
    judge(kept, Verdict::unchecked("the clipboard kept changing"))
}

/// What another program keeps is the first thing to be told.
fn judge(kept: Option<Option<String>>, otherwise: Verdict) -> Verdict {
    match kept {
        Some(by) => Verdict::Kept { by },
        None => otherwise,
    }
}

/// Whether the text is back at any look; the last one has to succeed.
async fn look_again<B: Backend>(backend: &mut B, wanted: &Wanted) -> Result<bool, ReadError> {
    let mut last = Ok(false);
    for wait in LOOKS {
        sleep(wait).await;
        last = backend
            .look(wanted, LOOK)
            .await
            .map(|seen| seen == Seen::Same);
        if last == Ok(true) {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::clipboard::{backend::Change, protocol::CopyError};

    const SECRET: &[u8] = b"cdk_secret";

    /// What somebody else does to the clipboard, and when.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Other {
        Nobody,
        /// Puts the secret back whenever the clipboard is empty, so many times.
        RestoresWhenEmpty(usize),
        /// Copies something between the look and the overwriting.
        CopiesAtOverwrite,
        /// Copies something while the placeholder is there.
        CopiesAtPlaceholder,
        /// Answers nobody.
        Hangs,
        /// Reads whatever comes.
        Watches,
        /// Offers by itself what its owner left.
        IsTheDesktop,
    }

    struct Fake {
        text: Option<&'static [u8]>,
        ours: bool,
        other: Other,
        placeholders: usize,
    }

    impl Fake {
        fn with(text: Option<&'static [u8]>, ours: bool, other: Other) -> Self {
            Self {
                text,
                ours,
                other,
                placeholders: 0,
            }
        }

        fn user_copies(&mut self) {
            self.text = Some(b"user-newer");
            self.ours = false;
        }
    }

    impl Backend for Fake {
        async fn own(&mut self, _: &[u8]) -> Result<(), CopyError> {
            Err(CopyError::Refused)
        }

        async fn change(&mut self) -> Change {
            if self.other == Other::CopiesAtPlaceholder && self.text == Some(PLACEHOLDER) {
                self.user_copies();
            }
            std::future::pending().await
        }

        async fn look(&mut self, wanted: &Wanted, _: Duration) -> Result<Seen, ReadError> {
            match self.text {
                _ if self.other == Other::Hangs => Err(ReadError::TimedOut),
                None => Ok(Seen::Nothing),
                Some(text) if wanted.is(text) => Ok(Seen::Same),
                Some(_) => Ok(Seen::Other),
            }
        }

        async fn holding(&mut self, wanted: &Wanted) -> Holding {
            if self.ours {
                return Holding::Ours;
            }
            match self.look(wanted, LOOK).await {
                Ok(Seen::Same) => Holding::Another {
                    by: Some("Clipper".into()),
                },
                Ok(Seen::Other) => Holding::Replaced,
                Ok(Seen::Nothing) => Holding::Nothing,
                Err(error) => Holding::Unknown {
                    reason: error.to_string(),
                },
            }
        }

        async fn overwrite(&mut self, text: &[u8]) -> Result<bool, CopyError> {
            assert!(
                !text.is_empty(),
                "an empty text is brought back by managers"
            );
            if self.other == Other::CopiesAtOverwrite {
                self.user_copies();
                return Ok(false);
            }
            self.text = Some(PLACEHOLDER);
            self.ours = true;
            self.placeholders += 1;
            Ok(true)
        }

        async fn release(&mut self) {
            if !self.ours {
                return;
            }
            self.ours = false;
            self.text = None;
            if let Other::RestoresWhenEmpty(times @ 1..) = self.other {
                self.other = Other::RestoresWhenEmpty(times - 1);
                self.text = Some(SECRET);
            }
        }

        fn desktop_offers(&self) -> bool {
            self.other == Other::IsTheDesktop
        }

        fn watcher(&self) -> Option<Option<String>> {
            (self.other == Other::Watches).then(|| Some("Watcher".into()))
        }
    }

    async fn run(mut fake: Fake, before: Before) -> (Verdict, Fake, usize) {
        let wanted = Wanted::new(SECRET);
        let mut begun = 0;
        let verdict = wipe(&mut fake, &wanted, before, || begun += 1).await;
        (verdict, fake, begun)
    }

    fn kept(by: &str) -> Verdict {
        Verdict::Kept {
            by: Some(by.into()),
        }
    }

    fn foreign() -> Before {
        Before {
            origin: Origin::Foreign,
            ..Before::default()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn ours_is_overwritten_then_cleared() {
        let fake = Fake::with(Some(SECRET), true, Other::Nobody);
        let (verdict, fake, begun) = run(fake, Before::default()).await;
        assert_eq!(verdict, Verdict::Wiped);
        assert_eq!((fake.text, fake.placeholders, begun), (None, 1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn the_users_text_is_not_touched() {
        let fake = Fake::with(Some(b"user-newer"), false, Other::Nobody);
        let (verdict, fake, begun) = run(fake, Before::default()).await;
        assert_eq!(verdict, Verdict::Replaced);
        assert_eq!(fake.text, Some(&b"user-newer"[..]));
        assert_eq!((fake.placeholders, begun), (0, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_copy_in_the_middle_survives() {
        for other in [Other::CopiesAtOverwrite, Other::CopiesAtPlaceholder] {
            let fake = Fake::with(Some(SECRET), true, other);
            let (_, fake, _) = run(fake, Before::default()).await;
            assert_eq!(fake.text, Some(&b"user-newer"[..]), "{other:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_back_is_wiped_again_and_named() {
        let fake = Fake::with(Some(SECRET), true, Other::RestoresWhenEmpty(1));
        let (verdict, fake, begun) = run(fake, Before::default()).await;
        assert_eq!(verdict, kept("Clipper"));
        assert_eq!((fake.text, fake.placeholders, begun), (None, 2, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_manager_that_insists_ends_the_attempts() {
        let fake = Fake::with(Some(SECRET), true, Other::RestoresWhenEmpty(usize::MAX));
        let (verdict, fake, _) = run(fake, Before::default()).await;
        assert_eq!(verdict, kept("Clipper"));
        assert_eq!(fake.placeholders, SETTLE.len());
    }

    #[tokio::test(start_paused = true)]
    async fn a_takeover_is_kept_even_when_it_is_wiped() {
        let fake = Fake::with(Some(SECRET), false, Other::Nobody);
        let (verdict, fake, _) = run(fake, Before::default()).await;
        assert_eq!((verdict, fake.text), (kept("Clipper"), None));
        let before = Before {
            kept: Some(Some("Klip".into())),
            ..Before::default()
        };
        let fake = Fake::with(Some(b"user-newer"), false, Other::Nobody);
        let (verdict, fake, _) = run(fake, before).await;
        assert_eq!(verdict, kept("Klip"));
        assert_eq!(fake.text, Some(&b"user-newer"[..]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_foreign_text_is_wiped_where_it_was_put() {
        let fake = Fake::with(Some(SECRET), false, Other::Nobody);
        assert_eq!(run(fake, foreign()).await.0, Verdict::Wiped);
        let fake = Fake::with(Some(SECRET), false, Other::RestoresWhenEmpty(1));
        assert_eq!(run(fake, foreign()).await.0, kept("Clipper"));
    }

    #[tokio::test(start_paused = true)]
    async fn what_outlived_its_guard_is_kept_by_somebody() {
        let killed = || Before {
            origin: Origin::Killed,
            ..Before::default()
        };
        let fake = Fake::with(Some(SECRET), false, Other::Nobody);
        let (verdict, fake, _) = run(fake, killed()).await;
        assert_eq!((verdict, fake.text), (kept("Clipper"), None));
        // Where nobody tells who offers it, somebody does all the same.
        let fake = Fake::with(Some(SECRET), true, Other::Nobody);
        let (verdict, ..) = run(fake, killed()).await;
        assert_eq!(verdict, Verdict::Kept { by: None });
        for ours in [true, false] {
            let fake = Fake::with(Some(SECRET), ours, Other::IsTheDesktop);
            assert_eq!(run(fake, killed()).await.0, Verdict::Wiped);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_watcher_is_told_of() {
        let fake = Fake::with(Some(SECRET), true, Other::Watches);
        assert_eq!(run(fake, Before::default()).await.0, kept("Watcher"));
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_looked_at_is_not_called_wiped() {
        for ours in [true, false] {
            let fake = Fake::with(Some(SECRET), ours, Other::Hangs);
            let (verdict, ..) = run(fake, Before::default()).await;
            assert!(matches!(verdict, Verdict::Unchecked { .. }), "{verdict:?}");
        }
    }
}
