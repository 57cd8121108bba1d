//! The shell around `keyrack-core`: the window, the keychain, the clipboard, native dialogs.

mod alive;
mod allocator;
mod app;
#[cfg(all(test, feature = "e2e"))]
mod authority;
pub mod clipboard;
mod commands;
mod dropped;
mod folders;
mod front;
mod gesture;
mod give;
mod idle;
mod ipc;
mod keychain;
mod logging;
mod login;
mod notify;
mod practice;
mod preferences;
pub mod process;
mod prompt;
mod save;
mod stack;
mod tray;
mod window;
#[cfg(feature = "e2e")]
mod window_log;

use std::sync::Arc;

use keyrack_core::Kind;
use tauri::{AppHandle, CloseRequestApi, ExitRequestApi, Manager, RunEvent, WindowEvent};

use crate::app::App;
use crate::folders::AlreadyRunning;

/// The argument with which it starts without its window, where a tray leads to it.
const BACKGROUND: &str = "--background";

/// What the process ends with when it could not start.
const FAILURE: i32 = 1;

/// Runs the app until its window is closed or, where a tray leads back to the window, until it is
/// told to quit. What it returns is for [`process::end`].
pub fn run() -> i32 {
    logging::start();
    let runtime = match stack::runtime() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "could not start");
            return FAILURE;
        }
    };
    tauri::async_runtime::set(runtime.handle().clone());
    let shown = !std::env::args_os().any(|argument| argument == BACKGROUND);
    let builder = tauri::Builder::default();
    // Elsewhere a second start finds the first one by `front`.
    #[cfg(windows)]
    let builder = builder.plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
        if !arguments.iter().any(|argument| argument == BACKGROUND) {
            window::show(app);
        }
    }));
    let built = builder
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc::handler())
        .setup(move |tauri| {
            let app = match App::start(tauri.handle()) {
                Ok(app) => app,
                Err(error) => not_started(tauri.handle(), error.as_ref(), shown),
            };
            tauri.manage(Arc::clone(&app));
            window::open(tauri.handle(), &app, shown)?;
            app.begin();
            Ok(())
        })
        .build(tauri::generate_context!());
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "could not start");
            return FAILURE;
        }
    };
    let code = app.run_return(|handle, event| match event {
        RunEvent::ExitRequested { api, code, .. } => leave(handle, &api, code),
        RunEvent::Exit => {
            if let Some(app) = handle.try_state::<Arc<App>>() {
                app.end();
            }
        }
        RunEvent::WindowEvent {
            label,
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } if label == window::LABEL => close(handle, &api),
        _ => {}
    });
    // Threads that hang in a call must not keep the process.
    runtime.shutdown_background();
    code
}

/// Ends without having begun: has the window of the one that runs come to the front if it would have been `shown`,
/// or says why.
fn not_started(handle: &AppHandle, error: &(dyn std::error::Error + 'static), shown: bool) -> ! {
    let running = error.is::<AlreadyRunning>();
    let folder = handle.path().app_data_dir().unwrap_or_default();
    if running && front::ask(&folder, shown) {
        process::end(0);
    }
    let newer = error
        .downcast_ref::<keyrack_core::Error>()
        .is_some_and(|error| error.kind == Kind::StorageNewer);
    let (what, next) = if running {
        (
            "Keyrack is running already and does not answer.",
            "Its window is where you left it. If it hangs, end it and start again.",
        )
    } else if newer {
        (
            "A newer Keyrack wrote the files of this one.",
            "Nothing was changed. Start the newer version.",
        )
    } else {
        (
            "Keyrack could not start.",
            "Nothing was changed. Its log may tell why.",
        )
    };
    tracing::error!(running, newer, "could not start");
    prompt::tell(what, &format!("{next}\n\n{}", folder.display()));
    process::end(FAILURE);
}

/// Leaves once nothing of ours is on the clipboard any more.
fn leave(handle: &AppHandle, api: &ExitRequestApi, code: Option<i32>) {
    if let Some(app) = handle.try_state::<Arc<App>>()
        && app.must_wipe_first()
    {
        api.prevent_exit();
        let (app, handle) = (Arc::clone(&app), handle.clone());
        tauri::async_runtime::spawn(async move {
            app.wipe_before_exit().await;
            handle.exit(code.unwrap_or(0));
        });
    }
}

/// Hides the window where a tray leads back to it; otherwise it closes, and the app ends.
fn close(handle: &AppHandle, api: &CloseRequestApi) {
    if let Some(app) = handle.try_state::<Arc<App>>()
        && app.tray.is_there()
    {
        api.prevent_close();
        app.gestures.forget();
        window::hide(handle);
    }
}
