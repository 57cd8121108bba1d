//! Organizations: linked ones act as one, and each is found again as it was left.

use keyrack_core::Kind;
use keyrack_core::view::{OrganizationView, RememberedView, RowsQuery, SortBy, View};

use crate::bench::{Bench, for_each_that_lists};
use crate::refreshing::connect_another;

fn called<'a>(organizations: &'a [OrganizationView], name: &str) -> Vec<&'a OrganizationView> {
    organizations
        .iter()
        .filter(|one| one.name == name)
        .collect()
}

fn rows(bench: &Bench, organization: &str) -> u32 {
    let query = RowsQuery {
        organization: Some(organization.to_owned()),
        ..RowsQuery::default()
    };
    bench.profile.rows(&query).unwrap().total
}

#[tokio::test]
async fn equal_names_stay_apart_until_they_are_linked() {
    for_each_that_lists(async |mut bench| {
        let (_another, id) = connect_another(&bench).await;
        let before = bench.frame().organizations;
        let acme = called(&before, "acme");
        let [a, b] = acme.as_slice() else {
            return assert!(before.is_empty(), "{bench}: {before:?}");
        };
        assert!(
            a.ambiguous && b.ambiguous && a.account_id != b.account_id,
            "{bench}"
        );
        let other = called(&before, "northwind")[0];
        let refused = bench
            .profile
            .link_organizations(&a.id, &other.id)
            .unwrap_err();
        assert_eq!(refused.kind, Kind::Invalid, "{bench}: their names differ");
        bench.profile.link_organizations(&a.id, &b.id).unwrap();
        bench.restart();

        let linked = bench.frame().organizations;
        let acme = called(&linked, "acme");
        assert_eq!(acme.len(), 1, "{bench}: {linked:?}");
        assert_eq!(acme[0].linked.len(), 2, "{bench}");
        assert!(!acme[0].ambiguous, "{bench}");
        assert_eq!(acme[0].keys, a.keys + b.keys, "{bench}");
        for id in [&a.id, &b.id, &acme[0].id] {
            assert_eq!(rows(&bench, id), a.keys + b.keys, "{bench}: as a filter");
            let overview = bench.profile.overview(Some(id)).unwrap();
            assert_eq!(overview.views.all, a.keys + b.keys, "{bench}");
        }

        bench.profile.unlink_organization(&b.id).unwrap();
        let apart = bench.frame().organizations;
        assert_eq!(called(&apart, "acme").len(), 2, "{bench}");
        assert_eq!(rows(&bench, &a.id), a.keys, "{bench}");

        bench.profile.link_organizations(&a.id, &b.id).unwrap();
        bench.profile.disconnect(id).await.unwrap();
        let left = bench.frame().organizations;
        let acme = called(&left, "acme");
        assert_eq!(acme.len(), 1, "{bench}");
        assert!(
            acme[0].linked.is_empty(),
            "{bench}: nothing is left to be linked with"
        );
    })
    .await;
}

#[tokio::test]
async fn how_an_organization_was_looked_at_is_found_again() {
    for_each_that_lists(async |mut bench| {
        let view = RememberedView {
            view: View::Expiring,
            sort: SortBy::LastUsed,
            descending: true,
            offset: 120,
            ..RememberedView::default()
        };
        bench.profile.remember(None, &view).unwrap();
        let first = bench.frame().organizations.into_iter().next();
        if let Some(first) = &first {
            bench
                .profile
                .remember(Some(&first.id), &RememberedView::default())
                .unwrap();
        }
        let unknown = bench.profile.remember(Some("nonsense"), &view).unwrap_err();
        assert_eq!(unknown.kind, Kind::NoSuchOrganization, "{bench}");
        bench.restart();
        let frame = bench.frame();
        assert_eq!(frame.remembered, Some(view), "{bench}");
        if first.is_some() {
            let remembered = &frame.organizations[0].remembered;
            assert_eq!(*remembered, Some(RememberedView::default()), "{bench}");
        }
        bench.profile.keep_lists(false).unwrap();
        assert_eq!(bench.frame().remembered, None, "{bench}: nothing is kept");
    })
    .await;
}
