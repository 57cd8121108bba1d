//! Secure connections that are none (F31), and surroundings that would listen in (F23).
//!
//! The client trusts what the system trusts. A process of its own is told to trust an authority made here, so that a
//! connection is refused for its fault and not because nobody knows its authority.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::HeaderName;
use keyrack_core::Secret;
use keyrack_core::error::Operation;
use keyrack_core::http::{Call, Client, Origin, Transport as _};
use rcgen::{
    BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Names the addresses that the process of its own asks, separated by spaces.
const ASK: &str = "KEYRACK_TLS_ASK";

type Authority = Issuer<'static, KeyPair>;

struct Leaf {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

fn authority() -> (Authority, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let pem = params.self_signed(&key).unwrap().pem();
    (Issuer::new(params, key), pem)
}

/// A certificate for `host`; of nobody's authority but its own where none signs it.
fn leaf(by: Option<&Authority>, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    change(&mut params);
    let made = match by {
        Some(authority) => params.signed_by(&key, authority),
        None => params.self_signed(&key),
    };
    Leaf {
        chain: vec![made.unwrap().der().clone()],
        key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
    }
}

const WHOLE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

/// A server with this certificate that answers with `answer`, then closes, in order or not.
async fn serve(
    leaf: Leaf,
    versions: &[&'static SupportedProtocolVersion],
    answer: &'static str,
    in_order: bool,
) -> String {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(leaf.chain, leaf.key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _request = stream.read(&mut [0; 4096]).await;
                stream.write_all(answer.as_bytes()).await.ok();
                stream.flush().await.ok();
                if in_order {
                    stream.shutdown().await.ok();
                }
            }
        }
    });
    format!("https://{address}")
}

/// A server that speaks no TLS later than this: it answers any hello with one of that version.
async fn serve_old(minor: u8) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let body: Vec<u8> = [3, minor]
        .into_iter()
        .chain([7; 32])
        .chain([0, 0xc0, 0x14, 0])
        .collect();
    let length = u8::try_from(body.len()).unwrap();
    let hello = [&[22, 3, minor, 0, length + 4, 2, 0, 0, length], &body[..]].concat();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _request = stream.read(&mut [0; 4096]).await;
            stream.write_all(&hello).await.ok();
            let _request = stream.read(&mut [0; 4096]).await;
        }
    });
    format!("https://{address}")
}

/// A port that counts who comes.
async fn counted() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            count.fetch_add(1, Ordering::AcqRel);
        }
    });
    (format!("http://{address}"), seen)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_not_secure_is_refused_and_nobody_listens_in() {
    let (known, pem) = authority();
    let (unknown, _) = authority();
    let both = [&rustls::version::TLS12, &rustls::version::TLS13];
    let here = "127.0.0.1";
    let signed = |change: fn(&mut CertificateParams)| leaf(Some(&known), here, change);
    let mut cases = Vec::new();
    let mut case = |name: &'static str, address: String, expected: &'static str| {
        cases.push((name, address, expected));
    };
    case(
        "good",
        serve(signed(|_| ()), &both, WHOLE, true).await,
        "read",
    );
    case(
        "TLS 1.2",
        serve(signed(|_| ()), &both[..1], WHOLE, true).await,
        "read",
    );
    case(
        "TLS 1.3",
        serve(signed(|_| ()), &both[1..], WHOLE, true).await,
        "read",
    );
    let expired = signed(|params| params.not_after = date_time_ymd(2020, 1, 1));
    case(
        "expired",
        serve(expired, &both, WHOLE, true).await,
        "InsecureConnection",
    );
    let early = signed(|params| params.not_before = date_time_ymd(2090, 1, 1));
    case(
        "not yet valid",
        serve(early, &both, WHOLE, true).await,
        "InsecureConnection",
    );
    let other = leaf(Some(&known), "api.example.test", |_| ());
    case(
        "wrong host",
        serve(other, &both, WHOLE, true).await,
        "InsecureConnection",
    );
    let own = leaf(None, here, |_| ());
    case(
        "self-signed",
        serve(own, &both, WHOLE, true).await,
        "InsecureConnection",
    );
    let foreign = leaf(Some(&unknown), here, |_| ());
    case(
        "unknown authority",
        serve(foreign, &both, WHOLE, true).await,
        "InsecureConnection",
    );
    case("TLS 1.1", serve_old(2).await, "InsecureConnection");
    case("TLS 1.0", serve_old(1).await, "InsecureConnection");
    case("SSL 3", serve_old(0).await, "InsecureConnection");
    let open = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}";
    case(
        "closed in order",
        serve(signed(|_| ()), &both, open, true).await,
        "read",
    );
    case(
        "cut off",
        serve(signed(|_| ()), &both, open, false).await,
        "Unreachable",
    );
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"keys\":[";
    case(
        "cut off within",
        serve(signed(|_| ()), &both, half, true).await,
        "Unreachable",
    );

    let folder = tempfile::tempdir().unwrap();
    let (roots, keys) = (folder.path().join("roots.pem"), folder.path().join("keys"));
    std::fs::write(&roots, pem).unwrap();
    let (proxy, asked) = counted().await;
    let addresses: Vec<&str> = cases
        .iter()
        .map(|(_, address, _)| address.as_str())
        .collect();
    let mut command = tokio::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "hostile_tls::asks", "--ignored", "--nocapture"]);
    command.env(ASK, addresses.join(" "));
    command
        .env("SSL_CERT_FILE", &roots)
        .env("SSLKEYLOGFILE", &keys);
    for name in [
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        command.env(name, &proxy);
    }
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    let told = command.stderr(Stdio::inherit()).output().await.unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let told: Vec<&str> = told
        .lines()
        .filter_map(|line| line.strip_prefix("told "))
        .collect();
    assert_eq!(told.len(), cases.len(), "{told:?}");
    for ((name, _, expected), told) in cases.iter().zip(told) {
        assert_eq!(told, *expected, "{name}");
    }
    assert_eq!(asked.load(Ordering::Acquire), 0, "no proxy was asked");
    assert!(!keys.exists(), "no key of a connection was written down");
}

/// The process of its own: asks every address and tells what came of it.
#[tokio::test]
#[ignore = "started by the test above"]
#[expect(clippy::print_stdout, reason = "it tells the test above")]
async fn asks() {
    let Ok(addresses) = std::env::var(ASK) else {
        return;
    };
    let client = Client::new().unwrap();
    println!();
    for address in addresses.split(' ') {
        let origin = Origin::parse(address).unwrap();
        let credential = Secret::new("cpg_canary".to_owned());
        let call = Call::get(&origin, "/keys", Operation::List);
        let call = call.credential(
            HeaderName::from_static("authorization"),
            "Bearer ",
            &credential,
        );
        let told = match client.send(call.unwrap()).await {
            Ok(reply) => format!(
                "read{}",
                if reply.body == "{}" {
                    ""
                } else {
                    " something else"
                }
            ),
            Err(error) => format!("{:?}", error.kind),
        };
        println!("told {told}");
    }
}
