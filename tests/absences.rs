//! What must not be linked, as cargo itself resolves it.

use std::{collections::BTreeMap, process::Command};

/// The crates that `package` is built from, each with its enabled features.
fn linked(package: &str, arguments: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    cargo.args([
        "tree",
        "--package",
        package,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ]);
    let tree = cargo
        .args(["--format", "{p}\t{f}"])
        .args(arguments)
        .output()
        .expect("cargo");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let lines = String::from_utf8(tree.stdout).expect("crate names are ASCII");
    let entry = |line: &str| {
        let (crate_, features) = line.split_once('\t')?;
        let name = crate_.split_once(' ')?.0;
        let features = features
            .trim_end_matches(" (*)")
            .split(',')
            .map(str::to_owned);
        Some((name.to_owned(), features.collect()))
    };
    lines.lines().filter_map(entry).collect()
}

fn has(features: &[String], wanted: &str) -> bool {
    features.iter().any(|feature| feature == wanted)
}

const RELEASE: [&str; 2] = ["--features", "custom-protocol"];

#[test]
fn core_and_practice_know_no_desktop() {
    for package in ["keyrack-core", "keyrack-practice"] {
        let crates = linked(package, &[]);
        assert!(
            crates.contains_key("serde"),
            "the list is not empty for another reason"
        );
        for desktop in [
            "tauri",
            "gtk",
            "gdk",
            "wry",
            "x11rb",
            "arboard",
            "zbus",
            "keyring-core",
        ] {
            assert!(
                !crates.contains_key(desktop),
                "{package} is built from {desktop}"
            );
        }
    }
}

#[test]
fn messages_between_window_and_core_are_neither_logged_nor_opened() {
    let crates = linked("keyrack", &RELEASE);
    let tauri = &crates["tauri"];
    assert!(
        has(tauri, "wry") && has(tauri, "custom-protocol"),
        "{tauri:?}"
    );
    for forbidden in ["tracing", "devtools", "dynamic-acl"] {
        assert!(!has(tauri, forbidden), "tauri is built with {forbidden}");
    }
}

#[test]
fn no_plugin_hands_network_processes_files_or_clipboard_to_the_window() {
    let direct = linked(
        "keyrack",
        &["--depth", "1", "--features", "custom-protocol"],
    );
    assert!(direct.contains_key("tauri"));
    for plugin in ["http", "shell", "fs", "clipboard-manager"] {
        let plugin = format!("tauri-plugin-{plugin}");
        assert!(!direct.contains_key(&plugin), "keyrack uses {plugin}");
    }
}

/// Where the window library has it, a thread of it reads every key that is pressed on the whole screen.
#[test]
fn nothing_reads_the_keys_that_are_meant_for_other_programs() {
    let crates = linked("keyrack", &RELEASE);
    assert!(crates.contains_key("tao"), "the window library");
    for package in ["tauri", "tao", "wry"] {
        assert!(!has(&crates[package], "x11"), "{package} is built with it");
    }
    assert!(!crates.contains_key("x11-dl"));
}

#[test]
fn a_release_has_no_door_for_webdriver() {
    let shell = linked(
        "keyrack",
        &["--depth", "0", "--features", "custom-protocol"],
    );
    assert_eq!(shell["keyrack"], ["custom-protocol"]);
}

/// Nothing here is decompressed, remembered, or sent by a proxy that the system names.
#[test]
fn the_client_neither_decompresses_nor_remembers_and_tls_is_rustls() {
    let crates = linked(
        "keyrack",
        &["--target", "all", "--features", "custom-protocol"],
    );
    let reqwest = &crates["reqwest"];
    assert!(has(reqwest, "rustls"), "{reqwest:?}");
    for forbidden in [
        "gzip",
        "brotli",
        "zstd",
        "deflate",
        "cookies",
        "socks",
        "system-proxy",
        "native-tls",
        "default-tls",
        "blocking",
        "hickory-dns",
    ] {
        assert!(
            !has(reqwest, forbidden),
            "reqwest is built with {forbidden}"
        );
    }
    for forbidden in [
        "openssl-sys",
        "native-tls",
        "async-compression",
        "cookie_store",
    ] {
        assert!(
            !crates.contains_key(forbidden),
            "keyrack is built from {forbidden}"
        );
    }
}

/// Where a version is the defence: origins were confused before 2.11.1 (CVE-2026-42184).
#[test]
fn tauri_is_not_older_than_the_last_hole_that_is_known() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"));
    let lock = lock.expect("a lock file");
    let (_, rest) = lock
        .split_once("name = \"tauri\"\nversion = \"")
        .expect("tauri is locked");
    let version: Vec<u32> = rest
        .split('"')
        .next()
        .into_iter()
        .flat_map(|version| version.split('.'))
        .map(|part| part.parse().expect("a released version"))
        .collect();
    assert!(version >= vec![2, 11, 1], "{version:?}");
}

/// Cargo knows the features of the shell only where the shell is among the packages of a command.
#[test]
fn the_shells_features_are_named_with_the_shell() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../Makefile");
    let makefile = std::fs::read_to_string(path).expect("the Makefile");
    let wanting: Vec<&str> = makefile
        .lines()
        .filter(|line| line.contains("cargo "))
        .filter(|line| ["$(APP)", "$(TESTED)"].iter().any(|one| line.contains(one)))
        .collect();
    assert!(wanting.len() > 5, "the commands were found");
    for line in wanting {
        let shell = line.contains("--workspace") || line.contains("-p keyrack ");
        assert!(shell, "{line}");
    }
}

/// What is built is what is locked: nothing resolves anew on the way.
#[test]
fn every_build_is_locked() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seen = 0;
    for file in ["Makefile", ".ci/run", "tests/fuzz/run"] {
        let text = std::fs::read_to_string(root.join(file)).expect(file);
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#'))
        {
            for command in ["build", "test", "run", "bench", "clippy", "install"] {
                if line.contains(&format!("cargo {command} "))
                    || line.ends_with(&format!("cargo {command}"))
                {
                    seen += 1;
                    assert!(
                        line.contains("--locked") || line.starts_with("@"),
                        "{file}: {line}"
                    );
                }
            }
            assert!(
                !line.contains("npm install") && !line.contains(" npm i "),
                "{file}: {line}"
            );
        }
    }
    assert!(seen > 10, "the commands were found");
    for lock in [
        "Cargo.lock",
        "ui/package-lock.json",
        "tests/fuzz/driver/Cargo.lock",
    ] {
        assert!(root.join(lock).is_file(), "{lock}");
    }
}
