//! A command line, read without a shell: words and quotes, and nothing is expanded.

use std::fmt::Write as _;
use std::path::Path;

use async_trait::async_trait;
use keyrack_core::ports::{Recipient, Taken};
use keyrack_core::{Result, Secret};

use super::run;

/// The longest line that is read, in bytes.
const MAX_LINE: usize = 4096;

/// A program, found, and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    program: String,
    arguments: Vec<String>,
}

/// Why a line is no command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is nothing in it.
    Empty,
    /// It is too long.
    TooLong,
    /// A quote is open.
    Open,
    /// There is no program of this name that could be run.
    NotFound(String),
    /// It holds the secret, which everybody on the machine could read there.
    Secret,
}

impl Fault {
    /// In words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Empty => "Type the program and its arguments.".to_owned(),
            Self::TooLong => "This line is too long.".to_owned(),
            Self::Open => "A quote is not closed.".to_owned(),
            Self::NotFound(name) => format!("No program {} is found.", name.escape_debug()),
            Self::Secret => {
                "The secret must not be in the command: other programs can read it there."
                    .to_owned()
            }
        }
    }
}

impl Command {
    /// Reads a line; `is_secret_in` tells whether a part of it holds the secret.
    pub(super) fn read(line: &str, is_secret_in: impl Fn(&str) -> bool) -> Result<Self, Fault> {
        if line.len() > MAX_LINE {
            return Err(Fault::TooLong);
        }
        let mut words = shell_words::split(line)
            .map_err(|_| Fault::Open)?
            .into_iter();
        let name = words.next().ok_or(Fault::Empty)?;
        let arguments: Vec<String> = words.collect();
        if is_secret_in(line)
            || is_secret_in(&name)
            || arguments.iter().any(|one| is_secret_in(one))
        {
            return Err(Fault::Secret);
        }
        let program = resolve(&name).ok_or(Fault::NotFound(name))?;
        Ok(Self { program, arguments })
    }

    /// What will be run: the program and each argument on a line of its own, nothing invisible.
    pub(super) fn words(&self) -> String {
        let mut words = format!("Program   {}", self.program.escape_debug());
        for argument in &self.arguments {
            // Writing to a string does not fail.
            let _ = write!(words, "\nArgument  {argument:?}");
        }
        words
    }
}

/// The absolute path of an executable file: a bare name is looked for in `PATH`, and a path has to be
/// absolute already.
fn resolve(name: &str) -> Option<String> {
    if name.contains('/') && !Path::new(name).is_absolute() {
        return None;
    }
    let found = which::which_global(name).ok()?;
    let found = found.to_str().filter(|_| found.is_absolute())?;
    Some(found.to_owned())
}

#[async_trait]
impl Recipient for Command {
    fn program(&self) -> &str {
        &self.program
    }

    fn arguments(&self) -> &[String] {
        &self.arguments
    }

    async fn take(&self, secret: &Secret) -> Result<Taken> {
        run::run(&self.program, &self.arguments, secret, run::LIMIT).await
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, Fault> {
        Command::read(line, |text| text.contains("s3cret"))
    }

    #[test]
    fn a_line_is_split_into_words_and_nothing_is_expanded() {
        let command = read(r#"sh -c 'a b' "$HOME" ~ * `id` a\ b ; > x"#).expect("a command");
        assert!(command.program.starts_with('/') && command.program.ends_with("/sh"));
        assert_eq!(
            command.arguments,
            ["-c", "a b", "$HOME", "~", "*", "`id`", "a b", ";", ">", "x"]
        );
    }

    #[test]
    fn what_cannot_be_run_is_refused() {
        assert_eq!(read("  "), Err(Fault::Empty));
        assert_eq!(read("sh 'a"), Err(Fault::Open));
        assert_eq!(read(&"a".repeat(MAX_LINE + 1)), Err(Fault::TooLong));
        for name in [
            "no-such-program-here",
            "./sh",
            "bin/sh",
            "/etc/passwd",
            "/bin",
            "~/x",
        ] {
            assert_eq!(read(name), Err(Fault::NotFound(name.into())), "{name}");
        }
    }

    #[test]
    fn the_secret_is_no_argument_however_it_is_written() {
        for line in [
            "sh s3cret",
            "sh --token=s3cret",
            "sh s3'cret'",
            r"sh s\3cret",
            "s3cret",
        ] {
            assert_eq!(read(line), Err(Fault::Secret), "{line}");
        }
    }

    #[test]
    fn what_will_be_run_is_told_line_by_line() {
        let command = Command {
            program: "/usr/bin/tee".into(),
            arguments: vec!["a b".into(), "c\n\u{202e}".into()],
        };
        assert_eq!(
            command.words(),
            "Program   /usr/bin/tee\nArgument  \"a b\"\nArgument  \"c\\n\\u{202e}\""
        );
    }
}
