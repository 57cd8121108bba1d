use proptest::prelude::*;

use super::*;

/// A credential of every shape, with its issuer. None was ever issued by anybody.
fn samples() -> Vec<(&'static str, String)> {
    let long = |length: usize| "aB3".chars().cycle().take(length).collect::<String>();
    let hex = |length: usize| "0a1".chars().cycle().take(length).collect::<String>();
    let summed = |prefix: &str| format!("{prefix}{}{}", long(30), crc32_base62(&long(30)));
    vec![
        ("CodePushGo", format!("cpg_{}", hex(48))),
        ("CodeDig", format!("aca_k1_{}", long(32))),
        ("DgiDgi One", format!("chy_sdk_{}", long(32))),
        ("DgiDgi One", format!("chy_cli_{}", long(32))),
        ("DgiDgi One", format!("chy_ci_{}", long(32))),
        ("DgiDgi One", format!("chy_int_{}", long(32))),
        ("DgiDgi One", format!("chy_mkt_{}", long(32))),
        ("Axiomo", format!("ax_{}", long(32))),
        ("GitHub", summed("ghp_")),
        ("GitHub", summed("gho_")),
        ("GitHub", summed("ghu_")),
        ("GitHub", summed("ghs_")),
        ("GitHub", summed("ghr_")),
        ("GitHub", format!("github_pat_{}", long(82))),
        ("GitLab", format!("glpat-{}", long(20))),
        ("GitLab", format!("glpat-{}.{}", long(40), hex(9))),
        ("Anthropic", format!("sk-ant-api03-{}AA", long(93))),
        ("Anthropic", format!("sk-ant-admin01-{}AA", long(93))),
        ("OpenRouter", format!("sk-or-v1-{}", hex(64))),
        (
            "OpenAI",
            format!("sk-proj-{}T3BlbkFJ{}", long(70), long(70)),
        ),
        (
            "OpenAI",
            format!("sk-svcacct-{}T3BlbkFJ{}", long(70), long(70)),
        ),
        (
            "OpenAI",
            format!("sk-admin-{}T3BlbkFJ{}", long(70), long(70)),
        ),
        ("OpenAI", format!("sk-{}T3BlbkFJ{}", long(20), long(20))),
        ("npm", summed("npm_")),
        ("SendGrid", format!("SG.{}", long(66))),
        ("Sentry", format!("sntrys_eyJpYXQiO{}", long(100))),
        ("Sentry", format!("sntryu_{}", hex(64))),
        ("Grafana", format!("glsa_{}_{}", long(32), hex(8))),
        ("Grafana", format!("glc_{}==", long(60))),
        ("DigitalOcean", format!("dop_v1_{}", hex(64))),
        ("Supabase", format!("sb_secret_{}", long(31))),
        ("Supabase", format!("sbp_{}", hex(40))),
        (
            "CodeDig, Capgo and others",
            "eyJhbGciOiJ.eyJzdWIiOi.c2lnbmF0dXJl".into(),
        ),
        ("Capgo", "ak_0123456789".into()),
        ("Capgo", "3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11".into()),
        ("Cloudflare", long(40)),
    ]
}

#[test]
fn every_row_of_the_table_recognises_its_own_and_no_earlier_row_does() {
    let mut seen = Vec::new();
    for (issuer, sample) in samples() {
        let found = recognise(&Secret::new(sample.clone()));
        let first = found
            .first()
            .unwrap_or_else(|| panic!("no shape: {issuer}"));
        assert_eq!(first.shape.issuer, issuer);
        assert!(sample.starts_with(first.shape.prefix), "{issuer}");
        assert_ne!(first.intact, Some(false), "{issuer}");
        seen.push(first.shape.pattern);
    }
    for shape in SHAPES {
        assert!(
            seen.contains(&shape.pattern),
            "no sample: {}",
            shape.pattern
        );
    }
}

#[test]
fn what_is_cut_off_or_longer_or_of_another_alphabet_is_not_recognised() {
    for text in [
        "cpg_0123",
        "cpg_0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
        "aca_k1_",
        "aca_k2_0123456789abcdef",
        "chy_web_0123456789abcdef",
        "chy_0123456789abcdef",
        "ax-0123456789abcdef",
        "ghp_tooshort",
        "eyJhbGciOiJ",
        "please read the manual",
        "",
    ] {
        let found = matches(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn a_checksum_tells_an_intact_token_from_a_mistyped_one() {
    // Published by GitHub's own documentation of token formats as an example, long dead.
    let intact = |text: &str| matches(text).first().and_then(|found| found.intact);
    assert_eq!(
        intact("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"),
        Some(true)
    );
    assert_eq!(
        intact("ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18"),
        Some(false)
    );
    assert_eq!(intact(&format!("cpg_{}", "0".repeat(48))), None);
}

#[test]
fn a_credential_belongs_to_the_services_that_its_shape_names() {
    let secret = |text: &str| Secret::new(text.into());
    let key = secret("aca_k1_0123456789abcdef");
    assert_eq!(host(&key, "codedig"), Some("https://api.codedig.ai"));
    assert_eq!(host(&key, "codepushgo"), None);
    assert!(is_foreign(&key, "codepushgo") && !is_foreign(&key, "codedig"));
    let session = secret("eyJhbGciOiJ.eyJzdWIiOi.c2lnbmF0dXJl");
    assert!(host(&session, "codedig").is_some() && host(&session, "codepushgo").is_some());
    assert!(is_foreign(&session, "axiomo"));
    let uuid = secret("3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11");
    assert!(!is_foreign(&uuid, "codacy"), "a UUID tells nothing");
    assert!(is_foreign(
        &secret(&format!("sbp_{}", "0".repeat(40))),
        "codacy"
    ));
}

#[test]
fn credentials_are_found_in_text_and_kept_out_of_it() {
    let key = format!("cpg_{}", "0a".repeat(24));
    let text =
        format!("CODEPUSHGO_TOKEN=\"{key}\" # and id 3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11\n");
    let found: Vec<_> = find(&text).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].0.clone()], key);
    let redacted = redact(&text);
    assert!(!redacted.contains(&key) && redacted.contains("\"cpg_…\""));
    assert!(redacted.contains("3f0c8e1a"), "ids stay readable");
    for (issuer, sample) in samples() {
        let certain = matches(&sample)
            .iter()
            .any(|found| found.shape.certainty == Certainty::Telling);
        let redacted = redact(&sample).into_owned();
        assert_eq!(redacted != sample, certain, "{issuer}");
    }
}

/// `make types` sets `KEYRACK_WRITE_TYPES` to write the file instead of checking it.
#[test]
fn the_windows_types_of_shapes_are_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/ipc/shapes.ts");
    let expected = typescript();
    if std::env::var_os("KEYRACK_WRITE_TYPES").is_some() {
        std::fs::write(path, &expected).expect("ui/src/ipc is there");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == expected,
        "ui/src/ipc/shapes.ts is out of date: run `make types`"
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_fail(text in "\\PC{0,200}|[ -~]{0,400}") {
        let _ = (matches(&text), redact(&text));
        for (range, _) in find(&text) {
            prop_assert!(text.get(range).is_some());
        }
    }
}
