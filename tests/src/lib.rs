//! A desktop of its own for every end-to-end test, and a person's hands and eyes on it.
//!
//! [`Desktop`] is a home, a screen, a session bus and a keychain that nothing else uses;
//! [`App`] is Keyrack running on it, found by the roles and names that a screen reader reads;
//! [`keyboard`](App::keyboard) and pointer go through the window system, as a person's do.
//! [`leaks`] finds a secret wherever it should not be, [`memory`] in what running programs hold. [`headless`] is
//! Keyrack without a window, to be killed by the hundred.

pub mod accessible;
pub mod accounts;
pub mod clipboard;
pub mod disk;
pub mod eater;
pub mod files;
pub mod guard;
pub mod headless;
pub mod keychain;
pub mod leaks;
pub mod memory;
pub mod notifications;
pub mod process;
pub mod states;
pub mod tray;
pub mod unprivileged;
pub mod usage;
pub mod wait;

mod app;
mod bare;
mod control;
mod desktop;
mod drag;
mod find;
mod focus;
mod heard;
mod input;
mod other;
mod picture;
mod roles;

pub use app::{App, program};
pub use bare::Bare;
pub use control::Control;
pub use desktop::{Compositor, Desktop};
pub use find::begins;
pub use other::Other;
