//! Programs that must not run as root.

use std::process::Command;

/// The user whom `make test-slow` makes where the tests run as root.
pub const NAME: &str = "keyrack-test";

/// Somebody who is not root.
#[derive(Clone, Copy, Debug)]
pub struct User(Option<&'static str>);

/// Nobody else where the tests do not run as root. `None` where root has nobody.
#[must_use]
pub fn user() -> Option<User> {
    let id = |arguments: &[&str]| {
        let answer = Command::new("id").args(arguments).output().ok()?;
        let answer = answer.status.success().then_some(answer.stdout)?;
        String::from_utf8(answer).ok()
    };
    if id(&["-u"])?.trim() != "0" {
        return Some(User(None));
    }
    id(&["-u", NAME]).map(|_| User(Some(NAME)))
}

impl User {
    /// The name of the user, if the tests run as another one.
    #[must_use]
    pub const fn other(self) -> Option<&'static str> {
        self.0
    }

    /// A command of theirs, begun as any other is.
    #[must_use]
    pub fn command<'a>(self, begin: impl FnOnce(&'a str) -> Command, program: &'a str) -> Command {
        let Some(name) = self.0 else {
            return begin(program);
        };
        let mut command = begin("runuser");
        command.args(["-u", name, "--", program]);
        command
    }
}
