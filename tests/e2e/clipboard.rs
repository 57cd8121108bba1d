//! Every clipboard that a desktop may have, and every way in which a copy ends.
//!
//! The guard is what holds a copy, so it is driven by itself: what the app does to it, and what happens to both.

use futures::{StreamExt as _, stream};
use keyrack_tests::{
    Compositor, Desktop, clipboard,
    files::files_under,
    guard::{self, Guard},
    leaks::Search,
    memory::{self, Scanner},
    process::{self, Running},
    wait,
};
use std::{
    process::Stdio,
    time::{Duration, Instant},
};

/// How long a copy stays, in seconds.
const STAY: u16 = 3;

/// The same for one that only sleep can end in time.
const LONG: u16 = 60;

/// How long after its deadline it may still be pasted.
const PROMISED: Duration = Duration::from_secs(1);

/// The same in every run, on a machine that may be busy.
const LATE: Duration = Duration::from_secs(5);

/// What keeps an eye on the clipboard beside Keyrack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Plain,
    Parcellite,
    Clipman,
    CopyQ,
    Sway,
    Mutter,
}

/// How a copy ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Deadline,
    /// The app wipes first, and leaves.
    Quit,
    /// The session ends: both get the signal.
    Terminated,
    HungUp,
    AppKilled,
    /// Both are killed, and Keyrack starts again.
    BothKilled,
    UserCopiesAnother,
    SecondCopy,
    Sleep,
}

const ENDS: [End; 9] = [
    End::Deadline,
    End::Quit,
    End::Terminated,
    End::HungUp,
    End::AppKilled,
    End::BothKilled,
    End::UserCopiesAnother,
    End::SecondCopy,
    End::Sleep,
];

struct Cell {
    place: Place,
    desktop: Desktop,
    secret: String,
    _manager: Option<Running>,
}

impl Cell {
    /// A desktop that nothing was ever copied on. `None` where it cannot be had.
    async fn new(place: Place, end: End) -> Option<Self> {
        let desktop = match place {
            Place::Sway => Desktop::wayland(Compositor::Sway).await?,
            Place::Mutter => Desktop::wayland(Compositor::Mutter).await?,
            _ => Desktop::start().await,
        };
        let manager = match place {
            Place::Parcellite => Some(["parcellite", "-n"].as_slice()),
            Place::Clipman => Some(["xfce4-clipman"].as_slice()),
            Place::CopyQ => Some(["copyq"].as_slice()),
            _ => None,
        };
        let manager = match manager {
            Some(_) if !memory::allowed() => return None,
            Some(words) => Some(start_manager(&desktop, words).await),
            None => None,
        };
        Some(Self {
            place,
            secret: format!("cpg_{place:?}{end:?}_7Qm2xVt9LrKp4sWn8ZbYd3HfJgUa6Ec1"),
            desktop,
            _manager: manager,
        })
    }

    async fn paste(&self) -> Option<String> {
        if self.place != Place::Sway {
            return clipboard::read(&self.desktop).await;
        }
        let pasted = self.desktop.output("wl-paste", ["--no-newline"]).await;
        let text = String::from_utf8_lossy(&pasted.stdout).into_owned();
        pasted.status.success().then_some(text)
    }

    /// The user copies something in another program.
    async fn copy(&self, text: &str) {
        if self.place != Place::Sway {
            return clipboard::write(&self.desktop, text).await;
        }
        let mut copy = self.desktop.command("wl-copy");
        copy.arg(text).stdout(Stdio::null()).stderr(Stdio::null());
        let copied = copy.status();
        assert!(copied.is_ok_and(|copied| copied.success()));
    }

    async fn can_be_pasted(&self, secret: &str) -> bool {
        let pasted = self.paste().await.unwrap_or_default();
        !keyrack_tests::leaks::find(pasted.as_bytes(), secret).is_empty()
    }

    async fn hold(&self, secret: &str, seconds: u16) -> Guard {
        let mut guard = Guard::hold(&self.desktop, secret, seconds);
        let copied = guard.report("copied").await;
        assert!(copied.is_some(), "it was copied and read back");
        guard
    }

    /// Waits until the secret cannot be pasted; returns how long after `deadline` that was.
    async fn gone(&self, deadline: Instant) -> Duration {
        wait::until_true("the secret to go", async || {
            !self.can_be_pasted(&self.secret).await
        })
        .await;
        deadline.elapsed()
    }

