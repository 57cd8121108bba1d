//! What the app and its guard say to each other.
//!
//! The app writes one line of JSON ([`Header`]), then exactly `length` bytes that are never JSON,
//! then orders, one word a line. The guard answers with one [`Report`] a line. Secrets travel only
//! as the raw bytes after the header.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The largest secret that is put on the clipboard, in bytes.
pub const LARGEST_SECRET: usize = 64 * 1024;

/// The longest line either side accepts, in bytes.
pub(crate) const LONGEST_LINE: usize = 8192;

/// The longest time a secret may stay on the clipboard, in seconds.
pub(crate) const LONGEST_STAY: u16 = 120;

/// What a guard is started for, and how many bytes follow.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    #[serde(flatten)]
    pub(crate) task: Task,
    pub(crate) length: usize,
}

/// What a guard is started for.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub(crate) enum Task {
    /// Put the secret on the clipboard, and wipe it after `seconds`. A [`Residue`] lies in
    /// `residues` meanwhile.
    ///
    /// [`Residue`]: super::residue::Residue
    Hold {
        seconds: u16,
        residues: Option<PathBuf>,
    },
    /// Wipe the text, if the clipboard holds it, whoever put it there.
    Wipe,
    /// Wipe the text that the bytes, a [`Mark`](super::residue::Mark), were made from.
    Residue,
}

/// What the app tells a guard that holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Wipe now.
    Wipe,
    /// Another guard of the same app is about to take the clipboard.
    Superseded,
}

impl Order {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Wipe => "wipe",
            Self::Superseded => "superseded",
        }
    }

    pub(crate) fn parse(line: &str) -> Option<Self> {
        [Self::Wipe, Self::Superseded]
            .into_iter()
            .find(|order| order.word() == line.trim())
    }
}

/// What a guard tells the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Report {
    /// The secret is on the clipboard: it was read back.
    Copied { left_ms: u64 },
    /// The secret is not on the clipboard.
    CopyFailed { reason: CopyError },
    /// Programs have asked for the secret this often.
    Pasted { count: u32 },
    /// Somebody put something else on the clipboard.
    Replaced,
    /// A clipboard manager holds the same text now.
    TakenOver { by: Option<String> },
    /// The wipe begins.
    Wiping,
    /// The end.
    Verdict { verdict: Verdict },
}

/// What became of a text that was to be wiped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verdict {
    /// The clipboard was looked at again, and the text was not there.
    Wiped,
    /// Somebody had put something else there before; it was left alone.
    Replaced,
    /// Another program has the text: it took the clipboard over, brought the text back, or read it
    /// without anybody pasting.
    Kept {
        /// The program's name, as far as it tells.
        by: Option<String>,
    },
    /// Nobody could look.
    Unchecked {
        /// Why, in a few words for the user.
        reason: String,
    },
}

impl Verdict {
    pub(crate) fn unchecked(reason: &str) -> Self {
        Self::Unchecked {
            reason: reason.to_owned(),
        }
    }
}

/// Why a secret did not get onto the clipboard. The caller still has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum CopyError {
    /// Empty, not UTF-8, or with a NUL in it.
    #[error("the secret is not plain text")]
    NotText,
    /// More than [`LARGEST_SECRET`] bytes.
    #[error("the secret is too large for the clipboard")]
    TooLarge,
    /// No clipboard answers on this desktop.
    #[error("this desktop has no clipboard that Keyrack can use")]
    NoClipboard,
    /// The system or another program did not let go of the clipboard.
    #[error("the clipboard was refused")]
    Refused,
    /// The clipboard gave back nothing, or something else.
    #[error("the clipboard did not give the secret back")]
    ReadBack,
    /// The guard process could not be started.
    #[error("the clipboard guard did not start")]
    NotStarted,
    /// The guard process did not answer in time.
    #[error("the clipboard guard did not answer")]
    TimedOut,
    /// The guard process ended early.
    #[error("the clipboard guard ended unexpectedly")]
    Died,
}

/// Refuses what cannot be put on a clipboard as text.
pub(crate) fn check(secret: &[u8]) -> Result<&str, CopyError> {
    if secret.len() > LARGEST_SECRET {
        return Err(CopyError::TooLarge);
    }
    match std::str::from_utf8(secret) {
        Ok(text) if !text.is_empty() && !text.contains('\0') => Ok(text),
        _ => Err(CopyError::NotText),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_as_documented() {
        let header = Header {
            task: Task::Hold {
                seconds: 30,
                residues: Some("/home/k".into()),
            },
            length: 51,
        };
        let line = serde_json::to_string(&header).expect("a header is JSON");
        assert_eq!(
            line,
            r#"{"task":"hold","seconds":30,"residues":"/home/k","length":51}"#
        );
        assert_eq!(
            serde_json::from_str::<Header>(&line).expect("and back"),
            header
        );
        let report = Report::Verdict {
            verdict: Verdict::Kept {
                by: Some("CopyQ".into()),
            },
        };
        assert_eq!(
            serde_json::to_string(&report).expect("a report is JSON"),
            r#"{"event":"verdict","verdict":{"kind":"kept","by":"CopyQ"}}"#
        );
    }

    #[test]
    fn orders_are_words() {
        assert_eq!(Order::parse("wipe\n"), Some(Order::Wipe));
        assert_eq!(Order::parse("superseded"), Some(Order::Superseded));
        assert_eq!(Order::parse("wipe all"), None);
        assert_eq!(Order::parse(""), None);
    }

    #[test]
    fn only_text_of_a_sane_size() {
        assert_eq!(check(b"cdk_1234"), Ok("cdk_1234"));
        assert_eq!(check(b""), Err(CopyError::NotText));
        assert_eq!(check(b"a\0b"), Err(CopyError::NotText));
        assert_eq!(check(&[0xff, 0xfe]), Err(CopyError::NotText));
        assert!(check(&vec![b'a'; LARGEST_SECRET]).is_ok());
        assert_eq!(
            check(&vec![b'a'; LARGEST_SECRET + 1]),
            Err(CopyError::TooLarge)
        );
    }
}
