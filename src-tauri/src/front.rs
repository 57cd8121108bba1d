//! How a second Keyrack has the first one come to the front: through a socket beside the files that only one of
//! them may have open.

use std::path::Path;

/// The socket's name.
#[cfg(unix)]
const NAME: &str = "front";

/// What is asked for: that it shows its window.
#[cfg(unix)]
const SHOW: u8 = b's';

/// What is asked for: nothing but an answer.
#[cfg(unix)]
const STAY: u8 = b'-';

/// How long it may take to show its window, also while many ask at once on a busy machine.
#[cfg(unix)]
const ANSWER: std::time::Duration = std::time::Duration::from_secs(20);

/// Asks the Keyrack that has these files open to show its window, or only whether it is there. Whether it heard that.
#[cfg(unix)]
pub(crate) fn ask(folder: &Path, show: bool) -> bool {
    use std::io::{Read as _, Write as _};
    use std::os::unix::net::UnixStream;

    let Ok(mut stream) = UnixStream::connect(folder.join(NAME)) else {
        return false;
    };
    stream.set_read_timeout(Some(ANSWER)).ok();
    let mut answer = [0];
    let asked = stream.write_all(&[if show { SHOW } else { STAY }]);
    asked.and_then(|()| stream.read_exact(&mut answer)).is_ok()
}

/// How long the question itself may take.
#[cfg(unix)]
const QUESTION: std::time::Duration = std::time::Duration::from_secs(1);

/// Hears those who ask, and calls `show` for each that wants it.
#[cfg(unix)]
pub(crate) fn hear(folder: &Path, show: impl Fn() + Send + 'static) {
    use std::io::{Read as _, Write as _};
    use std::os::unix::net::UnixListener;

    let path = folder.join(NAME);
    // Of an earlier run: whoever has the files open is the only one.
    std::fs::remove_file(&path).ok();
    let Ok(listener) = UnixListener::bind(&path) else {
        tracing::warn!("a second start will not find this one");
        return;
    };
    let heard = std::thread::Builder::new()
        .name("front".into())
        .spawn(move || {
            for mut stream in listener.incoming().flatten() {
                // Whoever connects and says nothing must not keep the others waiting.
                stream.set_read_timeout(Some(QUESTION)).ok();
                let mut asked = [0];
                if stream.read_exact(&mut asked).is_err() {
                    continue;
                }
                if asked[0] == SHOW {
                    show();
                }
                stream.write_all(b"y").ok();
            }
        });
    if heard.is_err() {
        tracing::warn!("a second start will not find this one");
    }
}

/// Without such sockets nobody is asked.
#[cfg(not(unix))]
pub(crate) fn ask(_folder: &Path, _show: bool) -> bool {
    false
}

/// Without such sockets nobody asks.
#[cfg(not(unix))]
pub(crate) fn hear(_folder: &Path, _show: impl Fn() + Send + 'static) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_is_heard_also_after_a_crash() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!ask(folder.path(), true), "nobody is there");
        std::fs::write(folder.path().join(NAME), "").expect("left behind");
        let (shown, seen) = std::sync::mpsc::channel();
        hear(folder.path(), move || {
            shown.send(()).expect("the test listens")
        });
        for _ in 0..3 {
            assert!(ask(folder.path(), true));
            let came = seen.recv_timeout(std::time::Duration::from_secs(10));
            came.expect("it came to the front");
        }
        assert!(ask(folder.path(), false));
        assert!(seen.try_recv().is_err(), "nobody wanted to see it");
    }
}
