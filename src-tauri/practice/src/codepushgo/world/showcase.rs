//! The worlds of practice mode: three accounts of one busy person.
//!
//! Between them the keys are in every state that deserves attention: about to expire at each warning level,
//! expired, never expiring, broad, narrow, and named by people with bad habits or bad intentions.

use super::Reach::{Apps, Everything, Orgs};
use super::Rights::{All, Read, Upload, Write};
use super::{Key, Organizations};

pub(super) const WORK_ORGS: Organizations = &[
    ("acme", &["com.acme.app", "com.acme.tv", "com.acme.kiosk"]),
    ("northwind", &["com.northwind.shop", "com.northwind.driver"]),
];

pub(super) const WORK_KEYS: &[Key] = &[
    Key::new("maren-laptop", All, Everything, 412),
    Key::new("deploy-bot", Upload, Orgs(&["acme"]), 25).days_left(5),
    Key::new("preview-ci", Read, Apps(&["com.acme.app"]), 140),
    Key::new(
        "store-upload",
        Upload,
        Apps(&["com.acme.app", "com.acme.tv"]),
        78,
    )
    .days_left(12),
    Key::new("tv-nightly", Write, Apps(&["com.acme.tv"]), 157).days_left(23),
    Key::new("kiosk-rollout", Write, Apps(&["com.acme.kiosk"]), 312).days_left(53),
    Key::new("status-page", Read, Orgs(&["acme"]), 30).days_left(335),
    Key::new("contractor-handover", All, Orgs(&["northwind"]), 203),
    Key::new("shop-ci", Upload, Apps(&["com.northwind.shop"]), 162).days_left(203),
    Key::new("driver-beta", Upload, Apps(&["com.northwind.driver"]), 29).hours_left(20),
    Key::new("spring-release", Write, Orgs(&["northwind"]), 91).hours_left(-26),
    Key::new("crash-triage", Read, Orgs(&["northwind"]), 12).days_left(78),
    Key::new(HOSTILE, Upload, Apps(&["com.northwind.shop"]), 3).days_left(27),
    Key::new(LONG, Read, Apps(&["com.acme.app"]), 55).days_left(305),
];

pub(super) const PERSONAL_ORGS: Organizations = &[
    (
        "open-garden",
        &["org.opengarden.map", "org.opengarden.journal"],
    ),
    ("my-side", &["dev.myside.notes", "dev.myside.timer"]),
];

pub(super) const PERSONAL_KEYS: &[Key] = &[
    Key::new("keyrack", All, Everything, 40).days_left(325),
    Key::new("map-release", Upload, Apps(&["org.opengarden.map"]), 85)
        .days_left(5)
        .hashed(),
    Key::new(
        "journal-release",
        Upload,
        Apps(&["org.opengarden.journal"]),
        48,
    )
    .days_left(12)
    .hashed(),
    Key::new("volunteers", Write, Orgs(&["open-garden"]), 310),
    Key::new(
        "translations",
        Write,
        Apps(&["org.opengarden.map", "org.opengarden.journal"]),
        97,
    )
    .days_left(23),
    Key::new("map-preview", Read, Apps(&["org.opengarden.map"]), 7)
        .days_left(53)
        .hashed(),
    Key::new("old-macbook", All, Orgs(&["open-garden", "my-side"]), 730),
    Key::new("weekend-build", Upload, Orgs(&["my-side"]), 31).hours_left(-30),
    Key::new("notes-ci", Upload, Apps(&["dev.myside.notes"]), 28)
        .days_left(2)
        .hashed(),
    Key::new("timer-ci", Upload, Apps(&["dev.myside.timer"]), 162)
        .days_left(203)
        .hashed(),
    Key::new("home-server", Read, Orgs(&["my-side"]), 510),
    Key::new(HOSTILE, Read, Apps(&["dev.myside.notes"]), 2).days_left(88),
    Key::new(LONG, Read, Apps(&["org.opengarden.map"]), 66).days_left(114),
];

pub(super) const SELF_HOSTED_ORGS: Organizations = &[
    (
        "northwind",
        &["com.northwind.warehouse", "com.northwind.fleet"],
    ),
    ("open-garden", &["org.opengarden.kiosk"]),
];

pub(super) const SELF_HOSTED_KEYS: &[Key] = &[
    Key::new("operations", All, Everything, 820),
    Key::new(
        "warehouse-deploy",
        Upload,
        Apps(&["com.northwind.warehouse"]),
        410,
    ),
    Key::new("fleet-deploy", Upload, Apps(&["com.northwind.fleet"]), 388),
    Key::new("fleet-read", Read, Apps(&["com.northwind.fleet"]), 388),
    Key::new("jenkins", Write, Everything, 790),
    Key::new("jenkins-2", All, Everything, 341),
    Key::new("audit-export", Read, Orgs(&["northwind"]), 120),
    Key::new(
        "dispatch-tablet",
        Read,
        Apps(&["com.northwind.fleet", "com.northwind.warehouse"]),
        64,
    ),
    Key::new("kiosk-upload", Upload, Apps(&["org.opengarden.kiosk"]), 33),
    Key::new("garden-admin", All, Orgs(&["open-garden"]), 205),
    Key::new(HOSTILE, Read, Apps(&["org.opengarden.kiosk"]), 5),
    Key::new(LONG, Upload, Apps(&["com.northwind.warehouse"]), 270),
];

/// Markup, a right-to-left override and characters of no width: what a name must never do to the window.
const HOSTILE: &str =
    "partner\u{202e}dne-tnorf\u{202c}\u{200b}\u{feff}<b onclick=\"alert(1)\">ops</b>";

/// A name that some pipeline put together.
const LONG: &str = "ci/release-train/2026.3/android-ios-electron/region-eu-central-1/stage-canary/requested-by-build-service/\
attempt-004/ticket-OPS-18842/read-only-token-for-the-dependency-report-that-the-security-review-asked-for";
