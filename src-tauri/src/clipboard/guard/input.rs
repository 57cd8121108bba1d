//! What reaches the guard: its errand, the app's orders, and signals.

use std::{
    fs::File,
    io::{self, Read},
};

use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::super::protocol::{Header, LARGEST_SECRET, LONGEST_LINE, Order};

/// What the guard was started with.
pub(super) struct Errand {
    pub(super) header: Header,
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

/// Where orders come from.
pub(super) struct Input {
    errands: mpsc::UnboundedReceiver<Errand>,
    orders: mpsc::UnboundedReceiver<Order>,
    signals: Signals,
}

impl Input {
    /// Starts to listen. From here on, no signal ends the process by itself.
    pub(super) fn open() -> io::Result<Self> {
        let signals = Signals::listen()?;
        let input = unbuffered()?;
        let (errand, errands) = mpsc::unbounded_channel();
        let (order, orders) = mpsc::unbounded_channel();
        std::thread::Builder::new()
            .name("guard-input".into())
            .spawn(move || {
                let _ = listen(input, &errand, &order);
            })?;
        Ok(Self {
            errands,
            orders,
            signals,
        })
    }

    /// The errand; `None` if the app went away or sent anything else.
    pub(super) async fn errand(&mut self) -> Option<Errand> {
        self.errands.recv().await
    }

    /// The next order. A signal is an order to wipe. The end of the input is none: the app has
    /// died, and what it has copied can still be pasted until the deadline.
    pub(super) async fn order(&mut self) -> Order {
        tokio::select! {
            biased;
            Some(order) = self.orders.recv() => order,
            () = self.signals.any() => Order::Wipe,
        }
    }
}

/// Standard input without the buffer that the standard library would keep a copy in.
fn unbuffered() -> io::Result<File> {
    #[cfg(unix)]
    let input = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let input = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    Ok(File::from(input))
}

fn listen(
    mut input: impl Read,
    errand: &mpsc::UnboundedSender<Errand>,
    orders: &mpsc::UnboundedSender<Order>,
) -> io::Result<()> {
    let header: Header = serde_json::from_str(&line(&mut input)?)?;
    if header.length > LARGEST_SECRET {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Zeroizing::new(vec![0; header.length]);
    input.read_exact(&mut bytes)?;
    let _ = errand.send(Errand { header, bytes });
    loop {
        if let Some(order) = Order::parse(&line(&mut input)?) {
            let _ = orders.send(order);
        }
    }
}

/// Reads one line, a byte at a time: what follows it belongs to somebody else.
fn line(input: &mut impl Read) -> io::Result<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < LONGEST_LINE {
        input.read_exact(&mut byte)?;
        if byte[0] == b'\n' {
            return String::from_utf8(line).map_err(|_| io::ErrorKind::InvalidData.into());
        }
        line.push(byte[0]);
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::hangup())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        ]))
    }

    async fn any(&mut self) {
        let [hangup, interrupt, terminate] = &mut self.0;
        tokio::select! {
            _ = hangup.recv() => {}
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Signals(
    tokio::signal::windows::CtrlClose,
    tokio::signal::windows::CtrlShutdown,
);

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_close, ctrl_shutdown};
        Ok(Self(ctrl_close()?, ctrl_shutdown()?))
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(input: &[u8]) -> (Option<Errand>, Vec<Order>) {
        let (errand, mut errands) = mpsc::unbounded_channel();
        let (order, mut orders) = mpsc::unbounded_channel();
        assert!(listen(input, &errand, &order).is_err(), "ends at the end");
        let mut heard = Vec::new();
        while let Ok(order) = orders.try_recv() {
            heard.push(order);
        }
        (errands.try_recv().ok(), heard)
    }

    #[test]
    fn header_then_bytes_then_orders() {
        let (errand, orders) = hear(
            b"{\"task\":\"hold\",\"seconds\":9,\"length\":5}\nab\ncdnonsense\nsuperseded\nwipe\nwi",
        );
        let errand = errand.expect("an errand");
        assert_eq!(errand.bytes.as_slice(), b"ab\ncd");
        assert_eq!(orders, [Order::Superseded, Order::Wipe]);
    }

    #[test]
    fn nothing_else_is_an_errand() {
        for input in [
            &b""[..],
            b"\n",
            b"{}\n",
            b"{\"task\":\"hold\",\"seconds\":9,\"length\":5}\nabc",
            b"{\"task\":\"hold\",\"seconds\":9,\"length\":65537}\n",
            b"{\"task\":\"show\",\"length\":0}\n",
            &[b' '; LONGEST_LINE + 10],
        ] {
            assert!(hear(input).0.is_none());
        }
    }
}
