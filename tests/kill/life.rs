//! One installation, its services, and its deaths.

use super::{PATIENCE, checks};
use keyrack_practice::{Dialect, Double, Order, Service, World};
use keyrack_tests::headless::{Chance, Installation, Moment, Site};
use std::{
    collections::BTreeSet,
    fmt,
    io::{BufRead as _, BufReader, Read as _},
    ops::Add,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

/// What a victim says.
type Output = BufReader<ChildStdout>;

/// What is being done when it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// This and that.
    Acts,
    /// Everything is being revoked.
    Sweep,
    /// One key is being made, and has come to this moment.
    Creation(Moment),
}

/// Keys that are made for a sweep beside those of the little world.
const FOR_A_SWEEP: usize = 24;

/// What a life came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct End {
    pub(crate) creations: usize,
    pub(crate) deletions: usize,
    /// Kills that left something of which it was not known how it ended.
    pub(crate) in_the_act: usize,
    /// Kills while files were being opened.
    pub(crate) opening: usize,
}

impl Add for End {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            creations: self.creations + other.creations,
            deletions: self.deletions + other.deletions,
            in_the_act: self.in_the_act + other.in_the_act,
            opening: self.opening + other.opening,
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} creations and {} deletions reached a service, {} kills left something open, {} \
             came before the files were open",
            self.creations, self.deletions, self.in_the_act, self.opening
        )
    }
}

/// One installation.
pub(crate) struct Life {
    pub(crate) work: Work,
    pub(crate) seed: u64,
    pub(crate) place: Installation,
    pub(crate) doubles: Vec<Double>,
    /// What was there before: requests and keys by double.
    pub(crate) before: Vec<(usize, BTreeSet<String>)>,
    /// Every secret that there ever was.
    pub(crate) secrets: BTreeSet<String>,
    chance: Chance,
    pub(crate) kills: u32,
    end: End,
    _folder: tempfile::TempDir,
}

impl Life {
    pub(crate) async fn begin(work: Work, seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let place = Installation::at(folder.path());
        let services: &[Service] = match work {
            Work::Acts => &[
                Service::CodePushGo(Dialect::CodePushGo),
                Service::Codacy,
                Service::CodePushGo(Dialect::Documented),
                Service::CodeDig { lists: true },
            ],
            Work::Sweep | Work::Creation(_) => &[
                Service::CodePushGo(Dialect::CodePushGo),
                Service::CodeDig { lists: true },
            ],
        };
        let mut doubles = Vec::new();
        for service in services {
            doubles.push(
                Double::start(*service, World::Small)
                    .await
                    .expect("a double"),
            );
        }
        if work == Work::Sweep {
            fill(&doubles[0]).await;
        }
        for double in &doubles {
            double.order(Order::Latency {
                ms: 0,
                jitter_ms: 6,
            });
        }
        let sites: Vec<Site> = doubles.iter().map(site).collect();
        place.save_sites(&sites);
        let before = doubles.iter().map(|double| {
            let ids = double.key_ids().into_iter().collect();
            (double.requests().len(), ids)
        });
        let mut life = Self {
            before: before.collect(),
            work,
            seed,
            place,
            doubles,
            secrets: BTreeSet::new(),
            chance: Chance::new(seed),
            kills: 0,
            end: End::default(),
            _folder: folder,
        };
        life.remember_secrets();
        life
    }

    /// Starts it, kills it at some moment, and checks what it left.
    pub(crate) async fn kill_once(&mut self) {
        let (mut victim, output) = self.start();
        let opening = self.chance.below(6) == 0;
        if opening {
            tokio::time::sleep(Duration::from_micros(self.chance.below(250_000))).await;
        } else {
            hear(output, "up\n").await;
            self.wait_for_the_moment(&mut victim).await;
        }
        self.end.opening += usize::from(opening);
        self.kill(victim).await;
    }

    /// Starts it, kills it at the moment that is its work, and checks what it left.
    pub(crate) async fn kill_at_its_moment(&mut self) {
        let (victim, output) = self.start();
        hear(hear(output, "up\n").await, "there\n").await;
        self.kill(victim).await;
    }

    async fn kill(&mut self, mut victim: Child) {
        // It has ended by itself if there was nothing left to do.
        let _ = victim.kill();
        let _ = victim.wait();
        self.come_to_rest().await;
        self.kills += 1;
        self.remember_secrets();
        let open = checks::after_a_kill(self).await;
        self.end.in_the_act += usize::from(open);
    }

