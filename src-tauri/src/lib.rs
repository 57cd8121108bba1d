//! The shell around `keyrack-core`: the window, the keychain, the clipboard, native dialogs.

mod allocator;
mod app;
#[cfg(all(test, feature = "e2e"))]
mod authority;
pub mod clipboard;
mod commands;
mod gesture;
mod idle;
mod ipc;
mod keychain;
mod logging;
mod practice;
mod preferences;
pub mod process;
mod prompt;
mod save;
mod window;
#[cfg(feature = "e2e")]
mod window_log;

use std::process::ExitCode;
use std::sync::Arc;

use tauri::{Manager, RunEvent};

use crate::app::App;

/// Runs the app until its window is closed.
pub fn run() -> ExitCode {
    logging::start();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            window::show(app)
        }))
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc::handler())
        .setup(|tauri| {
            let app = App::start(tauri.handle())?;
            tauri.manage(Arc::clone(&app));
            window::open(tauri.handle(), &app)?;
            app.begin();
            Ok(())
        })
        .build(tauri::generate_context!());
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "could not start");
            return ExitCode::FAILURE;
        }
    };
    app.run(|handle, event| {
        if let RunEvent::ExitRequested { api, code, .. } = event
            && let Some(app) = handle.try_state::<Arc<App>>()
            && app.must_wipe_first()
        {
            api.prevent_exit();
            let (app, handle) = (Arc::clone(&app), handle.clone());
            tauri::async_runtime::spawn(async move {
                app.wipe_before_exit().await;
                handle.exit(code.unwrap_or(0));
            });
        }
    });
    ExitCode::SUCCESS
}
