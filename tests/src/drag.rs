//! Another program from which files are dragged, by the window system's protocol for that.

use crate::{App, wait::SOON};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode,
            SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window,
            WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndSelection,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        FILES: b"text/uri-list",
    }
}

/// The version of the protocol that is spoken.
const VERSION: u32 = 5;

impl App<'_> {
    /// Drags files over the middle of the window and lets them go there.
    ///
    /// # Panics
    /// When the window does not take them.
    pub async fn drop_files(&self, files: &[PathBuf]) {
        let display = self.desktop().variable("DISPLAY").to_owned();
        let window = self.window.parse().expect("a window's number");
        let lines = files
            .iter()
            .map(|file| format!("file://{}\r\n", file.display()));
        let lines: String = lines.collect();
        let dragged = tokio::task::spawn_blocking(move || {
            let mut drag = Drag::begin(&display, window, lines).expect("a screen");
            drag.carry_out().expect("the screen is there");
        });
        dragged.await.expect("the window takes what is dropped");
    }
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

struct Drag {
    screen: RustConnection,
    atoms: Atoms,
    source: Window,
    target: Window,
    middle: (u32, u32),
    files: String,
    /// Whether the target asked for the files.
    asked: bool,
    accepted: bool,
    finished: bool,
}

impl Drag {
    fn begin(display: &str, target: Window, files: String) -> Result<Self> {
        let (screen, number) = x11rb::connect(Some(display))?;
        let atoms = Atoms::new(&screen)?.reply()?;
        let root = screen.setup().roots[number].root;
        let source = screen.generate_id()?;
        let plain = CreateWindowAux::new();
        let class = WindowClass::INPUT_ONLY;
        screen.create_window(0, source, root, 0, 0, 1, 1, 0, class, 0, &plain)?;
        screen.set_selection_owner(source, atoms.XdndSelection, CURRENT_TIME)?;
        let size = screen.get_geometry(target)?.reply()?;
        let (x, y) = (size.width.cast_signed() / 2, size.height.cast_signed() / 2);
        let at = screen.translate_coordinates(target, root, x, y)?.reply()?;
        let middle = (u32::try_from(at.dst_x)?, u32::try_from(at.dst_y)?);
        Ok(Self {
            screen,
            atoms,
            source,
            target,
            middle,
            files,
            asked: false,
            accepted: false,
            finished: false,
        })
    }

    fn carry_out(&mut self) -> Result<()> {
        let (x, y) = self.middle;
        let (files, copy) = (self.atoms.FILES, self.atoms.XdndActionCopy);
        self.tell(self.atoms.XdndEnter, [VERSION << 24, files, 0, 0])?;
        let position = [0, x << 16 | y, CURRENT_TIME, copy];
        self.until("the window to accept", Some(position), |drag| {
            drag.asked && drag.accepted
        })?;
        self.tell(self.atoms.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
        self.until("the window to take", None, |drag| drag.finished)
    }

    /// Answers the target until `done`; meanwhile the pointer rests there, if that is to be told.
    fn until(
        &mut self,
        what: &str,
        position: Option<[u32; 4]>,
        done: impl Fn(&Self) -> bool,
    ) -> Result<()> {
        let start = Instant::now();
        while !done(self) {
            assert!(
                start.elapsed() < SOON,
                "waited in vain for {what} the files"
            );
            if let Some(position) = position {
                self.tell(self.atoms.XdndPosition, position)?;
            }
            std::thread::sleep(Duration::from_millis(50));
            while let Some(event) = self.screen.poll_for_event()? {
                self.answer(&event)?;
            }
        }
        Ok(())
    }

    fn answer(&mut self, event: &Event) -> Result<()> {
        match event {
            Event::SelectionRequest(request) => self.hand_over(request)?,
            Event::ClientMessage(message) if message.type_ == self.atoms.XdndStatus => {
                self.accepted = message.data.as_data32()[1] & 1 == 1;
            }
            Event::ClientMessage(message) if message.type_ == self.atoms.XdndFinished => {
                self.finished = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn hand_over(&mut self, request: &SelectionRequestEvent) -> Result<()> {
        let has_it = request.target == self.atoms.FILES;
        if has_it {
            let (window, property, kind) = (request.requestor, request.property, request.target);
            let files = self.files.as_bytes();
            let replace = PropMode::REPLACE;
            self.screen
                .change_property8(replace, window, property, kind, files)?;
            self.asked = true;
        }
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if has_it {
                request.property
            } else {
                AtomEnum::NONE.into()
            },
        };
        let (requestor, none) = (request.requestor, EventMask::NO_EVENT);
        self.screen.send_event(false, requestor, none, told)?;
        self.screen.flush()?;
        Ok(())
    }

    fn tell(&self, kind: u32, [a, b, c, d]: [u32; 4]) -> Result<()> {
        let message = ClientMessageEvent::new(32, self.target, kind, [self.source, a, b, c, d]);
        let (target, none) = (self.target, EventMask::NO_EVENT);
        self.screen.send_event(false, target, none, message)?;
        self.screen.flush()?;
        Ok(())
    }
}
