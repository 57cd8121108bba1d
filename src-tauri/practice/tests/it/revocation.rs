//! When revocations take effect, at every double, by every way to revoke.

use keyrack_practice::{Dialect, Double, Method, Order, Revocation, Service, UnknownKey, World};
use serde_json::json;

use crate::support::{get, put, request, secret, small};

/// How one service is asked.
struct Subject {
    service: Service,
    header: &'static str,
    scheme: &'static str,
    /// A key of the small world, by its place, that can read `probe`.
    place: usize,
    /// What tells a valid key from another by its status.
    probe: &'static str,
    /// Where the API revokes that key, where it does; `{id}` stands for its id.
    revoke: Option<&'static str>,
}

const fn codepushgo(
    dialect: Dialect,
    header: &'static str,
    probe: &'static str,
    revoke: &'static str,
) -> Subject {
    Subject {
        service: Service::CodePushGo(dialect),
        header,
        scheme: "",
        place: 1,
        probe,
        revoke: Some(revoke),
    }
}

const fn bearing(service: Service, probe: &'static str, revoke: Option<&'static str>) -> Subject {
    Subject {
        service,
        header: "authorization",
        scheme: "Bearer ",
        place: 2,
        probe,
        revoke,
    }
}

const SUBJECTS: [Subject; 7] = [
    codepushgo(
        Dialect::Documented,
        "authorization",
        "/organization/",
        "/apikey/{id}/",
    ),
    codepushgo(Dialect::Capgo, "capgkey", "/organization", "/apikey/{id}"),
    codepushgo(
        Dialect::CodePushGo,
        "capgkey",
        "/organization",
        "/apikey/{id}",
    ),
    Subject {
        service: Service::Codacy,
        header: "api-token",
        scheme: "",
        place: 3,
        probe: "/user",
        revoke: Some("/user/tokens/4"),
    },
    bearing(
        Service::CodeDig { lists: true },
        "/repos/acme/app/pr-gate/runs",
        Some("/auth/api-keys/{id}"),
    ),
    bearing(
        Service::Axiomo(UnknownKey::Refused),
        "/api/scans/ax-none",
        None,
    ),
    bearing(Service::DgiDgiOne, "/api/v1/projects", None),
];

impl Subject {
    async fn start(&self) -> Double {
        Double::start(self.service, World::Small)
            .await
            .expect("a loopback port is free")
    }

    /// The status of the probe.
    async fn probe(&self, double: &Double, key: &str) -> u16 {
        let value = format!("{}{key}", self.scheme);
        get(double, self.probe, &[(self.header, &value)])
            .await
            .status
    }

    /// Revokes by the API, or on the dashboard.
    async fn revoke(&self, double: &Double, id: &str, api: Option<&str>) {
        let Some(path) = api else {
            assert!(double.revoke_in_dashboard(id));
            return;
        };
        let value = format!("{}{}", self.scheme, double.credential());
        let path = path.replace("{id}", id);
        let sent = request(double, Method::DELETE, &path, &[(self.header, &value)]);
        let status = sent.send().await.expect("an answer").status();
        assert!(status.is_success(), "{:?}: {status}", self.service);
    }
}

#[tokio::test]
async fn a_key_off_the_list_is_accepted_for_as_long_as_was_ordered() {
    for subject in &SUBJECTS {
        let mut ways = vec![None];
        ways.extend(subject.revoke.map(Some));
        for way in ways {
            for takes_effect in [
                Revocation::AtOnce,
                Revocation::AfterMs(60_000),
                Revocation::Never,
            ] {
                let told = format!("{:?} by {way:?} {takes_effect:?}", subject.service);
                let double = subject.start().await;
                double.order(Order::Revocation { takes_effect });
                let id = double.key_ids()[subject.place].clone();
                let key = double.secret(&id).expect("a key of the world");
                let valid = subject.probe(&double, &key).await;
                assert!(double.accepts(&key), "{told}");

                subject.revoke(&double, &id, way).await;
                assert!(!double.key_ids().contains(&id), "{told}: the row is gone");
                assert_eq!(double.secret(&id), None, "{told}");
                for (ahead, accepted) in [
                    (0, takes_effect != Revocation::AtOnce),
                    (50_000, takes_effect != Revocation::AtOnce),
                    (11_000, takes_effect == Revocation::Never),
                    (3_600_000, takes_effect == Revocation::Never),
                ] {
                    double.order(Order::Advance { ms: ahead });
                    assert_eq!(double.accepts(&key), accepted, "{told} after {ahead}");
                    let same = subject.probe(&double, &key).await == valid;
                    assert_eq!(same, accepted, "{told} after {ahead}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_order_holds_for_later_revocations_and_not_for_earlier_ones() {
    for subject in &SUBJECTS {
        let double = subject.start().await;
        let ids = double.key_ids();
        let keys: Vec<_> = ids.iter().filter_map(|id| double.secret(id)).collect();
        double.order(Order::Revocation {
            takes_effect: Revocation::Never,
        });
        assert!(double.revoke_in_dashboard(&ids[1]));
        double.order(Order::Reset);
        assert!(double.revoke_in_dashboard(&ids[2]));
        assert!(double.accepts(&keys[1]), "{:?}", subject.service);
        assert!(!double.accepts(&keys[2]), "{:?}", subject.service);
    }
}

#[tokio::test]
async fn a_replaced_secret_lingers_too() {
    for dialect in [Dialect::Capgo, Dialect::CodePushGo] {
        let double = small(dialect).await;
        double.order(Order::Revocation {
            takes_effect: Revocation::AfterMs(1_000),
        });
        let old = secret(&double, 2);
        let credential = double.credential();
        let auth = [("capgkey", credential.as_str())];
        let reply = put(&double, "/apikey/2", &auth, json!({"regenerate": true})).await;
        let new = reply.body["key"].as_str().expect("a new secret").to_owned();
        assert_ne!(old, new);
        assert!(double.accepts(&old) && double.accepts(&new), "{dialect:?}");
        double.order(Order::Advance { ms: 1_001 });
        assert!(!double.accepts(&old) && double.accepts(&new), "{dialect:?}");

        let renamed = put(&double, "/apikey/2", &auth, json!({"name": "other"})).await;
        assert_eq!(renamed.status, 200);
        assert_eq!(double.key_ids().len(), 5, "{dialect:?}");
    }
}