    /// Half of the moments are chosen by the clock alone, half shortly after a request that changes
    /// something has arrived: there is most to lose.
    async fn wait_for_the_moment(&mut self, victim: &mut Child) {
        if self.chance.below(2) == 0 {
            tokio::time::sleep(Duration::from_micros(self.chance.below(900_000))).await;
            return;
        }
        let more = usize::try_from(1 + self.chance.below(4)).unwrap_or(1);
        let (wanted, deadline) = (
            self.changes() + more,
            Instant::now() + Duration::from_secs(1),
        );
        let ended = |victim: &mut Child| !matches!(victim.try_wait(), Ok(None));
        while self.changes() < wanted && Instant::now() < deadline && !ended(victim) {
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
        tokio::time::sleep(Duration::from_micros(self.chance.below(15_000))).await;
    }

    /// Waits for requests that left before the kill and that a busy machine carries out after it.
    async fn come_to_rest(&self) {
        let mut still = 0;
        while still < 3 {
            let before = self.changes();
            tokio::time::sleep(Duration::from_millis(50)).await;
            still = if self.changes() == before {
                still + 1
            } else {
                0
            };
        }
    }

    /// Requests that change something, so far.
    pub(crate) fn changes(&self) -> usize {
        self.requests(|method| method != "GET")
    }

    /// Requests with this method since it began.
    pub(crate) fn sent(&self, method: &str) -> usize {
        self.requests(|one| one == method)
    }

    fn requests(&self, wanted: impl Fn(&str) -> bool) -> usize {
        let of = |(double, (before, _)): (&Double, &(usize, BTreeSet<String>))| {
            let requests = double.requests();
            let since = requests.iter().skip(*before);
            since.filter(|one| wanted(&one.method)).count()
        };
        self.doubles.iter().zip(&self.before).map(of).sum()
    }

    /// Lives on until everything is settled, and checks that it is.
    pub(crate) async fn end(mut self) -> End {
        checks::at_the_end(&mut self).await;
        self.end.creations = self.sent("POST");
        self.end.deletions = self.sent("DELETE");
        self.end
    }

    /// A name for messages: all that is needed to do it again.
    pub(crate) fn name(&self) -> String {
        format!(
            "KEYRACK_KILL_SEED={} {:?}, kill {}",
            self.seed, self.work, self.kills
        )
    }

    fn start(&mut self) -> (Child, Output) {
        let what = match self.work {
            Work::Acts => "acts".to_owned(),
            Work::Sweep => "sweep".to_owned(),
            Work::Creation(moment) => format!("{moment:?}"),
        };
        let folder = self.place.data();
        let folder = folder.parent().expect("it is below another");
        let seed = self.chance.below(u64::MAX).to_string();
        let mut victim = Command::new(env!("CARGO_BIN_EXE_victim"))
            .arg(folder)
            .args([seed, what])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a victim");
        let output = victim.stdout.take().expect("a pipe was asked for");
        (victim, BufReader::new(output))
    }

    pub(crate) fn remember_secrets(&mut self) {
        for double in &self.doubles {
            let secrets = double
                .key_ids()
                .into_iter()
                .filter_map(|id| double.secret(&id));
            self.secrets.extend(secrets);
        }
        self.secrets.extend(self.place.pasted());
    }
}

/// Waits until this line is said.
async fn hear(mut output: Output, wanted: &'static str) -> Output {
    let read = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        if line != wanted {
            output.read_to_string(&mut line).expect("text");
            panic!("{wanted:?} was not said: {line}");
        }
        output
    });
    let read = tokio::time::timeout(PATIENCE, read).await;
    read.unwrap_or_else(|_| panic!("{wanted:?} was not said"))
        .expect("it is read")
}

fn site(double: &Double) -> Site {
    let service = match double.service() {
        Service::Codacy => "codacy",
        Service::CodePushGo(_) => "codepushgo",
        _ => "codedig",
    };
    Site {
        service: service.to_owned(),
        url: double.base_url(),
        credential: double.credential(),
    }
}

/// Makes keys on the dashboard of a service, as many as a sweep needs to be worth killing.
async fn fill(double: &Double) {
    let client = reqwest::Client::new();
    for key in 0..FOR_A_SWEEP {
        let body = serde_json::json!({
            "name": format!("key {key}"),
            "bindings": [{"role_name": "org_member", "scope_type": "org", "org_id": "acme"}],
        });
        let made = client
            .post(format!("{}/apikey", double.base_url()))
            .header("capgkey", double.credential())
            .header("content-type", "application/json")
            .body(body.to_string());
        let status = made.send().await.expect("an answer").status();
        assert!(status.is_success(), "{status}");
    }
}
