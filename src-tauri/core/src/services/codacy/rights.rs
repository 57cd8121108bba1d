//! What the two sorts of tokens let a caller do, in words.

use crate::model::{Name, Rights};

/// Rights of an account token: those of the account's owner.
pub(super) fn of_account() -> Rights {
    Rights {
        short: "account".into(),
        can: vec![
            "Everything you can do at Codacy, in every organization and repository".into(),
            "Create and revoke tokens, also account tokens".into(),
        ],
        cannot: Vec::new(),
        administers: true,
    }
}

/// Rights of a token of this repository.
pub(super) fn of_repository(repository: &Name) -> Rights {
    let repository = repository.as_str();
    Rights {
        short: "repository".into(),
        can: vec![
            format!("Upload coverage and results of analysis tools to {repository}"),
            format!("Read {repository} and some of its settings"),
        ],
        cannot: vec![
            "reach another repository".into(),
            "create or revoke tokens".into(),
        ],
        administers: false,
    }
}