    /// Who else has the secret: where it is on the disk, and in whose memory.
    async fn kept_elsewhere(&self, guards: &[u32]) -> Vec<String> {
        let search = Search::new(&self.secret);
        let files = files_under(self.desktop.root()).into_iter();
        let files = files.filter(|(_, bytes)| !search.find(bytes).is_empty());
        let mut kept: Vec<_> = files.map(|(path, _)| path.display().to_string()).collect();
        if memory::allowed() {
            let scanner = Scanner::new(&[("secret", &self.secret)]);
            let mut others = process::at_home(&self.desktop.home());
            let names = ["parcellite", "xfce4-clipman", "copyq"];
            others.retain(|pid| {
                !guards.contains(pid)
                    && memory::name(*pid).is_ok_and(|name| names.contains(&&*name))
            });
            let traces = scanner.look_into(&others);
            kept.extend(
                traces
                    .iter()
                    .flat_map(|seen| &seen.traces)
                    .filter(|trace| trace.whole())
                    .map(ToString::to_string),
            );
        }
        kept
    }

    async fn run(&self, end: End) -> Outcome {
        let stay = if end == End::Sleep { LONG } else { STAY };
        let mut guard = self.hold(&self.secret, stay).await;
        let copied = Instant::now();
        let deadline = copied + Duration::from_secs(stay.into());
        assert!(self.can_be_pasted(&self.secret).await, "it can be pasted");
        let mut later = None;
        let due = match end {
            End::Deadline => deadline,
            End::Quit => {
                guard.order("wipe");
                tokio::time::sleep(Duration::from_millis(500)).await;
                guard.abandon();
                Instant::now()
            }
            End::Terminated | End::HungUp => {
                let signal = if end == End::HungUp { "HUP" } else { "TERM" };
                process::signal(guard.pid(), signal);
                guard.abandon();
                Instant::now()
            }
            End::AppKilled => {
                guard.abandon();
                let there = self.can_be_pasted(&self.secret).await;
                assert!(there || Instant::now() > deadline, "until its deadline");
                deadline
            }
            End::BothKilled => {
                guard.kill().await;
                // A manager takes over what has lost its owner.
                tokio::time::sleep(Duration::from_secs(1)).await;
                guard = Guard::clear_up(&self.desktop).expect("a mark was left");
                Instant::now() + Duration::from_secs(1)
            }
            End::UserCopiesAnother => {
                self.copy("a text of the user").await;
                deadline
            }
            End::SecondCopy => {
                guard.order("superseded");
                let stay = STAY * 3;
                later = Some((
                    self.hold("cpg_the_second_secret_4sWn8Zb", stay).await,
                    Instant::now() + Duration::from_secs(stay.into()),
                ));
                deadline
            }
            End::Sleep => {
                guard::sleep(&self.desktop, Duration::from_secs(7200));
                Instant::now() + Duration::from_secs(1)
            }
        };
        let late = self.gone(due).await;
        let pid = guard.pid();
        // A guard that finds nothing to wipe at a start says so, and the app says nothing.
        let silent =
            end == End::BothKilled && guard.report_of(&["wiping", "verdict"]).await == "verdict";
        let verdict = guard.report("verdict").await;
        let mut verdict = verdict.expect("a verdict before the end")["verdict"].clone();
        if silent {
            verdict = serde_json::json!({ "kind": "nothing said" });
        }
        if end == End::UserCopiesAnother {
            let left = deadline + Duration::from_secs(3);
            tokio::time::sleep(left.saturating_duration_since(Instant::now())).await;
            assert_eq!(
                self.paste().await.as_deref(),
                Some("a text of the user"),
                "what the user copied is untouched"
            );
        }
        if let Some((mut second, deadline)) = later {
            let pasted = self.paste().await;
            assert_eq!(pasted.as_deref(), Some("cpg_the_second_secret_4sWn8Zb"));
            assert!(Instant::now() < deadline, "too slow to tell anything");
            let after = second.report("verdict").await.expect("its own end");
            // As the app has it: what was kept of the next one was kept of this one.
            if after["verdict"]["kind"] == "kept" && verdict["kind"] == "wiped" {
                verdict = after["verdict"].clone();
            }
            assert!(!self.can_be_pasted("cpg_the_second_secret_4sWn8Zb").await);
        }
        assert!(
            !self.can_be_pasted(&self.secret).await,
            "it does not come back"
        );
        Outcome {
            late,
            verdict: verdict["kind"].as_str().unwrap_or_default().to_owned(),
            by: verdict["by"].as_str().unwrap_or_default().to_owned(),
            kept: self.kept_elsewhere(&[pid]).await,
        }
    }
}

