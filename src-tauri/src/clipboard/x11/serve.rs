//! Answering the programs that ask for the clipboard.

use x11rb::{
    connection::Connection,
    protocol::xproto::{
        Atom, AtomEnum, ConnectionExt as _, EventMask, PropMode, SelectionNotifyEvent,
        SelectionRequestEvent, Window,
    },
    wrapper::ConnectionExt as _,
};

use super::{Broken, Offer, Owner};

/// What the hint says; its target tells password managers' content from the rest.
const HINT: &[u8] = b"secret";

/// The most targets that one MULTIPLE request may name.
const MOST_PAIRS: u32 = 32;

impl Owner {
    /// Answers one request. A reader that went away meanwhile is no error of ours.
    pub(super) fn answer(&mut self, request: &SelectionRequestEvent) {
        // Clients of old name no property and expect the target's name.
        let property = match request.property {
            x11rb::NONE => request.target,
            property => property,
        };
        let ours = request.selection == self.atoms.CLIPBOARD && request.owner == self.window;
        let answered = ours
            && match request.target == self.atoms.MULTIPLE {
                true => self.convert_each(request.requestor, request.property),
                false => self.convert(request.requestor, request.target, property),
            }
            .unwrap_or(false);
        let notify = SelectionNotifyEvent {
            response_type: x11rb::protocol::xproto::SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if answered { property } else { x11rb::NONE },
        };
        let _ = self
            .conn
            .send_event(false, request.requestor, EventMask::NO_EVENT, notify);
        let _ = self.conn.flush();
    }

    /// Writes what `target` asks for into the reader's property. `false` is a refusal.
    fn convert(&mut self, reader: Window, target: Atom, property: Atom) -> Result<bool, Broken> {
        let Some(offer) = &self.offer else {
            return Ok(false);
        };
        let atoms = &self.atoms;
        let bytes = |kind: Atom, bytes: &[u8]| {
            self.conn
                .change_property8(PropMode::REPLACE, reader, property, kind, bytes)
        };
        if target == atoms.TARGETS {
            let targets = self.targets(offer);
            self.conn.change_property32(
                PropMode::REPLACE,
                reader,
                property,
                AtomEnum::ATOM,
                &targets,
            )?;
        } else if target == atoms.TIMESTAMP {
            self.conn.change_property32(
                PropMode::REPLACE,
                reader,
                property,
                AtomEnum::INTEGER,
                &[offer.since],
            )?;
        } else if target == atoms.HINT {
            bytes(target, HINT)?;
        } else if self.text_targets(offer).contains(&target) {
            let kind = match target == atoms.TEXT {
                true => atoms.UTF8_STRING,
                false => target,
            };
            bytes(kind, &offer.text)?;
            self.changes
                .extend(self.readers.read(&self.conn, &self.atoms, reader));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Answers a list of requests; what is refused gets no property, as the convention has it.
    fn convert_each(&mut self, reader: Window, property: Atom) -> Result<bool, Broken> {
        if property == x11rb::NONE {
            return Ok(false);
        }
        let pair = self.atoms.ATOM_PAIR;
        let reply = self
            .conn
            .get_property(false, reader, property, pair, 0, 2 * MOST_PAIRS)?
            .reply()?;
        let mut pairs: Vec<Atom> = reply.value32().ok_or(Broken)?.collect();
        for pair in pairs.chunks_exact_mut(2) {
            let nested = pair[0] == self.atoms.MULTIPLE;
            if nested || pair[1] == x11rb::NONE || !self.convert(reader, pair[0], pair[1])? {
                pair[1] = x11rb::NONE;
            }
        }
        self.conn
            .change_property32(PropMode::REPLACE, reader, property, pair, &pairs)?;
        Ok(true)
    }

    /// The list leaves SAVE_TARGETS out: nobody is to keep this when we go.
    fn targets(&self, offer: &Offer) -> Vec<Atom> {
        let atoms = &self.atoms;
        let mut targets = vec![atoms.TARGETS, atoms.TIMESTAMP, atoms.MULTIPLE, atoms.HINT];
        targets.extend(self.text_targets(offer));
        targets
    }

    /// STRING means Latin-1, which only ASCII is for sure.
    fn text_targets(&self, offer: &Offer) -> Vec<Atom> {
        let atoms = &self.atoms;
        let mut targets = vec![
            atoms.UTF8_STRING,
            atoms.TEXT_PLAIN_UTF8,
            atoms.TEXT_PLAIN,
            atoms.TEXT,
        ];
        if offer.text.is_ascii() {
            targets.push(AtomEnum::STRING.into());
        }
        targets
    }
}
