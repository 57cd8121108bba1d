//! Launch from the cache, the frame, the filter and the organization switch.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use keyrack_core::profile::Profile;
use keyrack_core::store::Store;
use keyrack_core::view::{FrameView, RowsQuery, SortBy};

use crate::cpu::Stopwatch;
use crate::figures::{Figures, Measured, median, middle};
use crate::surroundings::surroundings;
use crate::world::{self, LARGE, SMALL, Size};

/// What a keystroke in the filter and an organization switch may take in the core.
const AT_ONCE: Duration = Duration::from_millis(10);
const RUNS: usize = 25;

pub(crate) fn run(figures: &mut Figures) {
    println!("100,000 keys in 40 organizations over 20 accounts");
    let large = Case::new(LARGE, figures, Some(AT_ONCE));
    println!("\n10 keys");
    let small = Case::new(SMALL, figures, None);
    println!("\n100,000 keys compared with 10");
    figures.ratio("launch to first rows", large.launch, small.launch, None);
    figures.ratio(
        "a keystroke in the filter",
        large.filter,
        small.filter,
        None,
    );
    figures.ratio("a page further down", large.page, small.page, None);
    println!();
}

struct Case {
    launch: Measured,
    filter: Measured,
    page: Measured,
}

impl Case {
    fn new(size: Size, figures: &mut Figures, most: Option<Duration>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keyrack.db");
        world::write(&path, size);
        let bytes = std::fs::metadata(&path).unwrap().len();
        figures.note("database", &format!("{:.1} MB", bytes as f64 / 1e6));
        let launch = launch(&path, figures);
        let profile = open(open_store(&path));
        let frame = frame(&profile, None);
        assert_eq!(frame.keys + frame.overview.views.inactive, size.keys as u32);

        let filter = typed(&profile, None);
        figures.time("a keystroke in the filter, all organizations", filter, most);
        let organizations: Vec<Option<String>> = frame
            .organizations
            .iter()
            .map(|organization| Some(organization.id.clone()))
            .chain([None])
            .collect();
        let switch = median(
            RUNS,
            |turn| organizations[turn % organizations.len()].clone(),
            |organization| {
                profile.overview(organization.as_deref()).unwrap();
                profile.rows(&query(organization, "")).unwrap();
            },
        );
        figures.time(
            "a switch of the organization, with its overview",
            switch,
            most,
        );
        let first = typed(&profile, organizations[0].clone());
        figures.time("a keystroke in the filter, one organization", first, most);
        let page = median(
            RUNS,
            |turn| RowsQuery {
                offset: (turn * 100) as u32,
                ..query(None, "")
            },
            |query| drop(profile.rows(&query).unwrap()),
        );
        figures.time("a page further down", page, most);
        sorts(&profile, figures);
        figures.time(
            "the frame",
            median(RUNS, |_| (), |()| drop(self::frame(&profile, None))),
            most,
        );
        Self {
            launch,
            filter,
            page,
        }
    }
}

/// Opens the database of a profile, as a launch does.
pub(crate) fn open_store(path: &Path) -> Store {
    let (store, _) = Store::open(path, Timestamp::now()).unwrap();
    store
}

/// Opens the profile in it.
pub(crate) fn open(store: Store) -> Arc<Profile> {
    Arc::new(Profile::open(store, surroundings()).unwrap())
}

/// From nothing in memory to the first frame and rows.
fn launch(path: &Path, figures: &mut Figures) -> Measured {
    let (mut checked, mut opened, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let watch = Stopwatch::start();
        let store = open_store(path);
        checked.push(watch.stop());
        let profile = open(store);
        opened.push(watch.stop());
        frame(&profile, None);
        profile.rows(&query(None, "")).unwrap();
        shown.push(watch.stop());
    }
    let shown = middle(shown);
    figures.time(
        "opening the database, with its check",
        middle(checked),
        None,
    );
    figures.time("cache load", middle(opened), None);
    figures.time("launch: cache load, frame and first rows", shown, None);
    shown
}

/// A letter more each time, and from the beginning again, when the first one is long forgotten.
fn typed(profile: &Profile, organization: Option<String>) -> Measured {
    let text = "deploy-bot-0001";
    median(
        RUNS * 2,
        |turn| query(organization.clone(), &text[..1 + turn % text.len()]),
        |query| drop(profile.rows(&query).unwrap()),
    )
}

/// The first rows in an order that was not asked for before, and again in one that was.
fn sorts(profile: &Profile, figures: &mut Figures) {
    let columns = [
        SortBy::Name,
        SortBy::Service,
        SortBy::Organization,
        SortBy::Rights,
        SortBy::LastUsed,
        SortBy::Created,
        SortBy::State,
    ];
    let sorted = |turn: usize| RowsQuery {
        sort: columns[turn % columns.len()],
        filter: "e".repeat(1 + turn / columns.len()),
        ..query(None, "")
    };
    let first = median(columns.len(), sorted, |query| {
        drop(profile.rows(&query).unwrap())
    });
    figures.time("sorting by a column for the first time", first, None);
}

fn query(organization: Option<String>, filter: &str) -> RowsQuery {
    RowsQuery {
        organization,
        filter: filter.to_owned(),
        limit: 100,
        ..RowsQuery::default()
    }
}

fn frame(profile: &Profile, organization: Option<&str>) -> FrameView {
    profile.frame(organization, false, Default::default(), Vec::new())
}
