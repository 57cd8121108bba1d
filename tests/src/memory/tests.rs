use super::*;
use crate::process::Running;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

const SECRET: &str = "keyrack-test_7Qm2xVt9LrKp4sWn8ZbYd3HfJgUa6Ec1RvTxNqMs";

/// A program that holds what it is told to, and overwrites it when it is told to.
const HOLDER: &str = "
import sys, ctypes
hold = None
for line in sys.stdin:
    word, _, code = line.strip().partition(' ')
    if word == 'hold':
        # Put together from numbers: the line itself does not hold the text.
        hold = ctypes.create_string_buffer(len(code) // 4)
        for at in range(0, len(code), 4): hold[at // 4] = int(code[at:at + 4]) - 1000
    if word == 'wipe': ctypes.memset(hold, 0, len(hold))
    del line, word, code
    print('done', flush=True)
";

struct Holder {
    running: Running,
    answers: BufReader<std::process::ChildStdout>,
}

impl Holder {
    fn start() -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", HOLDER]);
        let mut running = Running::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let answers = running.child().stdout.take().expect("a pipe was asked for");
        Self {
            running,
            answers: BufReader::new(answers),
        }
    }

    fn tell(&mut self, order: &str) {
        let input = self.running.child().stdin.as_mut().expect("a pipe");
        writeln!(input, "{order}").expect("it listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        assert_eq!(line, "done\n");
    }

    fn hold(&mut self, bytes: &[u8]) {
        let code: String = bytes
            .iter()
            .map(|byte| (1000 + u16::from(*byte)).to_string())
            .collect();
        self.tell(&format!("hold {code}"));
    }
}

fn may_look() -> bool {
    if !allowed() {
        #[expect(clippy::print_stdout, reason = "that it did not run is its result")]
        {
            println!("not run: only root may look into the memory of others");
        }
    }
    allowed()
}

#[test]
fn a_canary_is_found_and_is_not_once_it_is_overwritten() {
    if !may_look() {
        return;
    }
    let scanner = Scanner::new(&[("canary", SECRET)]);
    let mut holder = Holder::start();
    let pid = holder.running.pid();
    let traces = |pid| scanner.look(pid).expect("root may look").traces;
    holder.tell("nothing");
    assert_eq!(traces(pid), []);
    for form in Form::ALL {
        for bytes in form.written(SECRET.as_bytes()) {
            let half = bytes.len() / 2;
            let parts = [0..bytes.len(), 0..half, half..bytes.len()];
            // Pieces are looked for in one way, whatever the form.
            let parts = parts
                .into_iter()
                .take(if form == Form::Utf8 { 3 } else { 1 });
            for part in parts {
                holder.hold(&bytes[part.clone()]);
                let found = traces(pid);
                // Two bytes a character read much the same from either end.
                let mut found = found
                    .iter()
                    .filter(|trace| trace.form.written(SECRET.as_bytes()).contains(&bytes));
                let trace = found
                    .next()
                    .unwrap_or_else(|| panic!("{form:?} {part:?} missed"));
                assert_eq!(found.next(), None, "{form:?} {part:?}: once");
                assert_eq!(trace.whole(), part.len() == bytes.len());
                assert_eq!((trace.pid, &*trace.name), (pid, "python3"));
                assert!(trace.to_string().contains("<secret>"));
                holder.tell("wipe");
                assert_eq!(traces(pid), [], "{form:?}");
            }
        }
    }
    let tree = scanner.look_into_tree(pid);
    assert!(tree[0].bytes > 1 << 20, "it has read something");
    assert_eq!(scanner.look(std::process::id()).expect("itself").bytes, 0);
}

#[test]
fn every_piece_is_found_wherever_it_lies() {
    let grams = Grams::of([SECRET]);
    for form in Form::ALL {
        for text in form.written(SECRET.as_bytes()) {
            let least = match form {
                Form::Utf8 => 16,
                _ => (text.len() * 12 / SECRET.len()).max(16),
            };
            for start in 0..=text.len() - least {
                for shift in 0..8 {
                    let mut bytes = vec![b'#'; 40 + shift];
                    bytes.extend_from_slice(&text[start..start + least]);
                    bytes.extend_from_slice(b"# and then some more text");
                    let found = grams.find(&bytes);
                    assert!(
                        found.iter().any(|found| found.at.start == 40 + shift),
                        "{form:?} from {start}, at {shift}"
                    );
                }
            }
        }
    }
    assert_eq!(grams.find(&SECRET.as_bytes()[..15]), []);
    assert_eq!(
        grams.find(format!("{}…{}", &SECRET[..13], &SECRET[49..]).as_bytes()),
        []
    );
    assert_eq!(grams.find(b""), []);
}
