//! The window as the accessibility bus presents it to a screen reader: AT-SPI.

use crate::{Desktop, wait};
use std::collections::VecDeque;
use zbus::{
    Connection, Proxy,
    connection::Builder,
    export::serde::Serialize,
    zvariant::{DynamicDeserialize, DynamicType, OwnedObjectPath, OwnedValue},
};

/// More objects than a window ever has.
const MOST: usize = 20_000;

const ROOT: &str = "/org/a11y/atspi/accessible/root";
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const COMPONENT: &str = "org.a11y.atspi.Component";
const TEXT: &str = "org.a11y.atspi.Text";

/// Places are told in pixels from the corner of the window.
const OF_THE_WINDOW: u32 = 1;

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

    /// The middle of the first object of this role whose name begins so, in pixels from the corner of its window.
    pub async fn place(&self, role: &str, name: &str) -> Option<(i32, i32)> {
        self.middle(&self.find(role, name).await?).await
    }

    /// The text in the first object of this role whose name begins so.
    pub async fn text(&self, role: &str, name: &str) -> Option<String> {
        let object = self.find(role, name).await?;
        self.ask(&object, TEXT, "GetText", &(0_i32, -1_i32)).await
    }

    /// The first one that has any extent.
    async fn find(&self, role: &str, name: &str) -> Option<Reference> {
        let root = ("org.a11y.atspi.Registry".to_owned(), path(ROOT));
        let mut waiting: VecDeque<Reference> = self.children(&root).await.into();
        while let Some(object) = waiting.pop_front() {
            if self.role(&object).await.is_some_and(|found| found == role)
                && let Some(found) = self.name(&object).await
                && found.starts_with(name)
                && self.middle(&object).await.is_some()
            {
                return Some(object);
            }
            waiting.extend(self.children(&object).await);
        }
        None
    }

    /// The middle of an object, if it has any extent.
    async fn middle(&self, object: &Reference) -> Option<(i32, i32)> {
        let extents = self.ask(object, COMPONENT, "GetExtents", &(OF_THE_WINDOW,));
        let (x, y, width, height): (i32, i32, i32, i32) = extents.await?;
        (width > 0 && height > 0).then_some((x + width / 2, y + height / 2))
    }

    async fn children(&self, object: &Reference) -> Vec<Reference> {
        let children = self.ask(object, ACCESSIBLE, "GetChildren", &()).await;
        let mut children: Vec<Reference> = children.unwrap_or_default();
        if children.is_empty() {
            // Where a page is embedded, only its place tells that it is there.
            let page = self.ask(object, ACCESSIBLE, "GetChildAtIndex", &(0_i32,));
            children.extend(page.await);
        }
        children.retain(|(_, path)| path.as_str() != "/org/a11y/atspi/null");
        children
    }

    async fn node(&self, object: &Reference) -> Option<Node> {
        Some(Node {
            role: self.role(object).await?,
            name: self.name(object).await?,
        })
    }

    async fn role(&self, object: &Reference) -> Option<String> {
        let role = self.ask(object, ACCESSIBLE, "GetRole", &()).await;
        role.map(role_name)
    }

    async fn name(&self, object: &Reference) -> Option<String> {
        let properties = "org.freedesktop.DBus.Properties";
        let name = self.ask(object, properties, "Get", &(ACCESSIBLE, "Name"));
        let name: OwnedValue = name.await?;
        String::try_from(name).ok()
    }

    /// Calls a method: a proxy would first ask for everything else. `None` when the object is gone.
    async fn ask<T>(
        &self,
        (bus, path): &Reference,
        interface: &str,
        method: &str,
        arguments: &(impl Serialize + DynamicType),
    ) -> Option<T>
    where
        T: for<'d> DynamicDeserialize<'d>,
    {
        let call = self
            .0
            .call_method(Some(bus.as_str()), path, Some(interface), method, arguments);
        call.await.ok()?.body().deserialize().ok()
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
