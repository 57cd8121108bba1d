//! Keeping a secret on the clipboard until its time is over.

use std::time::Duration;

use tokio::time::sleep;

use super::{
    super::{
        backend::{Backend, Change, Holding, serving},
        clock::Deadline,
        look::{Seen, Wanted},
        protocol::{CopyError, LONGEST_STAY, Order, Report, Verdict},
        wipe::{Before, wipe},
    },
    input::Input,
    report,
};

/// How often the copy is read back before it counts as failed, and what each try may take: more and
/// more, for a machine that is busy.
const TRIES: [Duration; 3] = [
    Duration::from_millis(300),
    Duration::from_millis(600),
    Duration::from_millis(1200),
];
const BETWEEN: Duration = Duration::from_millis(30);

/// How often the deadline is looked at: a timer alone would stop while the machine sleeps.
const TICK: Duration = Duration::from_secs(1);

/// Pastes beyond are not reported: an app that hangs does not read, and a full pipe would keep us
/// from wiping.
const MOST_REPORTED: u32 = 100;

/// Puts `secret` on the clipboard and returns what became of it, or why it did not get there.
pub(super) async fn hold<B: Backend>(
    backend: &mut B,
    secret: &Wanted,
    seconds: u16,
    input: &mut Input,
) -> Result<Verdict, CopyError> {
    let stay = Duration::from_secs(seconds.clamp(1, LONGEST_STAY).into());
    backend.own(secret.bytes()).await?;
    if let Err(error) = read_back(backend, secret).await {
        backend.release().await;
        return Err(error);
    }
    backend.announced();
    let deadline = Deadline::after(stay);
    let left = deadline.remaining().as_millis();
    report(&Report::Copied {
        left_ms: u64::try_from(left).unwrap_or(u64::MAX),
    });
    let before = match watch(backend, secret, deadline, input).await {
        End::Verdict(verdict) => return Ok(verdict),
        End::Wipe(before) => before,
    };
    Ok(wipe(backend, secret, before, || report(&Report::Wiping)).await)
}

/// Whether a reader of its own gets the secret from the clipboard.
async fn read_back<B: Backend>(backend: &mut B, secret: &Wanted) -> Result<(), CopyError> {
    for limit in TRIES {
        if serving(backend, secret.look(limit)).await == Ok(Seen::Same) {
            return Ok(());
        }
        serving(backend, sleep(BETWEEN)).await;
    }
    Err(CopyError::ReadBack)
}

enum End {
    Wipe(Before),
    Verdict(Verdict),
}

/// Serves the secret until the deadline, an order, or a replacement.
async fn watch<B: Backend>(
    backend: &mut B,
    secret: &Wanted,
    deadline: Deadline,
    input: &mut Input,
) -> End {
    let (mut superseded, mut unclear) = (false, false);
    let mut before = Before::default();
    while !deadline.passed() {
        let mut look = false;
        tokio::select! {
            biased;
            order = input.order() => match order {
                Order::Wipe => break,
                Order::Superseded => superseded = true,
            },
            change = backend.change() => match change {
                Change::Pasted(count) if count <= MOST_REPORTED => report(&Report::Pasted { count }),
                Change::Pasted(_) => {}
                Change::Lost => look = true,
                Change::Over => return End::Verdict(Verdict::unchecked("the desktop has gone")),
            },
            () = sleep(deadline.remaining().min(TICK)) => look = superseded || unclear,
        }
        if !look {
            continue;
        }
        let holding = backend.holding(secret).await;
        unclear = matches!(holding, Holding::Unknown { .. });
        match holding {
            Holding::Replaced | Holding::Nothing if superseded => {
                return End::Verdict(Verdict::Wiped);
            }
            Holding::Successor => return End::Verdict(Verdict::Replaced),
            Holding::Nothing if before.kept.is_none() => return End::Verdict(Verdict::Wiped),
            Holding::Replaced if before.kept.is_none() => {
                report(&Report::Replaced);
                return End::Verdict(Verdict::Replaced);
            }
            Holding::Another { by } if before.kept.is_none() => {
                report(&Report::TakenOver { by: by.clone() });
                before.kept = Some(by);
            }
            _ => {}
        }
    }
    End::Wipe(before)
}
