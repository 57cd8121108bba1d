//! The clipboard of an X11 server, owned by a window of ours.
//!
//! X11 keeps no clipboard: the owner of the `CLIPBOARD` selection answers every reader itself. That
//! makes an owner of its own worth having. It serves every text target, it knows who reads and who
//! takes over, and it gives the selection back by its own timestamp, which the server ignores once
//! somebody else owns it. `PRIMARY` is never touched.

mod connect;
mod names;
mod readers;
mod serve;

use std::{collections::VecDeque, os::fd::OwnedFd, time::Duration};

use keyrack_core::SecretBytes;
use tokio::{
    io::unix::AsyncFd,
    time::{error::Elapsed, timeout},
};
use x11rb::{
    connection::{Connection, RequestConnection},
    protocol::{
        Event,
        xproto::{AtomEnum, ConnectionExt as _, PropMode, Timestamp, Window},
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::{
    backend::{Backend, Change, Holding, LOOK},
    look::{Seen, Wanted},
    protocol::CopyError,
};
use connect::Atoms;
use readers::Readers;

/// How long the server may take to tell its time.
const ANSWER: Duration = Duration::from_secs(1);

/// The connection to the server is of no use any more.
#[derive(Debug)]
struct Broken;

macro_rules! broken_by {
    ($($error:ty),+) => {
        $(impl From<$error> for Broken {
            fn from(_: $error) -> Self {
                Self
            }
        })+
    };
}
broken_by!(
    x11rb::errors::ConnectError,
    x11rb::errors::ConnectionError,
    x11rb::errors::ReplyError,
    x11rb::errors::ReplyOrIdError,
    std::io::Error,
    Elapsed
);

/// What we offer to readers.
struct Offer {
    text: SecretBytes,
    since: Timestamp,
}

/// A window that can own the clipboard.
pub(crate) struct Owner {
    conn: RustConnection,
    readable: AsyncFd<OwnedFd>,
    atoms: Atoms,
    window: Window,
    /// What we offer; `None` while somebody else owns the clipboard.
    offer: Option<Offer>,
    /// Counts the owners that the clipboard has had, so that a change between a look and a wipe
    /// does not go unseen.
    generation: u64,
    /// Owner and generation at the last look that found the text elsewhere.
    seen: Option<(Window, u64)>,
    readers: Readers,
    changes: VecDeque<Change>,
    /// The server's time, once it has answered our question for it.
    time: Option<Timestamp>,
    broken: bool,
}

impl Owner {
    /// Reads what the server has sent.
    async fn event(&self) -> Result<Event, Broken> {
        self.conn.flush()?;
        loop {
            if let Some(event) = self.conn.poll_for_event()? {
                return Ok(event);
            }
            let mut ready = self.readable.readable().await?;
            if let Some(event) = self.conn.poll_for_event()? {
                return Ok(event);
            }
            ready.clear_ready();
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::SelectionRequest(request) => self.answer(&request),
            Event::SelectionClear(clear) if clear.selection == self.atoms.CLIPBOARD => {
                let lost = self.offer.take().map(|_| Change::Lost);
                self.changes.extend(lost);
            }
            Event::XfixesSelectionNotify(notify) if notify.selection == self.atoms.CLIPBOARD => {
                self.generation += 1;
            }
            Event::PropertyNotify(notify) if notify.window == self.window => {
                self.time = Some(notify.time);
            }
            _ => {}
        }
    }

    /// Handles what has already arrived.
    fn drain(&mut self) -> Result<(), Broken> {
        while let Some(event) = self.conn.poll_for_event()? {
            self.handle(event);
        }
        Ok(())
    }

    /// The server's time now: it stamps a change of a property of our window.
    async fn server_time(&mut self) -> Result<Timestamp, Broken> {
        self.time = None;
        self.conn.change_property8(
            PropMode::APPEND,
            self.window,
            self.atoms.KEYRACK_TIME,
            AtomEnum::STRING,
            &[],
        )?;
        timeout(ANSWER, async {
            loop {
                let event = self.event().await?;
                self.handle(event);
                if let Some(time) = self.time {
                    return Ok(time);
                }
            }
        })
        .await?
    }

    fn owner(&self) -> Result<Window, Broken> {
        let reply = self.conn.get_selection_owner(self.atoms.CLIPBOARD)?;
        Ok(reply.reply()?.owner)
    }

    fn take(&mut self, text: &[u8], since: Timestamp) -> Result<(), Broken> {
        let text = SecretBytes::kept(text);
        self.offer = Some(Offer { text, since });
        self.conn
            .set_selection_owner(self.window, self.atoms.CLIPBOARD, since)?;
        Ok(())
    }

    /// Takes the clipboard if it is as [`Backend::holding`] left it. Nobody can come between the
    /// question and the taking: the server is grabbed for these two requests.
    async fn take_unchanged(&mut self, text: &[u8]) -> Result<bool, Broken> {
        let time = self.server_time().await?;
        self.conn.grab_server()?;
        let taken = self.compare_and_take(text, time);
        self.conn.ungrab_server()?;
        self.conn.flush()?;
        Ok(taken? && self.owner()? == self.window)
    }

    fn compare_and_take(&mut self, text: &[u8], time: Timestamp) -> Result<bool, Broken> {
        let owner = self.owner()?;
        self.drain()?;
        let ours = owner == self.window && self.offer.is_some();
        if !ours && self.seen != Some((owner, self.generation)) {
            return Ok(false);
        }
        self.readers.placeholder();
        self.take(text, time)?;
        Ok(true)
    }

    async fn look(&mut self, wanted: &Wanted) -> Result<Holding, Broken> {
        self.seen = None;
        let owner = self.owner()?;
        self.drain()?;
        if owner == self.window {
            return Ok(Holding::Ours);
        }
        if owner == x11rb::NONE {
            return Ok(Holding::Nothing);
        }
        let generation = self.generation;
        let by = names::of(&self.conn, &self.atoms, owner);
        let successor = self.readers.is_us(names::process(&self.conn, owner));
        Ok(match wanted.look(LOOK).await {
            Ok(Seen::Same) => {
                self.seen = Some((owner, generation));
                match successor {
                    true => Holding::Successor,
                    false => Holding::Another { by },
                }
            }
            Ok(Seen::Other) => Holding::Replaced,
            Ok(Seen::Nothing) => Holding::Nothing,
            Err(error) => Holding::Unknown {
                reason: error.to_string(),
            },
        })
    }
}

impl Backend for Owner {
    async fn own(&mut self, text: &[u8]) -> Result<(), CopyError> {
        if text.len() >= self.conn.maximum_request_bytes() {
            return Err(CopyError::TooLarge);
        }
        let owned = async {
            let time = self.server_time().await?;
            self.take(text, time)?;
            Ok::<_, Broken>(self.owner()? == self.window)
        };
        match owned.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(CopyError::Refused),
            Err(Broken) => Err(CopyError::NoClipboard),
        }
    }

    async fn change(&mut self) -> Change {
        loop {
            if let Some(change) = self.changes.pop_front() {
                return change;
            }
            if self.broken {
                return std::future::pending().await;
            }
            match self.event().await {
                Ok(event) => self.handle(event),
                Err(Broken) => {
                    self.broken = true;
                    self.offer = None;
                    return Change::Over;
                }
            }
        }
    }

    async fn holding(&mut self, wanted: &Wanted) -> Holding {
        self.look(wanted).await.unwrap_or(Holding::Unknown {
            reason: "the display has gone".to_owned(),
        })
    }

    async fn overwrite(&mut self, text: &[u8]) -> Result<bool, CopyError> {
        self.take_unchanged(text)
            .await
            .map_err(|Broken| CopyError::NoClipboard)
    }

    async fn release(&mut self) {
        if let Some(offer) = self.offer.take() {
            let _ = self
                .conn
                .set_selection_owner(x11rb::NONE, self.atoms.CLIPBOARD, offer.since);
            let _ = self.conn.flush();
        }
    }

    /// On Wayland the window manager, which is the compositor.
    fn desktop_offers(&self) -> bool {
        self.seen.is_some_and(|(owner, _)| {
            let program = names::process(&self.conn, owner);
            self.readers.is_window_manager(program)
        })
    }

    fn announced(&mut self) {
        self.readers.announced();
    }

    fn watcher(&self) -> Option<Option<String>> {
        self.readers.watcher()
    }
}
