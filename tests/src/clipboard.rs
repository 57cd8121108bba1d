//! The clipboard, as any other program on the desktop sees it.

use crate::{Desktop, process::Running, wait};
use std::{io::Write, process::Stdio};

/// Copies `text` in another program, which answers for it from now on.
///
/// # Panics
/// When the clipboard does not hold `text` afterwards.
pub async fn write(desktop: &Desktop, text: &str) {
    let mut xclip = desktop.command("xclip");
    xclip
        .args(["-selection", "clipboard", "-in", "-quiet"])
        .stdin(Stdio::piped());
    xclip.stdout(Stdio::null()).stderr(Stdio::null());
    let mut owner = Running::start(&mut xclip);
    let mut input = owner.child().stdin.take().expect("a pipe was asked for");
    input
        .write_all(text.as_bytes())
        .expect("xclip reads its input");
    drop(input);
    desktop.set_clipboard_owner(Some(owner));
    wait::until_true("the clipboard to hold the text", async || {
        read(desktop).await.as_deref() == Some(text)
    })
    .await;
}

/// What pasting would give; `None` when there is nothing to paste.
///
/// # Panics
/// When the owner of the clipboard does not answer.
pub async fn read(desktop: &Desktop) -> Option<String> {
    let paste = ["-selection", "clipboard", "-out", "-target", "UTF8_STRING"];
    let pasted = desktop.output("xclip", paste).await;
    pasted
        .status
        .success()
        .then(|| String::from_utf8_lossy(&pasted.stdout).into_owned())
}

/// The formats that the owner of the clipboard offers; none when nobody owns it.
///
/// # Panics
/// When the owner of the clipboard does not answer.
pub async fn formats(desktop: &Desktop) -> Vec<String> {
    let ask = ["-selection", "clipboard", "-out", "-target", "TARGETS"];
    let answer = desktop.output("xclip", ask).await;
    String::from_utf8_lossy(&answer.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}
