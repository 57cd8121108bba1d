//! Who the contract is checked with.

use std::collections::BTreeMap;

use keyrack_core::Kind;
use keyrack_practice::{Dialect, Double, Service, World};
use serde_json::Value;

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
    /// Where its keys are listed.
    pub(crate) keys_path: &'static str,
    /// The values of its own fields for the narrowest key.
    fields: fn(&Ids) -> Fields,
    /// The one of them that is a list and is never sent empty.
    pub(crate) narrowing: &'static str,
    /// What the narrowest key is limited to, where its service tells.
    pub(crate) limit: Option<&'static str>,
    /// How a creation is refused for its expiry, and what kind that is.
    pub(crate) refusal: (&'static str, Kind),
    /// How its requests are authenticated: the header, and the scheme or `raw`.
    pub(crate) form: &'static str,
    /// A credential of the right shape that is refused, and how many forms of it are tried.
    pub(crate) wrong: (&'static str, usize),
}

/// Ids that the service gave organization `acme` and its app.
#[derive(Default)]
pub(crate) struct Ids {
    organization: String,
    app: String,
}

pub(crate) const SUBJECTS: &[Subject] = &[
    Subject {
        name: "codepushgo, documented",
        service: "codepushgo",
        double: Service::CodePushGo(Dialect::Documented),
        session: false,
        keys_path: "/apikey/",
        fields: |ids| {
            vec![
                ("mode", vec!["read".into()]),
                ("limited_to", vec!["apps".into()]),
                ("apps", vec![format!("{}/{}", ids.organization, ids.app)]),
            ]
        },
        narrowing: "apps",
        limit: Some("com.acme.app"),
        refusal: EXPIRY_REQUIRED,
        form: "authorization:raw",
        wrong: ("ak_00000000000000000000000000000000", 2),
    },
    Subject {
        name: "capgo, api key",
        service: "codepushgo",
        double: Service::CodePushGo(Dialect::Capgo),
        session: false,
        keys_path: "/apikey",
        fields: role_on_app,
        narrowing: "apps",
        limit: Some("com.acme.app"),
        refusal: EXPIRY_REQUIRED,
        form: "authorization:raw",
        wrong: ("00000000-0000-4000-8000-000000000000", 2),
    },
    Subject {
        name: "capgo, session",
        service: "codepushgo",
        double: Service::CodePushGo(Dialect::Capgo),
        session: true,
        keys_path: "/apikey",
        fields: role_on_app,
        narrowing: "apps",
        limit: Some("com.acme.app"),
        refusal: EXPIRY_REQUIRED,
        form: "authorization:Bearer",
        wrong: ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", 2),
    },
    Subject {
        name: "codepushgo",
        service: "codepushgo",
        double: Service::CodePushGo(Dialect::CodePushGo),
        session: false,
        keys_path: "/apikey",
        fields: role_on_app,
        narrowing: "apps",
        limit: Some("com.acme.app"),
        refusal: EXPIRY_REQUIRED,
        form: "authorization:Bearer",
        wrong: ("cpg_000000000000000000000000000000000000000000000000", 2),
    },
    Subject {
        name: "codedig",
        double: Service::CodeDig { lists: true },
        session: false,
        ..CODEDIG
    },
    Subject {
        name: "codedig, session",
        double: Service::CodeDig { lists: true },
        session: true,
        ..CODEDIG
    },
    Subject {
        name: "codedig, without a list",
        double: Service::CodeDig { lists: false },
        session: false,
        ..CODEDIG
    },
];

const EXPIRY_REQUIRED: (&str, Kind) = (
    r#"{"error":"expiration_required","message":"no"}"#,
    Kind::PolicyExpiryRequired,
);

const CODEDIG: Subject = Subject {
    name: "codedig",
    service: "codedig",
    double: Service::CodeDig { lists: true },
    session: false,
    keys_path: "/auth/api-keys",
    fields: |_| vec![("permissions", vec!["read".into()])],
    narrowing: "permissions",
    limit: None,
    refusal: (
        r#"{"error":"Bad Request","message":"expires_at must be in the future"}"#,
        Kind::Invalid,
    ),
    form: "authorization:Bearer",
    wrong: ("aca_k1_0000000000000000000000000000000000000000", 1),
};

fn role_on_app(ids: &Ids) -> Fields {
    vec![
        ("role", vec!["app_reader".into()]),
        ("apps", vec![format!("{}/{}", ids.organization, ids.app)]),
    ]
}

impl Subject {
    /// Starts its double with the little world.
    pub(crate) async fn start(&self) -> Double {
        Double::start(self.double, World::Small).await.unwrap()
    }

    /// The credential it is reached with.
    pub(crate) fn credential(&self, double: &Double) -> String {
        if self.session {
            double.session().unwrap()
        } else {
            double.credential()
        }
    }

    /// The values of its own fields for the narrowest key: one that may read, and only one app
    /// where there are apps.
    pub(crate) async fn narrow(&self, double: &Double) -> BTreeMap<String, Vec<String>> {
        let ids = match double.service() {
            Service::CodePushGo(_) => ids(double).await,
            Service::CodeDig { .. } => Ids::default(),
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
