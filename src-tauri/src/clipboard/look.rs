//! Looking at the clipboard with a reader of its own.
//!
//! Every look opens the clipboard anew, in a thread that may hang, and drops it at once: what the
//! reader buffered does not outlive the look, and the answer does not come from our own memory.

use std::time::Duration;

use keyrack_core::SecretBytes;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;
use zeroize::{Zeroize, Zeroizing};

/// Why the clipboard could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no text on the clipboard.
    #[error("the clipboard holds no text")]
    Empty,
    /// The text is not valid UTF-8.
    #[error("the clipboard does not hold plain text")]
    NotText,
    /// The text is larger than the caller allows.
    #[error("the text on the clipboard is too long")]
    TooLarge,
    /// No clipboard answers on this desktop.
    #[error("the clipboard cannot be read on this desktop")]
    Unavailable,
    /// The program that owns the clipboard did not answer.
    #[error("the program that owns the clipboard did not answer")]
    TimedOut,
}

/// Reads the text on the clipboard.
pub(crate) async fn read(limit: Duration) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let (answer, answered) = oneshot::channel();
    std::thread::Builder::new()
        .name("clipboard-look".into())
        .spawn(move || {
            // A receiver that gave up hands the text back, which zeroes it.
            let _ = answer.send(get());
        })
        .map_err(|_| ReadError::Unavailable)?;
    match tokio::time::timeout(limit, answered).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(ReadError::Unavailable),
        Err(_) => Err(ReadError::TimedOut),
    }
}

fn get() -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let mut clipboard = arboard::Clipboard::new().map_err(|_| ReadError::Unavailable)?;
    match clipboard.get_text() {
        Ok(text) if text.is_empty() => Err(ReadError::Empty),
        Ok(text) => Ok(Zeroizing::new(text.into_bytes())),
        Err(arboard::Error::ContentNotAvailable) => Err(ReadError::Empty),
        Err(arboard::Error::ConversionFailure) => Err(ReadError::NotText),
        Err(_) => Err(ReadError::Unavailable),
    }
}

/// What a look found, compared with the text that we look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Same,
    Other,
    Nothing,
}

/// The text that we look for.
pub(crate) struct Wanted(SecretBytes);

impl Wanted {
    pub(crate) fn new(text: &[u8]) -> Self {
        Self(SecretBytes::kept(text))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether `text` is ours, compared in constant time. White space around it does not count:
    /// some clipboard managers trim what they take over.
    pub(crate) fn is(&self, text: &[u8]) -> bool {
        text.trim_ascii().ct_eq(self.0.trim_ascii()).into()
    }

    /// Looks once.
    pub(crate) async fn look(&self, limit: Duration) -> Result<Seen, ReadError> {
        match read(limit).await {
            Ok(mut text) => {
                let same = self.is(&text);
                text.zeroize();
                Ok(if same { Seen::Same } else { Seen::Other })
            }
            Err(ReadError::Empty) => Ok(Seen::Nothing),
            Err(ReadError::NotText | ReadError::TooLarge) => Ok(Seen::Other),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_and_no_other() {
        let wanted = Wanted::new(b"cdk_secret");
        assert!(wanted.is(b"cdk_secret"));
        assert!(wanted.is(b"cdk_secret\n"));
        assert!(!wanted.is(b"cdk_secres"));
        assert!(!wanted.is(b"cdk_secret2"));
        assert!(!wanted.is(b""));
    }
}
