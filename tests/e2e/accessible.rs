//! Every state of the window: as a screen reader gets it, and without what WebKit would keep for good.

use keyrack_tests::{
    App, Desktop,
    accessible::{Accessibility, Node},
    states,
};
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeMap, fs, path::Path};

/// Roles of controls, as AT-SPI calls them: each needs a name, or nobody knows what it does.
const CONTROLS: &[&str] = &[
    "push button",
    "toggle button",
    "check box",
    "radio button",
    "combo box",
    "entry",
    "menu item",
    "table",
    "tree table",
    "dialog",
];

/// What has to be there in a state, by its role and by how its name begins.
const EXPECTED: &[(&str, &str, &str)] = &[
    (
        "first-start",
        "push button",
        "Explore with practice services",
    ),
    ("connect", "dialog", "Connect account"),
    ("unsaved", "push button", "Connect account"),
    ("unwritten", "push button", "Try again"),
    ("rack", "table", "Keys"),
    ("rack", "column header", "Expires"),
    ("rack", "table row", "deploy-bot, "),
    ("grouped", "table row", "acme, "),
    ("identify", "dialog", "Identify a leaked string"),
    ("panic-plan", "entry", "Type "),
    ("grouped", "tree table", "Keys"),
    ("created", "push button", "Copy once"),
    ("revoke", "push button", "Hold to revoke"),
    ("locked", "push button", "Unlock"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_state_can_be_worked_without_sight() {
    let desktop = Desktop::accessible().await;
    let bus = Accessibility::start(&desktop).await;
    let app = App::launch(&desktop).await;
    let look = Look::new(&app, &bus);
    states::walk(&app, async |state| look.at(state).await).await;
    look.end();
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_is_saved_it_can_be_worked_without_sight() {
    let desktop = Desktop::accessible().await;
    let bus = Accessibility::start(&desktop).await;
    states::obstruct(&desktop);
    let app = App::launch(&desktop).await;
    let look = Look::new(&app, &bus);
    states::walk_obstructed(&app, async |state| look.at(state).await).await;
    look.end();
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_disk_is_full_it_can_be_worked_without_sight() {
    let desktop = Desktop::accessible().await;
    let bus = Accessibility::start(&desktop).await;
    let Some(disk) = states::small_disk(&desktop) else {
        return;
    };
    let app = App::launch(&desktop).await;
    let look = Look::new(&app, &bus);
    states::walk_full(&app, &disk, async |state| look.at(state).await).await;
    look.end();
    app.quit().await;
}

/// What is found wrong with the states that are looked at.
struct Look<'a> {
    app: &'a App<'a>,
    bus: &'a Accessibility,
    axe: String,
    faults: RefCell<BTreeMap<&'static str, Vec<String>>>,
}

impl<'a> Look<'a> {
    fn new(app: &'a App<'a>, bus: &'a Accessibility) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let axe = root.join("../ui/node_modules/axe-core/axe.min.js");
        Self {
            app,
            bus,
            axe: fs::read_to_string(axe).expect("the npm packages"),
            faults: RefCell::default(),
        }
    }

    async fn at(&self, state: &'static str) {
        let mut found = violations(self.app, &self.axe).await;
        for (_, role, name) in EXPECTED.iter().filter(|(of, ..)| *of == state) {
            self.bus.await_node(role, name).await;
        }
        found.extend(nameless(&self.bus.tree().await));
        found.extend(handed_down(self.app).await);
        if !found.is_empty() {
            self.faults.borrow_mut().insert(state, found);
        }
    }

    fn end(self) {
        let faults = self.faults.into_inner();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

/// What axe finds wrong with the page as it is.
async fn violations(app: &App<'_>, axe: &str) -> Vec<String> {
    app.run_in_page(&format!("if (!window.axe) {{ {axe} }} done(true);"))
        .await;
    let found = app
        .run_in_page(
            "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(
                violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) =>
                    `${id}: ${html.slice(0, 200)} ${[...any, ...all, ...none].map(({ message }) => message).join('; ')}`))));",
        )
        .await;
    texts(&found)
}

/// Elements but the root that hand a property down: to what is in what is in them, because what floats takes its
/// measures from the place that holds it.
async fn handed_down(app: &App<'_>) -> Vec<String> {
    let found = app
        .run_in_page(
            "const inner = (element) => [...element.children].flatMap(({ children }) => [...children]);
            const rules = ({ cssRules }) => [...cssRules ?? []].flatMap((rule) => [rule, ...rules(rule)]);
            const named = [...document.styleSheets].flatMap(rules)
                .flatMap(({ selectorText, style }) => selectorText?.startsWith(':root') ? [] : [...style ?? []]);
            const value = (element, name) => getComputedStyle(element).getPropertyValue(name);
            const own = (element) => [...new Set([...element.style, ...named])].filter((name) =>
                name.startsWith('--') && value(element, name) !== value(element.parentElement, name));
            done([...document.body.querySelectorAll('*')].flatMap((element) => own(element)
                .filter((name) => inner(element).some((within) => value(within, name) !== '' && value(within, name) === value(element, name)))
                .map((name) => `${name} is handed down by ${element.outerHTML.slice(0, 200)}`)));",
        )
        .await;
    texts(&found)
}

fn texts(found: &Value) -> Vec<String> {
    let found = found.as_array().expect("a list").iter();
    found
        .map(|fault| fault.as_str().expect("a text").to_owned())
        .collect()
}

/// Controls that the accessibility bus tells no name of.
fn nameless(tree: &[Node]) -> Vec<String> {
    assert!(tree.len() > 10, "the window is on the bus: {tree:?}");
    let nameless = tree
        .iter()
        .filter(|node| CONTROLS.contains(&&*node.role) && node.name.trim().is_empty());
    nameless
        .map(|node| format!("a {} without a name", node.role))
        .collect()
}
