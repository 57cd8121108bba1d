//! Servers that send requests elsewhere, never stop, never begin, or flood: what the way to a service makes of them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use http::{HeaderName, Method};
use keyrack_core::error::{Kind, Operation};
use keyrack_core::http::{Call, Client, Conduct, Http, MAX_BODY, Origin, Pace, Reply, Transport};
use keyrack_core::ports::SystemClock;
use keyrack_core::{Error, Result, Secret, services};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Making one reads the system's certificates.
static CLIENT: LazyLock<Arc<dyn Transport>> = LazyLock::new(|| Arc::new(Client::new().unwrap()));

const CREDENTIAL: &str = "cpg_canary00000000000000000000000000000000000000000000";

/// A server on `host` that answers every connection with `answer`, and what it saw.
async fn server<F: Future<Output = ()> + Send>(
    host: &str,
    answer: impl Fn(TcpStream) -> F + Send + Sync + 'static,
) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::AcqRel);
            let answer = Arc::clone(&answer);
            tokio::spawn(async move { answer(stream).await });
        }
    });
    (address, seen)
}

/// Reads a request's head.
async fn asked(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(read) => head.extend_from_slice(&piece[..read]),
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A server that answers every request with these bytes.
async fn saying(bytes: Vec<u8>) -> SocketAddr {
    let bytes = Arc::new(bytes);
    let answer = move |mut stream: TcpStream| {
        let bytes = Arc::clone(&bytes);
        async move {
            asked(&mut stream).await;
            stream.write_all(&bytes).await.ok();
        }
    };
    server("127.0.0.1", answer).await.0
}

fn call(address: SocketAddr, method: Method) -> (Origin, Call) {
    let origin = Origin::parse(&format!("http://{address}")).unwrap();
    let call = Call::change(method, &origin, "/keys", Operation::Revoke);
    let header = HeaderName::from_static("x-api-key");
    let credential = Secret::new(CREDENTIAL.to_owned());
    (origin, call.credential(header, "", &credential).unwrap())
}

/// Sends one request with a credential by the whole stack.
async fn send(address: SocketAddr, method: Method) -> Result<Reply> {
    let (origin, call) = call(address, method);
    let descriptor = services::adapter("codepushgo").unwrap().descriptor();
    let pace = Pace {
        per_second: std::num::NonZeroU32::MAX,
        burst: std::num::NonZeroU32::MAX,
    };
    let http = Http::for_account(
        descriptor.service,
        descriptor.classify,
        origin,
        &Conduct::new(pace),
        Arc::clone(&CLIENT),
        Arc::new(SystemClock),
    );
    http.send(call).await
}

fn shows_nothing(error: &Error) {
    let shown = format!("{error:?} {error}");
    assert!(
        !shown.contains("canary") && !shown.contains("evil"),
        "{shown}"
    );
}

/// F22: the header would go along: reqwest strips only those that it knows.
#[tokio::test]
async fn a_redirect_is_an_error_wherever_it_leads_and_nothing_goes_there() {
    let elsewhere = |mut stream: TcpStream| async move {
        asked(&mut stream).await;
    };
    let (other_host, host_hits) = server("127.0.0.2", elsewhere).await;
    let (other_port, port_hits) = server("127.0.0.1", elsewhere).await;
    for status in [300, 301, 302, 303, 304, 305, 307, 308, 399] {
        for location in [
            format!("http://{other_host}/evil"),
            format!("http://{other_port}/evil"),
            format!("//{other_host}/evil"),
            "/evil".to_owned(),
            "https://evil.example.test/".to_owned(),
            "javascript:alert(1)".to_owned(),
            String::new(),
        ] {
            let answer = format!(
                "HTTP/1.1 {status} Evil\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
            );
            let address = saying(answer.into_bytes()).await;
            for method in [Method::GET, Method::DELETE, Method::POST] {
                let error = send(address, method).await.unwrap_err();
                assert_eq!(error.kind, Kind::Redirected, "{status} {location}");
                shows_nothing(&error);
            }
        }
    }
    let hits = host_hits.load(Ordering::Acquire) + port_hits.load(Ordering::Acquire);
    assert_eq!(hits, 0, "nothing went elsewhere");
}

/// Ways to tell how long a body is: in pieces, by a number, not at all.
const LENGTHS: [&str; 3] = [
    "transfer-encoding: chunked",
    "content-length: 5368709120",
    "connection: close",
];

/// A server with a body of five gigabytes, and how much of it went out.
async fn five_gigabytes(length: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
    const FIVE: usize = 5 << 30;
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let answer = move |mut stream: TcpStream| {
        let count = Arc::clone(&count);
        async move {
            asked(&mut stream).await;
            let head = format!("HTTP/1.1 200 OK\r\n{length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.ok();
            let chunked = length.contains("chunked");
            let chunk = [b'a'; 0x10000];
            while count.load(Ordering::Acquire) < FIVE {
                if chunked && stream.write_all(b"10000\r\n").await.is_err() {
                    break;
                }
                if stream.write_all(&chunk).await.is_err() {
                    break;
                }
                if chunked && stream.write_all(b"\r\n").await.is_err() {
                    break;
                }
                count.fetch_add(chunk.len(), Ordering::AcqRel);
            }
        }
    };
    (server("127.0.0.1", answer).await.0, sent)
}

/// F27.
#[tokio::test]
async fn a_body_of_five_gigabytes_is_left_after_four_megabytes() {
    for length in LENGTHS {
        let (address, sent) = five_gigabytes(length).await;
        let error = send(address, Method::GET).await.unwrap_err();
        assert_eq!(error.kind, Kind::TooLarge, "{length}");
        // What lies in the buffers of both ends was sent and not read.
        let sent = sent.load(Ordering::Acquire);
        assert!(sent < MAX_BODY * 6, "{length}: {sent} bytes");
    }
}

/// The address that another process reads from.
const READ: &str = "KEYRACK_READ";

/// F27: in a process of its own, as the others of this one take memory too.
#[tokio::test]
#[expect(clippy::print_stderr, reason = "the memory is a result")]
async fn a_body_of_five_gigabytes_takes_little_memory() {
    const MOST: u64 = 32 * 1024;
    for length in LENGTHS {
        let (address, _) = five_gigabytes(length).await;
        let reads = [
            "--exact",
            "hostile_network::reads",
            "--ignored",
            "--nocapture",
        ];
        let told = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(reads)
            .env(READ, address.to_string())
            .output()
            .await
            .unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        let taken = told.lines().find_map(|line| line.strip_prefix("taken "));
        let taken: u64 = taken.expect(&told).parse().unwrap();
        assert!(taken < MOST, "{length}: {taken} KiB");
        eprintln!("{length}: {taken} KiB");
    }
}

/// The process of its own: reads what is there and tells how much memory that took, in KiB.
#[tokio::test]
#[ignore = "started by the test above"]
#[expect(clippy::print_stdout, reason = "it tells the test above")]
async fn reads() {
    let Ok(address) = std::env::var(READ) else {
        return;
    };
    LazyLock::force(&CLIENT);
    let memory = || {
        procfs::process::Process::myself()
            .unwrap()
            .status()
            .unwrap()
    };
    let before = memory().vmrss.unwrap();
    let error = send(address.parse().unwrap(), Method::GET)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::TooLarge);
    println!("\ntaken {}", memory().vmhwm.unwrap() - before);
}

/// F27: a bomb is never blown up, because nothing here decompresses.
#[tokio::test]
async fn a_compressed_body_stays_as_small_as_it_came() {
    // Ten megabytes of zeros, as gzip writes them: repeated runs, no more than they take.
    let bomb: Vec<u8> = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]
        .into_iter()
        .chain(std::iter::repeat_n([0xed, 0xc1, 1, 1], 2_500).flatten())
        .collect();
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    answer.extend_from_slice(&bomb);
    let reply = send(saying(answer).await, Method::GET).await.unwrap();
    assert_eq!(reply.body, bomb);
    assert_eq!(
        reply.json::<serde_json::Value>().unwrap_err().kind,
        Kind::Unintelligible
    );
    let (origin, asked_for) = call("127.0.0.1:1".parse().unwrap(), Method::GET);
    assert!(origin.is_loopback() && !asked_for.headers.contains_key("accept-encoding"));
}

