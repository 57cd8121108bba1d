//! What only CodePushGo and Capgo have: policies of organizations, and limited keys that the service
//! answers in the name of.

use keyrack_core::Kind;
use keyrack_core::model::{Access, KeyRef};
use keyrack_practice::{Fault, Match, Method, Trouble};
use serde_json::json;

use crate::bench::{Bench, for_each_that};

async fn for_each_here(check: impl AsyncFn(Bench)) {
    for_each_that(
        |can| can.create.is_direct() && can.has_list(),
        async |bench| {
            if bench.subject.service == "codepushgo" {
                check(bench).await;
            }
        },
    )
    .await;
}

fn refusing(code: &str) -> Fault {
    Fault::once(
        Match::new(Method::POST, "/apikey"),
        Trouble::Status {
            code: 400,
            body: json!({"error": code, "message": "of the service"}),
            retry_after: None,
        },
    )
}

#[tokio::test]
async fn what_a_refusal_told_of_an_organization_is_said_beforehand_next_time() {
    for_each_here(async |mut bench| {
        let policies = |bench: &Bench| {
            let form = bench.profile.create_form(bench.account).unwrap();
            form.policies
        };
        assert!(policies(&bench).is_empty(), "{bench}: nothing is known yet");
        let mut request = bench.narrow("fresh").await;
        if bench.subject.name.contains("documented") {
            // Here only a limit to one organization says which it is.
            let organization = bench.frame().organizations[0].id.clone();
            let id = organization.split_once('/').unwrap().1.to_owned();
            request
                .fields
                .insert("limited_to".into(), vec!["organizations".into()]);
            request.fields.insert("organizations".into(), vec![id]);
        }
        bench.double.fault(refusing("expiration_required"));
        let error = bench.profile.create(&request).await.unwrap_err();
        assert_eq!(error.kind, Kind::PolicyExpiryRequired, "{bench}");
        let known = policies(&bench);
        assert_eq!(known.len(), 1, "{bench}");
        assert!(
            known[0].expiry_required && known[0].refused_days.is_none(),
            "{bench}"
        );
        if request.expires_in_days.is_some() {
            for (asked, shortest) in [(90, 90), (60, 60), (80, 60)] {
                request.expires_in_days = Some(asked);
                bench.double.fault(refusing("expiration_exceeds_max"));
                let error = bench.profile.create(&request).await.unwrap_err();
                assert_eq!(error.kind, Kind::PolicyExpiryTooFar, "{bench}");
                assert_eq!(policies(&bench)[0].refused_days, Some(shortest), "{bench}");
            }
        }
        bench.restart();
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert_eq!(policies(&bench).len(), 1, "{bench}: it is remembered");
    })
    .await;
}

#[tokio::test]
async fn an_unrelated_refusal_tells_nothing_of_an_organization() {
    for_each_here(async |bench| {
        bench.double.fault(refusing("name_is_required"));
        let request = bench.narrow("fresh").await;
        bench.profile.create(&request).await.unwrap_err();
        let form = bench.profile.create_form(bench.account).unwrap();
        assert!(form.policies.is_empty(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn what_a_limited_key_sees_is_asked_in_its_name() {
    for_each_that(
        |can| can.sight.is_direct(),
        async |bench| {
            let mut told = 0;
            for row in bench.rows() {
                let at = KeyRef::parse(&row.key).unwrap();
                let before = bench.double.requests().len();
                match bench.profile.sight(&at).await {
                    Ok(sight) => {
                        told += 1;
                        assert!(!sight.organizations.is_empty(), "{bench}: {}", row.name);
                        if row.name == "preview-ci" {
                            assert_eq!(sight.organizations, ["acme"], "{bench}");
                            assert_eq!(sight.projects, ["com.acme.app"], "{bench}");
                        }
                    }
                    Err(error) => {
                        assert_eq!(error.kind, Kind::SightNotTold, "{bench}: {}", row.name);
                    }
                }
                let requests = bench.double.requests();
                assert!(requests.len() > before, "{bench}: it was asked");
            }
            assert!(told > 0, "{bench}: not one limited key");
            bench.profile.refresh(Some(bench.account)).await.unwrap();
        },
    )
    .await;
    for_each_that(
        |can| !can.sight.is_direct() && can.has_list(),
        async |bench| {
            let asked = bench.double.requests().len();
            let error = bench
                .profile
                .sight(&bench.key("preview-ci"))
                .await
                .unwrap_err();
            assert_eq!(error.kind, Kind::Unsupported, "{bench}");
            assert_eq!(bench.double.requests().len(), asked, "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn where_keys_are_created_by_hand_the_way_is_shown() {
    for_each_that(
        |can| can.create == Access::Assisted,
        async |bench| {
            let form = bench.profile.create_form(bench.account).unwrap();
            let guide = form.guide.unwrap_or_else(|| panic!("{bench}: no guide"));
            assert!(
                !guide.steps.is_empty() && !guide.source.is_empty(),
                "{bench}"
            );
            let error = bench.profile.create(&bench.narrow("fresh").await).await;
            assert_eq!(error.unwrap_err().kind, Kind::Unsupported, "{bench}");
            assert_eq!(bench.sent("POST"), 0, "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn apps_are_read_page_by_page_as_long_as_pages_are_full() {
    for_each_here(async |bench| {
        let asked = |page: u32| {
            let wanted = format!("page={page}&limit=50");
            let requests = bench.double.requests();
            requests
                .iter()
                .filter(|request| request.path.ends_with("/app"))
                .filter(|request| {
                    let query = request.query.as_deref();
                    query.is_some_and(|query| query.ends_with(&wanted))
                })
                .count()
        };
        let before = asked(0);
        if before == 0 {
            return; // The documented dialect has no list of apps.
        }
        assert_eq!(asked(1), 0, "{bench}: a page that is not full is the last");
        let full: Vec<_> = (0..50)
            .map(|n| json!({"app_id": format!("com.acme.app{n}"), "name": format!("app {n}")}))
            .collect();
        bench.double.fault(Fault::once(
            Match::new(Method::GET, "/app"),
            Trouble::Status {
                code: 200,
                body: json!(full),
                retry_after: None,
            },
        ));
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert!(asked(0) > before, "{bench}: apps are read again");
        assert_eq!(asked(1), 1, "{bench}: the page after the full one");
        let form = bench.profile.create_form(bench.account).unwrap();
        let offered = format!("{form:?}");
        assert!(offered.contains("app 49"), "{bench}: its apps are offered");
        assert!(
            offered.contains("com.northwind.shop"),
            "{bench}: and the others"
        );
    })
    .await;
}
