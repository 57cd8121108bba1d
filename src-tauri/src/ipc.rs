//! The commands of the table as handlers. Every one is a use case away from here.

use std::sync::Arc;

use keyrack_core::command_table;
use keyrack_core::error::Operation;
use keyrack_core::view::*;
use keyrack_core::{Error, Kind, Result};
use tauri::State;

use crate::app::App;
use crate::commands;

/// The commands that are answered while Keyrack is locked: they tell nothing of the rack and use
/// nothing of it.
const LOCKED: [&str; 4] = ["frame", "lock", "unlock", "wipe_now"];

/// Whether a command may be carried out now.
fn open(app: &App, command: &str) -> Result<()> {
    if app.profile().is_locked() && !LOCKED.contains(&command) {
        return Err(Error::new(Kind::Locked));
    }
    Ok(())
}

macro_rules! handlers {
    ($( $(#[doc = $doc:literal])* $name:ident ( $( $arg:ident : $ty:ty ),* ) -> $ret:ty; )*) => {
        $(
            $(#[doc = $doc])*
            #[tauri::command]
            async fn $name(app: State<'_, Arc<App>>, $( $arg: $ty ),*) -> Result<$ret, ErrorView> {
                #[cfg(feature = "e2e")]
                crate::window_log::asked(stringify!($name), &serde_json::json!({ $( stringify!($arg): &$arg ),* }));
                let answer = match open(&app, stringify!($name)) {
                    Ok(()) => commands::$name(app.inner(), $( $arg ),*).await,
                    Err(locked) => Err(locked),
                };
                let answer = answer.map_err(ErrorView::from);
                #[cfg(feature = "e2e")]
                crate::window_log::answered(stringify!($name), &answer);
                answer
            }
        )*

        /// Handles every command of the table.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$( $name ),*]
        }

        /// The names of all commands.
        #[cfg(test)]
        const NAMES: &[&str] = &[$( stringify!($name) ),*];
    };
}

command_table!(handlers);

#[cfg(test)]
mod tests;