#[tokio::test]
async fn floods_of_headers_and_nonsense_end_in_an_error() {
    let many: String = (0..10_000).map(|n| format!("x-{n}: evil\r\n")).collect();
    let long = format!("x-long: {}\r\n", "evil".repeat(500_000));
    let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n";
    for answer in [
        format!("{ok}{many}\r\n{{}}"),
        format!("{ok}{long}\r\n{{}}"),
        format!("HTTP/1.1 200 {}\r\n\r\n", "O".repeat(2_000_000)),
        "HTTP/9.9 200 OK\r\n\r\n".to_owned(),
        "HTTP/1.1 999999 OK\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef".to_owned(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nx".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"half\":".to_owned(),
        "\u{0}\u{1}\u{2}evil\r\n\r\n".to_owned(),
        "SSH-2.0-OpenSSH_9.2\r\n".to_owned(),
        String::new(),
    ] {
        let address = saying(answer.clone().into_bytes()).await;
        let begun = Instant::now();
        let error = send(address, Method::DELETE).await.unwrap_err();
        let shown: String = answer.chars().take(60).collect();
        assert!(
            matches!(
                error.kind,
                Kind::Unreachable | Kind::TooLarge | Kind::Unintelligible | Kind::ServiceFailed
            ),
            "{shown:?}: {error:?}"
        );
        assert!(
            error.may_have_happened() || error.kind == Kind::ServiceFailed,
            "{shown:?}: a deletion may have been carried out: {error:?}"
        );
        shows_nothing(&error);
        assert!(begun.elapsed() < Duration::from_secs(19), "{shown:?}");
    }
}

/// F28: one byte a second, in the head or in the body, and silence. The deadline is the promise, so it is waited for.
#[tokio::test]
#[ignore = "takes 20 seconds: make test-slow"]
async fn a_server_that_is_slow_on_purpose_is_left_after_twenty_seconds() {
    let slow = async |head: &'static str| {
        let answer = move |mut stream: TcpStream| async move {
            asked(&mut stream).await;
            stream.write_all(head.as_bytes()).await.ok();
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                if stream.write_all(b"a").await.is_err() {
                    break;
                }
            }
        };
        let (address, _) = server("127.0.0.1", answer).await;
        let begun = Instant::now();
        let error = send(address, Method::DELETE).await.unwrap_err();
        (error.kind, begun.elapsed())
    };
    let silent = async {
        let (address, _) = server("127.0.0.1", |stream: TcpStream| async move {
            tokio::time::sleep(Duration::from_secs(60)).await;
            drop(stream);
        })
        .await;
        let begun = Instant::now();
        let error = send(address, Method::DELETE).await.unwrap_err();
        (error.kind, begun.elapsed())
    };
    let (head, line, body, silent) = tokio::join!(
        slow("HTTP/1.1 200 OK\r\nx-slow: "),
        slow("HTT"),
        slow("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"),
        silent
    );
    for (name, (kind, took)) in [
        ("head", head),
        ("line", line),
        ("body", body),
        ("silent", silent),
    ] {
        assert!(
            matches!(kind, Kind::TimedOut | Kind::Unreachable),
            "{name}: {kind:?}"
        );
        assert!(took < Duration::from_secs(23), "{name}: {took:?}");
    }
}