#[derive(Debug)]
struct Outcome {
    late: Duration,
    verdict: String,
    by: String,
    kept: Vec<String>,
}

async fn start_manager(desktop: &Desktop, words: &[&str]) -> Running {
    let mut command = desktop.command(words[0]);
    command.args(&words[1..]).stdin(Stdio::null());
    let manager = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    // It is there once it holds what others copy.
    let seen = "seen by a clipboard manager";
    let scanner = Scanner::new(&[("text", seen)]);
    wait::until_true(words[0], async || {
        clipboard::write(desktop, seen).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let looks = scanner.look_into_tree(manager.pid());
        looks.iter().any(|look| !look.traces.is_empty())
    })
    .await;
    manager
}

/// Goes through every end at one place, and says what was found.
#[expect(clippy::print_stdout, reason = "the table is a result")]
async fn row(place: Place) {
    let mut wrong = Vec::new();
    for end in ENDS {
        let Some(cell) = Cell::new(place, end).await else {
            println!(
                "{place:?}: not run, it needs root, and the user keyrack-test for a compositor"
            );
            return;
        };
        let outcome = cell.run(end).await;
        let Outcome {
            late,
            verdict,
            by,
            kept,
        } = &outcome;
        println!(
            "{place:?}, {end:?}: {verdict} {by}, {late:?} late, kept in {}",
            kept.len()
        );
        // The others claim nothing: the user replaced it, somebody keeps it, nobody could look.
        let untrue = verdict == "wiped" && !kept.is_empty();
        if *late > LATE || untrue {
            wrong.push((end, outcome));
        }
    }
    assert!(wrong.is_empty(), "{place:?}: {wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_manager_every_end_wipes() {
    row(Place::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute, and parcellite: `make test-slow`"]
async fn under_parcellite_every_end_wipes_and_tells() {
    row(Place::Parcellite).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute, and xfce4-clipman: `make test-slow`"]
async fn under_clipman_every_end_wipes_and_tells() {
    row(Place::Clipman).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute, and copyq: `make test-slow`"]
async fn under_copyq_every_end_wipes_and_tells() {
    row(Place::CopyQ).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute, sway and a user for it: `make test-slow`"]
async fn under_sway_every_end_wipes() {
    row(Place::Sway).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute, mutter and a user for it: `make test-slow`"]
async fn under_mutter_every_end_wipes() {
    row(Place::Mutter).await;
}

/// How many cells are tried at once.
const AT_ONCE: usize = 4;

/// Tries one cell so often that luck explains nothing, and says how late it was at the most.
#[expect(clippy::print_stdout, reason = "the figures are a result")]
async fn again_and_again(place: Place, end: End, times: usize) {
    let outcomes =
        stream::iter(0..times).map(async |_| Some(Cell::new(place, end).await?.run(end).await));
    let outcomes: Vec<_> = outcomes.buffer_unordered(AT_ONCE).collect().await;
    let mut late: Vec<_> = outcomes
        .iter()
        .flatten()
        .map(|outcome| outcome.late)
        .collect();
    late.sort();
    let (Some(most), Some(middle)) = (late.last(), late.get(late.len() / 2)) else {
        println!("{place:?}: not run, it needs root, and the user keyrack-test for a compositor");
        return;
    };
    println!(
        "{place:?}, {end:?}, {} times: {middle:?} late in the middle, {most:?} at most",
        late.len()
    );
    assert_eq!(late.len(), times);
    assert!(*most <= PROMISED, "{outcomes:#?}");
}

/// F1 and F4.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "five minutes, sway, mutter and a user for them: `make test-slow`"]
async fn a_deadline_is_kept_and_a_users_text_left_alone_again_and_again() {
    for place in [Place::Plain, Place::Sway, Place::Mutter] {
        again_and_again(place, End::Deadline, 20).await;
    }
    again_and_again(Place::Plain, End::UserCopiesAnother, 50).await;
}
