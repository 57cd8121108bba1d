//! The analyses of pull requests.

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Json;
use serde::Deserialize;
use serde_json::{Value, json};

use super::routes::{Caller, Server};
use super::state::{Permission, Run};
use super::wire::Refusal;
use super::world;
use crate::clock;

/// How many runs a page has, unless the caller says otherwise.
const PAGE: usize = 10;

#[derive(Deserialize)]
pub(super) struct PageQuery {
    limit: Option<usize>,
}

/// The runs of a repository, newest first.
pub(super) async fn list(
    State(server): Server,
    caller: Caller,
    Path(place): Path<(String, String)>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Value>, Refusal> {
    caller.may(Permission::Read)?;
    known(&place)?;
    let Query(page) = page.map_err(|_| Refusal::Limit)?;
    let state = server.state();
    let runs = state
        .runs
        .iter()
        .rev()
        .filter(|run| run.repository == place);
    Ok(Json(
        runs.take(page.limit.unwrap_or(PAGE)).map(row).collect(),
    ))
}

#[derive(Deserialize)]
struct AnalyzeBody {
    pr_number: Option<u64>,
    head_branch: Option<String>,
}

/// Analyses a pull request.
pub(super) async fn analyze(
    State(server): Server,
    caller: Caller,
    Path(place): Path<(String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    caller.may(Permission::Write)?;
    known(&place)?;
    let body: AnalyzeBody = serde_json::from_slice(&body).map_err(|_| Refusal::Json)?;
    let run = Run {
        repository: place,
        pr_number: body.pr_number.ok_or(Refusal::PullRequest)?,
        head_branch: body.head_branch.ok_or(Refusal::PullRequest)?,
        created: clock::now(),
    };
    let answer = Json(row(&run));
    server.state().runs.push(run);
    Ok((StatusCode::ACCEPTED, answer))
}

fn known((owner, repo): &(String, String)) -> Result<(), Refusal> {
    if world::REPOSITORIES.contains(&(owner.as_str(), repo.as_str())) {
        Ok(())
    } else {
        Err(Refusal::Repository)
    }
}

fn row(run: &Run) -> Value {
    json!({
        "pr_number": run.pr_number,
        "head_branch": run.head_branch,
        "created_at": clock::seconds(run.created),
    })
}
