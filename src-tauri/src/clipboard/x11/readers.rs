//! Who reads our text: people who paste, and programs that watch the clipboard.
//!
//! A program that reads before anybody was told of the copy, or reads the secret and at once also
//! the placeholder, does so by itself: it has ignored the mark and must be taken to keep what it
//! read. The window manager is left out, because on Wayland it carries the text to other windows.

use std::time::{Duration, Instant};

use x11rb::{
    protocol::xproto::{AtomEnum, ConnectionExt as _, Window},
    rust_connection::RustConnection,
};

use super::{super::backend::Change, connect::Atoms, names};

/// Programs ask for several targets in one paste.
const ONE_PASTE: Duration = Duration::from_millis(500);

/// The most programs that are remembered.
const MOST: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The secret is offered, but nobody has been told.
    Unannounced,
    /// The user knows.
    Announced,
    /// The secret has been overwritten.
    Placeholder,
}

/// A program, or its window where the program is not known.
type Reader = Result<u32, Window>;

/// Keeps count of the programs that read our text.
pub(super) struct Readers {
    stage: Stage,
    /// This process as the server sees it; in a sandbox that is not the number we know.
    own: Option<u32>,
    name: Option<String>,
    window_manager: Option<u32>,
    programs: Vec<u32>,
    watcher: Option<Option<String>>,
    pastes: u32,
    last: Option<(Reader, Instant)>,
}

impl Readers {
    pub(super) fn new(conn: &RustConnection, atoms: &Atoms, root: Window, own: Window) -> Self {
        Self {
            stage: Stage::Unannounced,
            own: names::process(conn, own),
            name: names::command(std::process::id()),
            window_manager: window_manager(conn, atoms, root),
            programs: Vec::new(),
            watcher: None,
            pastes: 0,
            last: None,
        }
    }

    pub(super) fn announced(&mut self) {
        self.stage = Stage::Announced;
    }

    pub(super) fn placeholder(&mut self) {
        self.stage = Stage::Placeholder;
    }

    pub(super) fn watcher(&self) -> Option<Option<String>> {
        self.watcher.clone()
    }

    /// Notes that `reader` got our text, and tells if that was a paste.
    pub(super) fn read(
        &mut self,
        conn: &RustConnection,
        atoms: &Atoms,
        reader: Window,
    ) -> Option<Change> {
        let program = names::process(conn, reader);
        if self.is_us(program) {
            return None;
        }
        let unasked = match self.stage {
            Stage::Unannounced => true,
            Stage::Announced => false,
            Stage::Placeholder => program.is_some_and(|id| self.programs.contains(&id)),
        };
        if unasked
            && self.watcher.is_none()
            && program.is_some()
            && !self.is_window_manager(program)
        {
            self.watcher = Some(names::of(conn, atoms, reader));
        }
        if self.stage != Stage::Announced {
            return None;
        }
        if let Some(id) = program
            && !self.programs.contains(&id)
            && self.programs.len() < MOST
        {
            self.programs.push(id);
        }
        self.paste(program.ok_or(reader))
    }

    /// Whether a process is this guard, another one, or the app: none of them is anybody else.
    pub(super) fn is_us(&self, program: Option<u32>) -> bool {
        let Some(id) = program else {
            return false;
        };
        program == self.own || (self.name.is_some() && names::command(id) == self.name)
    }

    /// Whether a process manages the windows.
    pub(super) fn is_window_manager(&self, program: Option<u32>) -> bool {
        program.is_some() && program == self.window_manager
    }

    fn paste(&mut self, reader: Reader) -> Option<Change> {
        let now = Instant::now();
        let before = self.last.replace((reader, now));
        let again = before.is_some_and(|(last, at)| last == reader && now - at < ONE_PASTE);
        if again {
            return None;
        }
        self.pastes = self.pastes.saturating_add(1);
        Some(Change::Pasted(self.pastes))
    }
}

fn window_manager(conn: &RustConnection, atoms: &Atoms, root: Window) -> Option<u32> {
    let check = atoms._NET_SUPPORTING_WM_CHECK;
    let reply = conn
        .get_property(false, root, check, AtomEnum::WINDOW, 0, 1)
        .ok()?
        .reply()
        .ok()?;
    let window = reply.value32()?.next()?;
    names::process(conn, window)
}
