//! The one window.

use std::sync::Arc;

use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindowBuilder};

use crate::app::App;
use crate::{dropped, idle};

/// The window's label, which its capability names.
pub(crate) const LABEL: &str = "main";

/// Builds the window and watches its real input. It stays hidden unless it is to be `shown`.
///
/// # Errors
/// What the window system answered.
pub(crate) fn open<R: Runtime>(
    handle: &AppHandle<R>,
    app: &Arc<App>,
    shown: bool,
) -> tauri::Result<()> {
    let config = handle
        .config()
        .app
        .windows
        .iter()
        .find(|window| window.label == LABEL)
        .cloned()
        .unwrap_or_default();
    let mut window = WebviewWindowBuilder::from_config(handle, &config)?;
    if !app.saves {
        // It wants a folder that is there, and the app's own cannot be made.
        window = window.data_directory(std::env::temp_dir());
    }
    let window = window
        // A web view that keeps nothing cannot be driven by a test.
        .incognito(!cfg!(feature = "e2e"))
        .on_navigation(is_own_page)
        .visible(shown)
        .build()?;
    let app = Arc::clone(app);
    window.with_webview(move |webview| {
        Arc::clone(&app.gestures).watch(&webview);
        idle::watch(Arc::clone(&app.idle), &webview);
        dropped::watch(&app, &webview);
    })
}

/// Brings the window to the front.
pub(crate) fn show<R: Runtime>(handle: &AppHandle<R>) {
    if let Some(window) = handle.get_webview_window(LABEL) {
        let shown = window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "could not show the window");
        }
    }
}

/// Shows the window if it is hidden.
pub(crate) fn show_if_hidden<R: Runtime>(handle: &AppHandle<R>) {
    let window = handle.get_webview_window(LABEL);
    if window.is_some_and(|window| !window.is_visible().unwrap_or(true)) {
        show(handle);
    }
}

/// Hides the window; what goes on behind it goes on.
pub(crate) fn hide<R: Runtime>(handle: &AppHandle<R>) {
    if let Some(window) = handle.get_webview_window(LABEL)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "could not hide the window");
    }
}

/// Says in the title whether practice services are shown.
pub(crate) fn title<R: Runtime>(handle: &AppHandle<R>, practice: bool) {
    if let Some(window) = handle.get_webview_window(LABEL) {
        let title = if practice {
            "Keyrack – practice"
        } else {
            "Keyrack"
        };
        if let Err(error) = window.set_title(title) {
            tracing::warn!(%error, "could not set the title");
        }
    }
}

/// Whether `url` is the app's own page: nothing else is ever opened in the window.
fn is_own_page(url: &Url) -> bool {
    let own = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    own || (cfg!(dev) && url.host_str() == Some("127.0.0.1") && url.port() == Some(5173))
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn nothing_but_the_own_page_opens() {
        let allowed = |url: &str| is_own_page(&url.parse().expect("a url"));
        assert!(allowed("tauri://localhost/index.html"));
        for foreign in [
            "https://example.com/",
            "http://tauri.localhost.example.com/",
            "data:text/html,x",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "blob:tauri://localhost/x",
            "about:blank",
        ] {
            assert!(!allowed(foreign), "{foreign}");
        }
    }
}
