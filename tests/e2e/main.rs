//! Keyrack as a person uses it: the real program in a real window, with a real keychain and a real
//! clipboard, and doubles of the services behind it.
//!
//! Everything is found by the roles and names that a screen reader reads, and touched through the
//! window system. Every test has a desktop of its own, so they may run side by side.

mod accessible;
mod actions;
mod by_hand;
mod clipboard;
mod compromised;
mod connecting;
mod desktop_watch;
mod dropping;
mod eaten;
mod elsewhere;
mod first_start;
mod giving;
mod hostile_calls;
mod hostile_names;
mod hostile_page;
mod instances;
mod keychain_trouble;
mod memory;
mod narrow;
mod secrecy;
mod soak;
mod state;
mod steps;
mod story;
