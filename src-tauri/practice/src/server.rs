//! The listener of one double: bound to loopback, gone with its owner.
//!
//! It drives hyper itself because a trouble may close a connection without an answer, and axum's own
//! server always answers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::http::Extensions;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::trouble::Front;

/// Where the peer of a request sits; every request of a double carries it as an extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(SocketAddr);

/// The address of a request's peer.
pub(crate) fn address(extensions: &Extensions) -> IpAddr {
    extensions
        .get::<Peer>()
        .map_or(Ipv4Addr::LOCALHOST.into(), |peer| peer.0.ip())
}

/// A listener and the task that serves it.
pub(crate) struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Binds a free port of `127.0.0.1` and serves `front` on it.
    pub(crate) async fn start(front: Front) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, Arc::new(front)));
        Ok(Self { address, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Accepts until aborted; the connections live in a set that ends with this task.
async fn accept(listener: TcpListener, front: Arc<Front>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                connections.spawn(connection(stream, Peer(peer), Arc::clone(&front)));
            }
            // Such as no file descriptor being free: wait for one instead of spinning.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, peer: Peer, front: Arc<Front>) {
    let service = service_fn(move |mut request| {
        request.extensions_mut().insert(peer);
        let front = Arc::clone(&front);
        async move { front.answer(request).await }
    });
    // A connection that ends in an error has ended, and that is all a double needs to know.
    let _ended = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
