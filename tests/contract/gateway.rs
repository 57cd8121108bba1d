//! A network between a profile and its doubles that keeps to a limit, is in trouble now and then, and
//! can end the world at any request.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use keyrack_core::error::Retry;
use keyrack_core::http::{Call, Client, Reply, Transport};
use keyrack_core::{Error, Kind, Result};
use tokio::sync::Notify;

/// What a host is granted, and how often requests to it go wrong.
#[derive(Clone, Copy)]
pub(crate) struct Weather {
    /// Requests in any second; 0 for no limit.
    pub(crate) limit: usize,
    /// How many of a thousand requests are answered with 429, with 500, and not at all, each.
    pub(crate) trouble: u64,
}

/// Nothing goes wrong.
pub(crate) const FAIR: Weather = Weather {
    limit: 0,
    trouble: 0,
};

/// The network.
pub(crate) struct Gateway {
    client: Client,
    weather: Weather,
    chance: Mutex<u64>,
    hosts: Mutex<HashMap<String, Host>>,
    /// How many more half requests there are until the world ends.
    fuse: AtomicI64,
    end: Notify,
}

/// What one host saw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Host {
    granted: VecDeque<Instant>,
    /// Requests that were not refused for their number.
    pub(crate) requests: u32,
    /// How many 429 it answered.
    pub(crate) refused: u32,
    /// Requests over the limit after the first 429.
    pub(crate) over: u32,
}

/// What becomes of a request.
enum Fate {
    Pass,
    Limited,
    Fail { acts: bool },
    Drop { acts: bool },
}

impl Gateway {
    pub(crate) fn new(weather: Weather, seed: u64) -> Self {
        Self {
            client: Client::new().unwrap(),
            weather,
            chance: Mutex::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            hosts: Mutex::default(),
            fuse: AtomicI64::new(i64::MAX),
            end: Notify::new(),
        }
    }

    /// The same, but the world ends at the half request with this number: requests count twice, when
    /// they leave and when their answers come.
    pub(crate) fn ending_at(point: i64) -> Self {
        let gateway = Self::new(FAIR, 0);
        gateway.fuse.store(point, Ordering::Release);
        gateway
    }

    /// Waits for the end of the world.
    pub(crate) async fn ended(&self) {
        self.end.notified().await;
    }

    /// What every host saw.
    pub(crate) fn hosts(&self) -> Vec<Host> {
        self.hosts.lock().unwrap().values().cloned().collect()
    }

    async fn burn(&self) {
        if self.fuse.fetch_sub(1, Ordering::AcqRel) <= 0 {
            self.end.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// A number below a thousand; the same ones in every run.
    fn roll(&self) -> u64 {
        let mut chance = self.chance.lock().unwrap();
        *chance ^= *chance << 13;
        *chance ^= *chance >> 7;
        *chance ^= *chance << 17;
        *chance % 1000
    }

    fn fate(&self, host: &str) -> Fate {
        let now = Instant::now();
        let mut hosts = self.hosts.lock().unwrap();
        let host = hosts.entry(host.to_owned()).or_default();
        let second = Duration::from_secs(1);
        host.granted.retain(|at| now.duration_since(*at) < second);
        if self.weather.limit > 0 && host.granted.len() >= self.weather.limit {
            host.over += u32::from(host.refused > 0);
            host.refused += 1;
            return Fate::Limited;
        }
        host.granted.push_back(now);
        let (roll, step) = (self.roll(), self.weather.trouble);
        if roll < step {
            host.refused += 1;
            return Fate::Limited;
        }
        host.requests += 1;
        let acts = roll % 2 == 0;
        if roll < 2 * step {
            Fate::Fail { acts }
        } else if roll < 3 * step {
            Fate::Drop { acts }
        } else {
            Fate::Pass
        }
    }
}

#[async_trait]
impl Transport for Gateway {
    async fn send(&self, call: Call) -> Result<Reply> {
        self.burn().await;
        let url: http::Uri = call.url.parse().unwrap();
        let host = url.authority().unwrap().to_string();
        let answer = match self.fate(&host) {
            Fate::Pass => self.client.send(call).await,
            Fate::Limited => Ok(reply(429, Some("1"))),
            Fate::Fail { acts } => {
                if acts {
                    self.client.send(call).await.ok();
                }
                Ok(reply(500, None))
            }
            Fate::Drop { acts } => {
                if acts {
                    self.client.send(call).await.ok();
                }
                Err(Error::new(Kind::Unreachable).retry(Retry::After(Duration::ZERO)))
            }
        };
        self.burn().await;
        answer
    }
}

fn reply(status: u16, retry_after: Option<&'static str>) -> Reply {
    let mut headers = http::HeaderMap::new();
    if let Some(seconds) = retry_after {
        let seconds = http::HeaderValue::from_static(seconds);
        headers.insert(http::header::RETRY_AFTER, seconds);
    }
    Reply {
        status: http::StatusCode::from_u16(status).unwrap(),
        headers,
        body: bytes::Bytes::from_static(b"{\"error\":\"trouble\"}"),
    }
}
