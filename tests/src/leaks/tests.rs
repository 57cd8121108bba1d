use super::*;

const SECRET: &str = "cpg_7Qm2xVt9LrKp4sWn8ZbYd3HfJgUa6Ec1";

fn surrounded(middle: &[u8], before: usize) -> Vec<u8> {
    let mut bytes = vec![b'#'; before];
    bytes.extend_from_slice(middle);
    bytes.extend_from_slice(b"### and so on");
    bytes
}

/// `text` written in `form`, by other means than the search itself uses.
fn canary(form: Form, text: &str) -> Vec<u8> {
    match form {
        Form::Utf8 => text.into(),
        Form::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Form::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Form::Base64 => STANDARD_NO_PAD.encode(text).into(),
        Form::Base64Url => URL_SAFE_NO_PAD.encode(text).into(),
        Form::HexLower => text
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            .into(),
        Form::HexUpper => text
            .bytes()
            .map(|byte| format!("{byte:02X}"))
            .collect::<String>()
            .into(),
    }
}

#[test]
fn finds_the_whole_secret_in_every_form() {
    for form in Form::ALL {
        let leaks = find(&surrounded(&canary(form, SECRET), 11), SECRET);
        let leak = leaks
            .iter()
            .find(|leak| leak.form == form)
            .unwrap_or_else(|| panic!("{form:?} missed"));
        assert!(leak.whole, "{form:?} found only in part");
        assert_eq!(leak.offset, 11, "{form:?}");
    }
}

#[test]
fn finds_any_sixteen_bytes_in_every_form() {
    for form in Form::ALL {
        for start in 0..=SECRET.len() - WINDOW {
            let piece = &SECRET[start..start + WINDOW];
            let leaks = find(&surrounded(&canary(form, piece), 3), SECRET);
            let leak = leaks.iter().find(|leak| leak.form == form);
            assert!(
                leak.is_some_and(|leak| !leak.whole),
                "{form:?} missed the piece at {start}"
            );
        }
    }
}

#[test]
fn finds_base64_at_every_alignment_and_whatever_stands_around_it() {
    for before in ["", "a", "\u{7f}?", "Bearer ", "x-api-key: "] {
        for after in ["", "\n", "?>", "\",\"n\":1}"] {
            let text = format!("{before}{SECRET}{after}");
            for form in [Form::Base64, Form::Base64Url] {
                let leaks = find(&canary(form, &text), SECRET);
                assert!(
                    leaks.iter().any(|leak| leak.form == form && leak.whole),
                    "{form:?} missed between {before:?} and {after:?}"
                );
            }
        }
    }
}

#[test]
fn tells_the_two_alphabets_apart() {
    // Every group of three question marks is `Pz8/` in one alphabet and `Pz8_` in the other.
    let secret = "????????????????????";
    let standard = find(&canary(Form::Base64, secret), secret);
    let url_safe = find(&canary(Form::Base64Url, secret), secret);
    assert_eq!(
        standard.iter().map(|leak| leak.form).collect::<Vec<_>>(),
        [Form::Base64]
    );
    assert_eq!(
        url_safe.iter().map(|leak| leak.form).collect::<Vec<_>>(),
        [Form::Base64Url]
    );
}

#[test]
fn finds_a_short_secret_only_as_a_whole() {
    let short = "pat_12345678";
    assert!(find(b"the token pat_12345678 leaked", short)[0].whole);
    assert!(find(b"the token pat_1234567_ did not", short).is_empty());
}

#[test]
fn leaves_hints_and_strangers_alone() {
    let hint = format!("{}…{}", &SECRET[..4], &SECRET[SECRET.len() - 4..]);
    assert!(find(hint.as_bytes(), SECRET).is_empty());
    assert!(find(&SECRET.as_bytes()[..WINDOW - 1], SECRET).is_empty());
    assert!(find("cpg_8Rn3yWu0MsLq5tXo9AcZe4IgKhVb7Fd2".as_bytes(), SECRET).is_empty());
    assert!(find(b"", SECRET).is_empty());
}

#[test]
#[should_panic(expected = "not a secret")]
fn refuses_to_search_for_too_little() {
    drop(find(b"anything", "short"));
}
