//! Who the contract is checked with.

use std::collections::BTreeMap;

use keyrack_core::Kind;
use keyrack_practice::{Dialect, Double, FieldNames, Service, Trouble, UnknownKey, World};
use serde_json::{Value, json};

/// Values by the id of the field they are chosen in.
type Fields = Vec<(&'static str, Vec<String>)>;

/// An adapter with one dialect and one sort of credential.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// The service's id.
    pub(crate) service: &'static str,
    double: Service,
    /// Whether it is reached with a session token instead of an API key.
    session: bool,
    /// What every path of the service begins with.
    pub(crate) base: &'static str,
    /// Where its keys are listed.
    pub(crate) keys_path: &'static str,
    /// Ids of the little world's keys, where the service keeps no names.
    seeded: &'static [(&'static str, &'static str)],
    /// How its requests are authenticated: the header, and the scheme or `raw`.
    pub(crate) form: &'static str,
    /// A credential of the right shape that is refused, and how many forms of it are tried.
    pub(crate) wrong: (&'static str, usize),
    /// The values of the service's own fields for the narrowest key.
    fields: fn(&Ids) -> Fields,
    /// The field without which no request may be sent.
    pub(crate) needed: &'static str,
    /// The limits of such a key.
    pub(crate) limits: &'static [&'static str],
    /// What the path of a request for one contains, where limits are no list in the body.
    pub(crate) limit_in_path: Option<&'static str>,
    /// What the service answers, with 400, to a creation that its rules forbid.
    refusal: fn() -> Value,
    /// What that means, and the field that it is about.
    pub(crate) refused_as: (Kind, Option<&'static str>),
    /// Statuses that mean something else here than elsewhere.
    statuses: &'static [(u16, Kind)],
    /// A path whose pages could repeat for ever, and such a page.
    pub(crate) repeating: fn() -> (&'static str, Value),
}

/// Ids that the service gave organization `acme` and its app.
#[derive(Default)]
pub(crate) struct Ids {
    organization: String,
    app: String,
}

/// What most subjects have in common.
const BASE: Subject = Subject {
    name: "",
    service: "",
    double: Service::Codacy,
    session: false,
    base: "/",
    keys_path: "",
    seeded: &[],
    form: "authorization:Bearer",
    wrong: ("", 1),
    fields: |_| Vec::new(),
    needed: "",
    limits: &[],
    limit_in_path: None,
    refusal: || Value::Null,
    refused_as: (Kind::Invalid, None),
    statuses: &[],
    repeating: || ("", Value::Null),
};

/// What the subjects at Axiomo have in common.
const AXIOMO: Subject = Subject {
    name: "axiomo, anonymous when refused",
    service: "axiomo",
    double: Service::Axiomo(UnknownKey::Anonymous),
    wrong: ("ax_00000000000000000000000000000000", 1),
    ..BASE
};

/// DgiDgi One.
const DGIDGI: Subject = Subject {
    name: "dgidgi one",
    service: "dgidgi-one",
    double: Service::DgiDgiOne,
    wrong: ("chy_sdk_00000000000000000000000000000000", 1),
    ..BASE
};

/// What the subjects at CodePushGo and Capgo have in common.
const CODEPUSHGO: Subject = Subject {
    name: "codepushgo",
    service: "codepushgo",
    double: Service::CodePushGo(Dialect::CodePushGo),
    keys_path: "/apikey",
    wrong: ("cpg_000000000000000000000000000000000000000000000000", 2),
    fields: |ids| {
        vec![
            ("role", vec!["app_reader".into()]),
            ("apps", vec![format!("{}/{}", ids.organization, ids.app)]),
        ]
    },
    needed: "apps",
    limits: &["com.acme.app"],
    refusal: || json!({"error": "expiration_required", "message": "no"}),
    refused_as: (Kind::PolicyExpiryRequired, Some("expires")),
    repeating: || {
        let rows: Vec<Value> = (0..50)
            .map(|n| json!({"id": format!("id-{n}"), "app_id": format!("com.acme.a{n}")}))
            .collect();
        ("/app", json!(rows))
    },
    ..BASE
};

/// What the subjects at CodeDig have in common.
const CODEDIG: Subject = Subject {
    name: "codedig",
    service: "codedig",
    double: Service::CodeDig { lists: true },
    keys_path: "/auth/api-keys",
    wrong: ("aca_k1_0000000000000000000000000000000000000000", 1),
    fields: |_| vec![("permissions", vec!["read".into()])],
    needed: "permissions",
    refusal: || json!({"error": "Bad Request", "message": "expires_at must be in the future"}),
    refused_as: (Kind::Invalid, Some("expires")),
    repeating: || {
        let rows: Vec<Value> = (0..50)
            .map(|n| json!({"id": format!("id-{n}"), "name": format!("key {n}")}))
            .collect();
        ("/auth/api-keys", json!(rows))
    },
    ..BASE
};

/// What the subjects at Codacy have in common.
pub(crate) const CODACY: Subject = Subject {
    name: "codacy, repository token",
    service: "codacy",
    double: Service::Codacy,
    base: "/api/v3",
    keys_path: "/api/v3/user/tokens",
    seeded: &[
        ("laptop", "user/1"),
        ("deploy-bot", "gh/acme/app/2"),
        ("preview-ci", "gh/acme/app/3"),
        ("store-upload", "user/4"),
        ("northwind-ci", "gh/northwind/shop/5"),
    ],
    form: "api-token:raw",
    wrong: ("00000000000000000000", 1),
    fields: |_| {
        vec![
            ("token", vec!["repository".into()]),
            ("repository", vec!["gh/acme/app".into()]),
        ]
    },
    needed: "repository",
    limits: &["app"],
    limit_in_path: Some("/organizations/gh/acme/repositories/app/tokens"),
    refusal: || json!({"error": "BadRequest", "message": "no", "actions": []}),
    // It throttles with this status.
    statuses: &[(503, Kind::RateLimited)],
    repeating: || {
        let acme = json!({"name": "acme", "provider": "gh"});
        let body = json!({"data": [acme], "pagination": {"cursor": "round-and-round"}});
        ("/api/v3/user/organizations", body)
    },
    ..BASE
};

pub(crate) const SUBJECTS: &[Subject] = &[
    Subject {
        name: "codepushgo, documented",
        double: Service::CodePushGo(Dialect::Documented),
        keys_path: "/apikey/",
        form: "authorization:raw",
        wrong: ("ak_00000000000000000000000000000000", 2),
        fields: |ids| {
            vec![
                ("mode", vec!["read".into()]),
                ("limited_to", vec!["apps".into()]),
                ("apps", vec![format!("{}/{}", ids.organization, ids.app)]),
            ]
        },
        ..CODEPUSHGO
    },
    Subject {
        name: "capgo, api key",
        double: Service::CodePushGo(Dialect::Capgo),
        form: "authorization:raw",
        wrong: ("00000000-0000-4000-8000-000000000000", 2),
        ..CODEPUSHGO
    },
    Subject {
        name: "capgo, session",
        double: Service::CodePushGo(Dialect::Capgo),
        session: true,
        wrong: ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", 2),
        ..CODEPUSHGO
    },
    CODEPUSHGO,
    CODEDIG,
    Subject {
        name: "codedig, session",
        session: true,
        ..CODEDIG
    },
    Subject {
        name: "codedig, without a list",
        double: Service::CodeDig { lists: false },
        ..CODEDIG
    },
    Subject {
        name: "codedig, with a definition",
        double: Service::DefinedCodeDig {
            lists: true,
            names: FieldNames::Camel,
        },
        ..CODEDIG
    },
    AXIOMO,
    Subject {
        name: "axiomo, plain refusal",
        double: Service::Axiomo(UnknownKey::Refused),
        ..AXIOMO
    },
    DGIDGI,
    CODACY,
    // Nothing narrows an account token; that it is one has to be said all the same.
    Subject {
        name: "codacy, account token",
        fields: |_| vec![("token", vec!["account".into()])],
        needed: "token",
        limits: &[],
        limit_in_path: Some("/user/tokens"),
        ..CODACY
    },
];

impl Subject {
    /// Starts its double with the little world.
    pub(crate) async fn start(&self) -> Double {
        Double::start(self.double, World::Small).await.unwrap()
    }

    /// Whether its service has no API for keys, so that they are recorded.
    pub(crate) fn is_assisted(&self) -> bool {
        let adapter = keyrack_core::services::adapter(self.service).unwrap();
        adapter.descriptor().assisted
    }

    /// The credential it is reached with.
    pub(crate) fn credential(&self, double: &Double) -> String {
        if self.session {
            double.session().unwrap()
        } else {
            double.credential()
        }
    }

    /// The id of the key that the little world calls so, where the service keeps no names.
    pub(crate) fn seeded(&self, name: &str) -> Option<&'static str> {
        let seeded = self.seeded.iter().find(|(called, _)| *called == name);
        seeded.map(|(_, id)| *id)
    }

    /// What it answers to a creation that its rules forbid.
    pub(crate) fn refusal(&self) -> Value {
        (self.refusal)()
    }

    /// What this trouble means here, where that is something else than elsewhere.
    pub(crate) fn means(&self, trouble: &Trouble) -> Option<Kind> {
        let Trouble::Status { code, .. } = trouble else {
            return None;
        };
        let own = self.statuses.iter().find(|(status, _)| status == code);
        own.map(|(_, kind)| *kind)
    }

    /// The values of its own fields for the narrowest key: one that may do least, in one place where
    /// there are places.
    pub(crate) async fn narrow(&self, double: &Double) -> BTreeMap<String, Vec<String>> {
        let ids = match double.service() {
            Service::CodePushGo(_) => ids(double).await,
            _ => Ids::default(),
        };
        (self.fields)(&ids)
            .into_iter()
            .map(|(id, values)| (id.to_owned(), values))
            .collect()
    }
}

/// Asks the double for the ids of `acme` and of its app, as any client could.
async fn ids(double: &Double) -> Ids {
    let slash = if double.service() == Service::CodePushGo(Dialect::Documented) {
        "/"
    } else {
        ""
    };
    let organizations = get(double, &format!("/organization{slash}")).await;
    let acme = organizations
        .as_array()
        .unwrap()
        .iter()
        .find(|organization| organization["name"] == "acme")
        .unwrap();
    let organization = acme["id"].as_str().unwrap().to_owned();
    let app = if double.service() == Service::CodePushGo(Dialect::CodePushGo) {
        "com.acme.app".to_owned()
    } else {
        let apps = get(double, &format!("/app{slash}?org_id={organization}")).await;
        let app = apps
            .as_array()
            .unwrap()
            .iter()
            .find(|app| app["app_id"] == "com.acme.app")
            .unwrap();
        format!(
            "{}=com.acme.app",
            app["id"].as_str().unwrap_or("com.acme.app")
        )
    };
    Ids { organization, app }
}

async fn get(double: &Double, path: &str) -> Value {
    let header = if double.service() == Service::CodePushGo(Dialect::Documented) {
        "authorization"
    } else {
        "capgkey"
    };
    let reply = reqwest::Client::new()
        .get(format!("{}{path}", double.base_url()))
        .header(header, double.credential())
        .send()
        .await
        .unwrap();
    serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap()
}
