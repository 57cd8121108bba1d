//! A program that takes the clipboard as soon as somebody else has, and offers nothing.

use crate::Desktop;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};
use x11rb::{
    COPY_DEPTH_FROM_PARENT, CURRENT_TIME, NONE,
    connection::Connection,
    protocol::{
        Event,
        xfixes::{ConnectionExt as _, SelectionEventMask},
        xproto::{ConnectionExt as _, CreateWindowAux, WindowClass},
    },
};

/// How often it listens. It is a race: whoever copied may have read it back by then.
const LISTEN: Duration = Duration::from_micros(200);

/// Takes the clipboard until it is dropped.
#[derive(Debug)]
pub struct Eater {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Eater {
    /// Starts to take it.
    ///
    /// # Panics
    /// When the desktop has no screen.
    #[must_use]
    pub fn start(desktop: &Desktop) -> Self {
        let display = desktop.variable("DISPLAY").to_owned();
        let over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&over);
        let thread = std::thread::spawn(move || eat(&display, &told));
        Self {
            over,
            thread: Some(thread),
        }
    }
}

impl Drop for Eater {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || ended.is_none_or(|ended| ended.is_ok()));
    }
}

fn eat(display: &str, over: &AtomicBool) {
    let (conn, screen) = x11rb::connect(Some(display)).expect("a screen");
    let clipboard = conn.intern_atom(false, b"CLIPBOARD").expect("a request");
    let clipboard = clipboard.reply().expect("an atom").atom;
    let window = conn.generate_id().expect("a number");
    let root = conn.setup().roots[screen].root;
    conn.create_window(
        COPY_DEPTH_FROM_PARENT,
        window,
        root,
        0,
        0,
        1,
        1,
        0,
        WindowClass::INPUT_OUTPUT,
        0,
        &CreateWindowAux::new(),
    )
    .expect("a window");
    conn.xfixes_query_version(5, 0).expect("a request");
    conn.xfixes_select_selection_input(window, clipboard, SelectionEventMask::SET_SELECTION_OWNER)
        .expect("a request");
    conn.flush().expect("a connection");
    while !over.load(Ordering::Acquire) {
        // Whoever asks for the text gets no answer.
        while let Some(event) = conn.poll_for_event().expect("a connection") {
            if let Event::XfixesSelectionNotify(taken) = event
                && ![window, NONE].contains(&taken.owner)
            {
                conn.set_selection_owner(window, clipboard, CURRENT_TIME)
                    .expect("a request");
                conn.flush().expect("a connection");
            }
        }
        std::thread::sleep(LISTEN);
    }
}
