//! Opening the display, and the names of everything that is asked of us.

use std::{collections::VecDeque, os::fd::AsFd};

use tokio::io::{Interest, unix::AsyncFd};
use x11rb::{
    COPY_DEPTH_FROM_PARENT,
    connection::Connection,
    protocol::{
        res::ConnectionExt as _,
        xfixes::{ConnectionExt as _, SelectionEventMask},
        xproto::{
            AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::{Broken, Owner, readers::Readers};

x11rb::atom_manager! {
    /// Everything that is asked of us by name.
    pub(super) Atoms: AtomsCookie {
        CLIPBOARD,
        KEYRACK_TIME,
        TARGETS,
        TIMESTAMP,
        MULTIPLE,
        ATOM_PAIR,
        UTF8_STRING,
        TEXT,
        TEXT_PLAIN_UTF8: b"text/plain;charset=utf-8",
        TEXT_PLAIN: b"text/plain",
        HINT: b"x-kde-passwordManagerHint",
        _NET_WM_NAME,
        _NET_SUPPORTING_WM_CHECK,
    }
}

impl Owner {
    /// Opens the display that the environment names. `None` if there is none.
    pub(crate) fn open() -> Option<Self> {
        Self::connect().ok()
    }

    fn connect() -> Result<Self, Broken> {
        let (conn, screen) = x11rb::connect(None)?;
        let root = conn.setup().roots.get(screen).ok_or(Broken)?.root;
        let atoms = Atoms::new(&conn)?.reply()?;
        let window = hidden_window(&conn, root)?;
        // Both are comforts: without them we see fewer changes and fewer names.
        let _ = watch_owners(&conn, &atoms, window);
        let _ = conn.res_query_version(1, 2)?.reply();
        conn.flush()?;
        let socket = conn.stream().as_fd().try_clone_to_owned()?;
        // SAFETY: the descriptor is owned by what is registered, which keeps it open and never
        // gives out another one.
        let readable = unsafe { AsyncFd::register_with_interest(socket, Interest::READABLE) }
            .map_err(|_| Broken)?;
        let readers = Readers::new(&conn, &atoms, root, window);
        Ok(Self {
            conn,
            readable,
            atoms,
            window,
            offer: None,
            generation: 0,
            seen: None,
            readers,
            changes: VecDeque::new(),
            time: None,
            broken: false,
        })
    }
}

/// A window that is never shown.
fn hidden_window(conn: &RustConnection, root: Window) -> Result<Window, Broken> {
    let window = conn.generate_id()?;
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
        &CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE),
    )?
    .check()?;
    conn.change_property8(
        PropMode::REPLACE,
        window,
        AtomEnum::WM_CLASS,
        AtomEnum::STRING,
        b"keyrack\0Keyrack\0",
    )?;
    Ok(window)
}

fn watch_owners(conn: &RustConnection, atoms: &Atoms, window: Window) -> Result<(), Broken> {
    conn.xfixes_query_version(5, 0)?.reply()?;
    let every_end = SelectionEventMask::SET_SELECTION_OWNER
        | SelectionEventMask::SELECTION_WINDOW_DESTROY
        | SelectionEventMask::SELECTION_CLIENT_CLOSE;
    conn.xfixes_select_selection_input(window, atoms.CLIPBOARD, every_end)?
        .check()?;
    Ok(())
}
