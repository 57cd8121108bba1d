//! Services with long lists, in a process of their own: as much of Codacy's API as a refresh asks
//! for, with a delay before every answer.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What the process is started with, before the number of services.
pub(crate) const SERVE: &str = "serve-lists";

/// How many keys a list has.
pub(crate) const KEYS: usize = 1000;
/// How many come with a page.
const PAGE: usize = 100;
/// How long an answer takes.
const LATENCY: Duration = Duration::from_millis(50);

/// The process, and where its services are.
pub(crate) struct Lists {
    child: Child,
    pub(crate) addresses: Vec<String>,
}

impl Lists {
    /// Starts a process with so many services.
    pub(crate) fn start(services: usize) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([SERVE, &services.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let addresses = lines.take(services).map(Result::unwrap).collect();
        Self { child, addresses }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Lists {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Serves so many services until the process is ended, and prints where.
pub(crate) async fn serve(services: usize) {
    for _ in 0..services {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}/api/v3", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router()).await });
    }
    std::future::pending().await
}

fn router() -> Router {
    let repositories = "/api/v3/organizations/gh/acme/repositories";
    Router::new()
        .route("/api/v3/user", get(|| answer(json!({"data": {"id": 1}}))))
        .route(
            "/api/v3/user/organizations",
            get(|| answer(json!({"data": [{"name": "acme", "provider": "gh"}]}))),
        )
        .route(repositories, get(|| answer(json!({"data": []}))))
        .route("/api/v3/user/tokens", get(tokens))
}

async fn tokens(Query(query): Query<Vec<(String, String)>>) -> Json<Value> {
    let cursor = query.iter().find(|(name, _)| name == "cursor");
    let from: usize = cursor.map_or(0, |(_, cursor)| cursor.parse().unwrap());
    let rows: Vec<Value> = (from..KEYS.min(from + PAGE))
        .map(|id| json!({"id": id + 1, "expiresAt": "2030-01-01T00:00:00Z"}))
        .collect();
    let next = from + PAGE;
    let pagination = match next < KEYS {
        true => json!({"limit": PAGE, "cursor": next.to_string()}),
        false => json!({"limit": PAGE}),
    };
    answer(json!({"data": rows, "pagination": pagination})).await
}

async fn answer(body: Value) -> Json<Value> {
    tokio::time::sleep(LATENCY).await;
    Json(body)
}
