//! What the window may call, asked of Tauri's own authority with a runtime that has no window.

use keyrack_core::command_table;
use tauri::ipc::{CallbackFn, Invoke, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};

use serde_json::json;

macro_rules! dummies {
    ($( $(#[doc = $doc:literal])* $name:ident ( $( $arg:ident : $ty:ty ),* ) -> $ret:ty; )*) => {
        const NAMES: &[&str] = &[$( stringify!($name) ),*];

        $(
            #[tauri::command]
            fn $name() -> &'static str {
                "called"
            }
        )*

        fn handler() -> impl Fn(Invoke<MockRuntime>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![not_in_the_table, $( $name ),*]
        }
    };
}
command_table!(dummies);

#[tauri::command]
fn not_in_the_table() -> &'static str {
    "called"
}

fn app() -> App<MockRuntime> {
    let context = tauri::generate_context!();
    mock_builder()
        .invoke_handler(handler())
        .build(context)
        .expect("an app without a window")
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default())
        .build()
        .expect("a window")
}

fn call(window: &WebviewWindow<MockRuntime>, command: &str, from: &str) -> bool {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: from.parse().expect("a url"),
        body: InvokeBody::Json(json!({})),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.into(),
    };
    get_ipc_response(window, request).is_ok()
}

const OWN_PAGE: &str = if cfg!(windows) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};

#[test]
fn only_the_named_window_reaches_the_commands() {
    let app = app();
    let (main, other) = (window(&app, "main"), window(&app, "other"));
    for name in NAMES {
        assert!(
            call(&main, name, OWN_PAGE),
            "{name} is granted to the window"
        );
        assert!(
            !call(&other, name, OWN_PAGE),
            "{name} is granted to no other"
        );
        assert!(
            !call(&main, name, "https://example.com"),
            "{name} is granted to no other page"
        );
    }
}

#[test]
fn what_is_not_granted_is_refused() {
    let app = app();
    let main = window(&app, "main");
    for command in [
        "not_in_the_table",
        "no_such_command",
        "plugin:store|get",
        "plugin:store|load",
        "plugin:dialog|open",
        "plugin:event|emit",
        "plugin:webview|internal_toggle_devtools",
        "plugin:window|close",
        "plugin:path|resolve_directory",
    ] {
        assert!(!call(&main, command, OWN_PAGE), "{command}");
    }
}
