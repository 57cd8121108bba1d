//! Killed at each moment of a creation, by its name.

use super::life::{Life, Work};
use keyrack_core::view::OrphanView;
use keyrack_tests::headless::Moment;

/// What the next start knows of the key.
#[derive(Debug, PartialEq, Eq)]
enum Known {
    /// Nothing, as there is none.
    Nothing,
    /// It may have been made, and was not.
    Absent,
    /// It was made, and nobody was told that they have its secret.
    Orphan,
    /// Its secret was handed over.
    HandedOver,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_that_is_killed_at_any_of_its_moments_is_told_as_it_is() {
    for moment in Moment::ALL {
        let (creations, pasted, expected) = match moment {
            Moment::Asked => (0, 0, Known::Nothing),
            Moment::WrittenDown => (0, 0, Known::Absent),
            Moment::Obeyed | Moment::Made | Moment::Copying => (1, 0, Known::Orphan),
            Moment::Copied => (1, 1, Known::Orphan),
            Moment::HandedOver => (1, 1, Known::HandedOver),
        };
        let mut life = Life::begin(Work::Creation(moment), 1).await;
        life.kill_at_its_moment().await;
        assert_eq!(life.sent("POST"), creations, "{moment:?}");
        assert_eq!(life.place.pasted().len(), pasted, "{moment:?}");
        assert_eq!(known(&life).await, expected, "{moment:?}");
        assert_eq!(life.end().await.creations, creations, "{moment:?}");
    }
}

async fn known(life: &Life) -> Known {
    let (profile, _) = life.place.open();
    profile.refresh(None).await.expect("it is not locked");
    let frame = profile.frame(None, false, Default::default(), Vec::new());
    let records = profile.incident_log(0, 10).expect("the log").records;
    match (&frame.orphans[..], records.len()) {
        ([], 0) => Known::Nothing,
        ([], _) => Known::HandedOver,
        ([OrphanView { absent: true, .. }], 0) => Known::Absent,
        ([orphan], 0) if orphan.candidates.len() == 1 => Known::Orphan,
        (orphans, _) => panic!("{orphans:?} {records:?}"),
    }
}
