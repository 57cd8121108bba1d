use super::*;

fn new(fields: &[(&str, &[&str])]) -> NewKey {
    NewKey {
        name: "ci".into(),
        expires: None,
        days: None,
        fields: fields
            .iter()
            .map(|(id, values)| {
                (
                    (*id).to_owned(),
                    values.iter().map(|&v| v.to_owned()).collect(),
                )
            })
            .collect(),
    }
}

#[test]
fn what_can_be_chosen_is_offered_and_typing_where_it_cannot() {
    let offered = |dialect, directory: &Directory| {
        let fields = fields(dialect, directory);
        let of = |id: &str| fields.iter().find(|field| field.id == id).cloned();
        let words = of("mode").or_else(|| of("role")).expect("a grade").options;
        (words.len(), of(APPS).expect("apps").free)
    };
    let none = Directory::default();
    let some = Directory {
        projects: vec![crate::model::Project {
            id: "u-1=com.acme.a".into(),
            name: Name::new("a"),
            organization: "o-1".into(),
        }],
        ..Directory::default()
    };
    let roles = APP_ROLES.len() + ORGANIZATION_ROLES.len();
    for (dialect, words, typed) in [
        (Dialect::Documented, MODES.len(), false),
        (Dialect::Capgo, roles, false),
        (Dialect::CodePushGo, roles, true),
    ] {
        assert_eq!(offered(dialect, &none), (words, true), "{dialect:?}");
        assert_eq!(offered(dialect, &some), (words, typed), "{dialect:?}");
    }
}

#[test]
fn an_empty_limit_is_refused_instead_of_sent() {
    let cases: [&[(&str, &[&str])]; 3] = [
        &[("mode", &["read"]), ("limited_to", &["apps"])],
        &[
            ("mode", &["read"]),
            ("limited_to", &["organizations"]),
            ("organizations", &[]),
        ],
        &[("mode", &["read"])],
    ];
    for fields in cases {
        assert!(
            body(Dialect::Documented, &new(fields)).is_err(),
            "{fields:?}"
        );
    }
    for dialect in [Dialect::Capgo, Dialect::CodePushGo] {
        assert!(body(dialect, &new(&[("role", &["app_reader"]), ("apps", &[])])).is_err());
        assert!(body(dialect, &new(&[("role", &["org_admin"])])).is_err());
        assert!(body(dialect, &new(&[])).is_err());
    }
}

#[test]
fn each_dialect_gets_its_own_app_id() {
    let chosen = new(&[
        ("role", &["app_reader"]),
        ("apps", &["o1/uuid-1=com.acme.app"]),
    ]);
    let app = |dialect| body(dialect, &chosen).expect("good")["bindings"][0]["app_id"].clone();
    assert_eq!(app(Dialect::Capgo), "uuid-1");
    assert_eq!(app(Dialect::CodePushGo), "com.acme.app");
    let limited = new(&[
        ("mode", &["read"]),
        ("limited_to", &["apps"]),
        ("apps", &["o1/uuid-1=com.acme.app"]),
    ]);
    let body = body(Dialect::Documented, &limited).expect("good");
    assert_eq!(body["limited_to_apps"], json!(["com.acme.app"]));
    assert!(body.get("limited_to_orgs").is_none());
}

#[test]
fn a_successor_is_limited_as_its_predecessor_or_there_is_none() {
    let key = |mode: &str, reach, limits: &[(LimitKind, &str)]| {
        let mut key = Key::new("1", Name::new("ci"));
        std::sync::Arc::make_mut(&mut key.rights).short = mode.to_owned();
        key.reach = reach;
        key.limits = limits
            .iter()
            .map(|(kind, name)| Limit {
                kind: *kind,
                name: Name::new(name),
            })
            .collect();
        key
    };
    let acme = || Reach::Some(vec!["o1".into()]);
    let asked = |key: &Key| {
        let mut new = new(&[]);
        new.fields = successor(key)?;
        body(Dialect::Documented, &new).ok()
    };
    let app = key("read", acme(), &[(LimitKind::App, "com.acme.app")]);
    let body = asked(&app).expect("known");
    assert_eq!(body["limited_to_apps"], json!(["com.acme.app"]));
    assert!(body.get("limited_to_orgs").is_none());
    let whole = key("upload", acme(), &[(LimitKind::Organization, "acme")]);
    let body = asked(&whole).expect("known");
    assert_eq!(
        (&body["mode"], &body["limited_to_orgs"]),
        (&json!("upload"), &json!(["o1"]))
    );
    let unlimited = asked(&key("all", Reach::All, &[])).expect("known");
    assert!(unlimited.get("limited_to_apps").is_none());
    for unknown in [
        key("root", Reach::All, &[]),
        key("read", Reach::Unknown, &[]),
        key("read", acme(), &[]),
        key(
            "read",
            acme(),
            &[(LimitKind::App, "a"), (LimitKind::Organization, "acme")],
        ),
    ] {
        assert_eq!(successor(&unknown), None, "{unknown:?}");
    }
}

#[test]
fn unknown_words_and_hostile_ids_are_refused() {
    assert!(
        body(
            Dialect::Documented,
            &new(&[("mode", &["root"]), ("limited_to", &["everything"])])
        )
        .is_err()
    );
    let hostile = new(&[("role", &["app_reader"]), ("apps", &["o1/../../x"])]);
    assert!(body(Dialect::CodePushGo, &hostile).is_err());
}
