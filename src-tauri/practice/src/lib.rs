//! Stateful doubles of the key services, each on a loopback port of its own.
//!
//! The app starts them in its practice mode, and the contract and end-to-end tests run against them.
//! A double answers as its service does, down to the refusals, and remembers: a created key is listed,
//! a revoked one is refused. Nothing here reaches beyond `127.0.0.1`.
//!
//! A service is one folder (`codacy/`, `codepushgo/`) whose entry builds a `Backend` for a [`World`],
//! and one variant of [`Service`]. Everything else (the server, the record of requests, the orders and
//! troubles of the tests, the keys that outlive their revocation) is shared and knows no service.

mod axiomo;
mod backend;
mod clock;
mod codacy;
mod codedig;
mod codepushgo;
mod control;
mod dashboard;
mod dgidgi;
mod double;
mod fault;
mod issue;
mod keys;
mod record;
mod removal;
mod server;
mod service;
mod showcase;
mod trouble;
mod window;

pub use axum::http::Method;
pub use control::{Order, Report};
pub use dashboard::{Environment, Form, KeyType, Recordable, Unfit};
pub use double::Double;
pub use fault::{Fault, Match, Trouble};
pub use record::{AuthForm, Recorded};
pub use removal::Revocation;
pub use service::{Dialect, FieldNames, Service, UnknownKey, World};
pub use showcase::start_showcase;
