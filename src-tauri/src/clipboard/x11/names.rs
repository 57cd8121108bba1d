//! Which program a window belongs to.

use x11rb::{
    protocol::{
        res::{ClientIdMask, ClientIdSpec, ConnectionExt as _},
        xproto::{Atom, AtomEnum, ConnectionExt as _, Window},
    },
    rust_connection::RustConnection,
};

use super::connect::Atoms;

/// How far up the tree of windows a name is looked for.
const MOST_PARENTS: usize = 8;
/// The longest property that is read, in units of four bytes.
const LONGEST: u32 = 64;
/// The longest name that is shown, in characters.
const LONGEST_NAME: usize = 64;

/// The name of the program: what its window or one around it says, else its process, else the
/// window's title.
pub(super) fn of(conn: &RustConnection, atoms: &Atoms, window: Window) -> Option<String> {
    let mut current = window;
    for _ in 0..MOST_PARENTS {
        let tree = conn.query_tree(current).ok()?.reply().ok();
        let parent = tree.map_or(x11rb::NONE, |tree| tree.parent);
        if parent == x11rb::NONE {
            break; // The root: its name says nothing.
        }
        if let Some(name) = class(conn, current) {
            return Some(name);
        }
        current = parent;
    }
    process(conn, window)
        .and_then(command)
        .or_else(|| title(conn, atoms, window))
}

/// The process behind a window, if it runs on this machine.
pub(super) fn process(conn: &RustConnection, window: Window) -> Option<u32> {
    let spec = ClientIdSpec {
        client: window,
        mask: ClientIdMask::LOCAL_CLIENT_PID,
    };
    let reply = conn.res_query_client_ids(&[spec]).ok()?.reply().ok()?;
    let id = reply.ids.first()?.value.first().copied()?;
    (id != 0).then_some(id)
}

/// The name of the program that a process runs.
pub(super) fn command(process: u32) -> Option<String> {
    let name = std::fs::read(format!("/proc/{process}/comm")).ok()?;
    presentable(&name)
}

/// The second half of WM_CLASS: the program's own name for itself.
fn class(conn: &RustConnection, window: Window) -> Option<String> {
    let value = property(
        conn,
        window,
        AtomEnum::WM_CLASS.into(),
        AtomEnum::STRING.into(),
    )?;
    let class = value.split(|byte| *byte == 0).nth(1)?;
    presentable(class)
}

fn title(conn: &RustConnection, atoms: &Atoms, window: Window) -> Option<String> {
    let title = property(conn, window, atoms._NET_WM_NAME, atoms.UTF8_STRING)?;
    presentable(&title)
}

fn property(conn: &RustConnection, window: Window, name: Atom, kind: Atom) -> Option<Vec<u8>> {
    let reply = conn
        .get_property(false, window, name, kind, 0, LONGEST)
        .ok()?
        .reply()
        .ok()?;
    Some(reply.value)
}

/// Any program can call itself anything: what is shown is short and has no control characters.
fn presentable(name: &[u8]) -> Option<String> {
    let name: String = String::from_utf8_lossy(name)
        .chars()
        .filter(|c| c.is_alphanumeric() || " .-_+()".contains(*c))
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::presentable;

    #[test]
    fn names_are_tamed() {
        assert_eq!(presentable(b"CopyQ\n").as_deref(), Some("CopyQ"));
        assert_eq!(presentable(b"<b>\x1b[31mx").as_deref(), Some("b31mx"));
        assert_eq!(presentable("a\u{202e}b".as_bytes()).as_deref(), Some("ab"));
        assert_eq!(presentable(b"  \0"), None);
        assert_eq!(presentable(&[b'a'; 300]).map(|name| name.len()), Some(64));
    }
}
