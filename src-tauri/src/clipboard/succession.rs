//! What became of a secret that made room for the next one.
//!
//! A clipboard manager shows itself by reading a secret and at once also what overwrites it. A secret
//! that another one replaces is overwritten by nothing harmless, so its guard cannot tell. But who
//! keeps the next one has kept it too: its verdict waits for that.

use tokio::sync::watch;

use super::protocol::Verdict;

/// The verdict about a copy, once it is known.
pub(crate) type Told = watch::Receiver<Option<Verdict>>;

/// What came after a copy.
#[derive(Debug, Clone)]
pub(crate) enum Succession {
    /// Nothing.
    None,
    /// Another one is about to be made.
    Expected,
    /// Another one was made.
    By(Told),
}

/// The verdict about a copy whose guard says `own`, once what came after it is over.
pub(crate) async fn judge(own: Verdict, mut after: watch::Receiver<Succession>) -> Verdict {
    if own != Verdict::Wiped {
        return own;
    }
    let settled = after.wait_for(|after| !matches!(after, Succession::Expected));
    let next = match settled.await.as_deref() {
        Ok(Succession::By(next)) => next.clone(),
        _ => return own,
    };
    match verdict(next).await {
        Some(Verdict::Kept { by }) => Verdict::Kept { by },
        _ => own,
    }
}

async fn verdict(mut next: Told) -> Option<Verdict> {
    let told = next.wait_for(Option::is_some).await;
    told.ok().and_then(|verdict| verdict.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Verdict {
        Verdict::Kept {
            by: Some("Clipper".into()),
        }
    }

    /// The verdict about a copy that is wiped, when the next one ends so; `None`: there was none.
    async fn after(next: Option<Verdict>) -> Verdict {
        let (succession, after) = watch::channel(Succession::Expected);
        let judged = tokio::spawn(judge(Verdict::Wiped, after));
        tokio::task::yield_now().await;
        assert!(!judged.is_finished(), "it waits for the next one");
        if let Some(next) = next {
            let (told, verdict) = watch::channel(None);
            succession.send_replace(Succession::By(verdict));
            tokio::task::yield_now().await;
            assert!(!judged.is_finished(), "and for its verdict");
            told.send_replace(Some(next));
        }
        drop(succession);
        judged.await.expect("a verdict")
    }

    #[tokio::test]
    async fn who_keeps_the_next_one_has_kept_this_one() {
        assert_eq!(after(Some(kept())).await, kept());
        assert_eq!(after(Some(Verdict::Wiped)).await, Verdict::Wiped);
        assert_eq!(after(Some(Verdict::Replaced)).await, Verdict::Wiped);
        assert_eq!(after(None).await, Verdict::Wiped);
    }

    #[tokio::test]
    async fn what_nothing_came_after_waits_for_nothing() {
        let (_open, after) = watch::channel(Succession::None);
        assert_eq!(judge(Verdict::Wiped, after).await, Verdict::Wiped);
        let (_open, after) = watch::channel(Succession::Expected);
        assert_eq!(judge(kept(), after).await, kept());
    }
}
