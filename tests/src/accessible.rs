//! The window as the accessibility bus presents it to a screen reader: AT-SPI.

use crate::{Desktop, wait};
use std::collections::VecDeque;
use zbus::{
    Connection, Proxy,
    connection::Builder,
    zvariant::{OwnedObjectPath, OwnedValue},
};

/// More objects than a window ever has.
const MOST: usize = 20_000;

const ROOT: &str = "/org/a11y/atspi/accessible/root";
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";

/// An object on the bus: who has it, and where.
type Reference = (String, OwnedObjectPath);

/// One object of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its role, as AT-SPI calls it: `push button`, `table row`, `dialog`.
    pub role: String,
    /// Its name.
    pub name: String,
}

/// The accessibility bus of a desktop.
#[derive(Debug)]
pub struct Accessibility(Connection);

impl Accessibility {
    /// Reaches the bus, which starts when it is first asked for, and says that somebody reads. To be called before
    /// the app is launched.
    ///
    /// # Panics
    /// When there is no such bus: the package `at-spi2-core` has it.
    pub async fn start(desktop: &Desktop) -> Self {
        let session = desktop.bus().await;
        let bus = Proxy::new(&session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus").await;
        let bus = bus.expect("a proxy");
        let address: String = bus.call("GetAddress", &()).await.expect("at-spi2-core");
        let status = Proxy::new(&session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status");
        let status = status.await.expect("a proxy");
        for property in ["IsEnabled", "ScreenReaderEnabled"] {
            status.set_property(property, true).await.expect("a switch");
        }
        let connection = Builder::address(address.as_str()).expect("an address");
        Self(connection.build().await.expect("the accessibility bus"))
    }

    /// Everything that the app presents now, parents before their children.
    pub async fn tree(&self) -> Vec<Node> {
        let root = ("org.a11y.atspi.Registry".to_owned(), path(ROOT));
        let mut waiting: VecDeque<Reference> = self.children(&root).await.into();
        let mut found = Vec::new();
        while let Some(object) = waiting.pop_front() {
            assert!(found.len() < MOST, "the tree has no end");
            // One that vanishes while it is being looked at is not there.
            if let Some(node) = self.node(&object).await {
                found.push(node);
                waiting.extend(self.children(&object).await);
            }
        }
        found
    }

    /// Waits until the app presents an object of this role whose name begins so.
    ///
    /// # Panics
    /// When it does not.
    pub async fn await_node(&self, role: &str, name: &str) {
        wait::until_true(
            &format!("{role} {name:?} on the accessibility bus"),
            async || {
                self.tree()
                    .await
                    .iter()
                    .any(|node| node.role == role && node.name.starts_with(name))
            },
        )
        .await;
    }

    async fn proxy<'a>(&'a self, object: &'a Reference) -> Option<Proxy<'a>> {
        Proxy::new(&self.0, object.0.as_str(), &object.1, ACCESSIBLE)
            .await
            .ok()
    }

    async fn children(&self, object: &Reference) -> Vec<Reference> {
        let Some(proxy) = self.proxy(object).await else {
            return Vec::new();
        };
        let children: Result<Vec<Reference>, _> = proxy.call("GetChildren", &()).await;
        let mut children = children.unwrap_or_default();
        if children.is_empty() {
            // Where a page is embedded, only its place tells that it is there.
            let page: Result<Reference, _> = proxy.call("GetChildAtIndex", &(0_i32)).await;
            children.extend(page.ok());
        }
        children.retain(|(_, path)| path.as_str() != "/org/a11y/atspi/null");
        children
    }

    async fn node(&self, object: &Reference) -> Option<Node> {
        let proxy = self.proxy(object).await?;
        let role: u32 = proxy.call("GetRole", &()).await.ok()?;
        let name: OwnedValue = proxy.get_property("Name").await.ok()?;
        Some(Node {
            role: role_name(role),
            name: String::try_from(name).ok()?,
        })
    }
}

/// Roles of controls by their numbers in AT-SPI; WebKit tells no more than those.
const ROLES: &[(u32, &str)] = &[
    (7, "check box"),
    (10, "column header"),
    (11, "combo box"),
    (16, "dialog"),
    (32, "list item"),
    (35, "menu item"),
    (43, "push button"),
    (44, "radio button"),
    (55, "table"),
    (56, "table cell"),
    (62, "toggle button"),
    (66, "tree table"),
    (79, "entry"),
    (83, "heading"),
    (90, "table row"),
];

fn role_name(role: u32) -> String {
    let known = ROLES.iter().find(|(number, _)| *number == role);
    known.map_or_else(|| format!("role {role}"), |(_, name)| (*name).to_owned())
}

fn path(path: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(path).expect("a path")
}
