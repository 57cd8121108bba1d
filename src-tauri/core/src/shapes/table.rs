//! The table of shapes. A pattern covers the whole credential and keeps to what the regular
//! expressions of Rust and of JavaScript have in common: the window is given the same ones.
//!
//! Sources: each vendor's documentation or source where it describes its keys; otherwise the rules
//! of the scanner gitleaks (`config/gitleaks.toml`, 2026-07-22).

use super::{Certainty, Checksum, Home, Shape};

/// A session token: three parts in Base64, of which the first two are JSON objects.
const JWT: &str = r"eyJ[A-Za-z0-9_-]{4,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{2,}";

const fn plain(issuer: &'static str, what: &'static str, pattern: &'static str) -> Shape {
    Shape {
        issuer,
        what,
        pattern,
        prefix: "",
        certainty: Certainty::Telling,
        checksum: None,
        homes: &[],
    }
}

const fn prefixed(
    issuer: &'static str,
    what: &'static str,
    prefix: &'static str,
    pattern: &'static str,
) -> Shape {
    Shape {
        prefix,
        ..plain(issuer, what, pattern)
    }
}

const CODEDIG: Home = Home {
    service: "codedig",
    host: "https://api.codedig.ai",
};
const CAPGO: Home = Home {
    service: "codepushgo",
    host: "https://api.capgo.app",
};
const CODEPUSHGO: Home = Home {
    service: "codepushgo",
    host: "https://api.codepushgo.com",
};
const AXIOMO: Home = Home {
    service: "axiomo",
    host: "https://axiomo.app",
};
const DGIDGI: Home = Home {
    service: "dgidgi-one",
    host: "https://api.dgidgi.ai",
};

/// A key of DgiDgi One, whose prefix tells its type.
const fn dgidgi(what: &'static str, prefix: &'static str, pattern: &'static str) -> Shape {
    Shape {
        homes: &[DGIDGI],
        ..prefixed("DgiDgi One", what, prefix, pattern)
    }
}

/// A token of GitHub's format: 30 random characters and their checksum.
const fn github(what: &'static str, prefix: &'static str, pattern: &'static str) -> Shape {
    Shape {
        checksum: Some(Checksum::Crc32Base62),
        ..prefixed("GitHub", what, prefix, pattern)
    }
}

/// Every shape, most telling first: what a later one covers too belongs to the earlier one.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        homes: &[CODEPUSHGO],
        ..prefixed("CodePushGo", "API key", "cpg_", "cpg_[0-9a-f]{48}")
    },
    Shape {
        homes: &[CODEDIG],
        ..prefixed(
            "CodeDig",
            "API key",
            "aca_k1_",
            "aca_k1_[A-Za-z0-9_-]{8,200}",
        )
    },
    dgidgi("SDK key", "chy_sdk_", "chy_sdk_[A-Za-z0-9_-]{8,200}"),
    dgidgi("CLI key", "chy_cli_", "chy_cli_[A-Za-z0-9_-]{8,200}"),
    dgidgi("CI/CD key", "chy_ci_", "chy_ci_[A-Za-z0-9_-]{8,200}"),
    dgidgi(
        "integration key",
        "chy_int_",
        "chy_int_[A-Za-z0-9_-]{8,200}",
    ),
    dgidgi(
        "marketplace key",
        "chy_mkt_",
        "chy_mkt_[A-Za-z0-9_-]{8,200}",
    ),
    Shape {
        homes: &[AXIOMO],
        ..prefixed("Axiomo", "API key", "ax_", "ax_[A-Za-z0-9_-]{8,200}")
    },
    github("personal access token", "ghp_", "ghp_[A-Za-z0-9]{36}"),
    github("OAuth token", "gho_", "gho_[A-Za-z0-9]{36}"),
    github("user-to-server token", "ghu_", "ghu_[A-Za-z0-9]{36}"),
    github("server-to-server token", "ghs_", "ghs_[A-Za-z0-9]{36}"),
    github("refresh token", "ghr_", "ghr_[A-Za-z0-9]{36}"),
    prefixed(
        "GitHub",
        "fine-grained personal access token",
        "github_pat_",
        "github_pat_[A-Za-z0-9_]{82}",
    ),
    prefixed(
        "GitLab",
        "access token",
        "glpat-",
        r"glpat-(?:[A-Za-z0-9_-]{27,300}\.[0-9a-z]{9}|[A-Za-z0-9_-]{20})",
    ),
    prefixed(
        "Anthropic",
        "API key",
        "sk-ant-api03-",
        "sk-ant-api03-[A-Za-z0-9_-]{93}AA",
    ),
    prefixed(
        "Anthropic",
        "admin key",
        "sk-ant-admin01-",
        "sk-ant-admin01-[A-Za-z0-9_-]{93}AA",
    ),
    prefixed(
        "OpenRouter",
        "API key",
        "sk-or-v1-",
        "sk-or-v1-[0-9a-f]{64}",
    ),
    prefixed(
        "OpenAI",
        "project key",
        "sk-proj-",
        "sk-proj-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}",
    ),
    prefixed(
        "OpenAI",
        "service account key",
        "sk-svcacct-",
        "sk-svcacct-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}",
    ),
    prefixed(
        "OpenAI",
        "admin key",
        "sk-admin-",
        "sk-admin-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}",
    ),
    prefixed(
        "OpenAI",
        "API key",
        "sk-",
        "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}",
    ),
    Shape {
        checksum: Some(Checksum::Crc32Base62),
        ..prefixed("npm", "access token", "npm_", "npm_[A-Za-z0-9]{36}")
    },
    prefixed("SendGrid", "API key", "SG.", r"SG\.[A-Za-z0-9_=.-]{66}"),
    prefixed(
        "Sentry",
        "organization token",
        "sntrys_",
        "sntrys_eyJpYXQiO[A-Za-z0-9+/=_-]{20,400}",
    ),
    prefixed("Sentry", "user token", "sntryu_", "sntryu_[0-9a-f]{64}"),
    prefixed(
        "Grafana",
        "service account token",
        "glsa_",
        "glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}",
    ),
    prefixed(
        "Grafana",
        "cloud token",
        "glc_",
        "glc_[A-Za-z0-9+/]{32,400}={0,3}",
    ),
    prefixed(
        "DigitalOcean",
        "personal access token",
        "dop_v1_",
        "dop_v1_[0-9a-f]{64}",
    ),
    prefixed(
        "Supabase",
        "secret key",
        "sb_secret_",
        "sb_secret_[A-Za-z0-9_-]{20,100}",
    ),
    prefixed("Supabase", "access token", "sbp_", "sbp_[0-9a-f]{40}"),
    Shape {
        homes: &[CODEDIG, CAPGO],
        ..plain("CodeDig, Capgo and others", "session token", JWT)
    },
    Shape {
        homes: &[CAPGO],
        certainty: Certainty::Ambiguous,
        ..prefixed("Capgo", "API key", "ak_", "ak_[A-Za-z0-9._:-]{3,253}")
    },
    Shape {
        homes: &[CAPGO],
        certainty: Certainty::Ambiguous,
        ..plain(
            "Capgo",
            "API key",
            "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
        )
    },
    Shape {
        certainty: Certainty::Ambiguous,
        ..plain("Cloudflare", "API token", "[A-Za-z0-9_-]{40}")
    },
];
