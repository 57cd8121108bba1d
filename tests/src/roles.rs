//! Roles and names, as WebKit computes them for a screen reader.

use serde_json::Value;
use std::sync::Arc;
use thirtyfour::{
    WebDriver, WebElement,
    common::command::{Command, ExtensionCommand},
};

/// The name of a native list of choices. WebKit's own adds the present choice to the words of a label around it.
const SELECT_NAME: &str = r"
    const select = arguments[0];
    const words = (label) => [...label.childNodes].filter((node) => !node.contains(select)).map((node) => node.textContent);
    return select.ariaLabel ?? [...select.labels].flatMap(words).join(' ').trim();";

/// Elements that can have `role`, by markup; which of them do is asked for one by one.
pub(crate) fn selector(role: &str) -> String {
    let native = match role {
        "button" => "button, summary, input[type=button], input[type=submit], ",
        "checkbox" => "input[type=checkbox], ",
        "combobox" => "select, input[list], ",
        "dialog" => "dialog, [role=alertdialog], ",
        "grid" => "table, [role=treegrid], ",
        "gridcell" => "td, ",
        "columnheader" => "th, ",
        "heading" => "h1, h2, h3, h4, ",
        "option" => "option, ",
        "radio" => "input[type=radio], ",
        "region" => "section, ",
        "row" => "tr, ",
        "searchbox" => "input[type=search], ",
        "status" => "output, ",
        "textbox" => "input, textarea, ",
        _ => "",
    };
    format!("{native}[role={role}]")
}

/// Whether what WebKit computed stands for the role that was asked for.
fn stands_for(computed: &str, role: &str, tag: &str) -> bool {
    match role {
        "combobox" if tag == "select" => true,
        "dialog" => matches!(computed, "dialog" | "alertdialog"),
        "grid" => matches!(computed, "grid" | "treegrid" | "table"),
        _ => computed == role,
    }
}

/// Roles whose name is what they contain, where nothing else names them.
const NAMED_BY_CONTENT: [&str; 6] = [
    "alert",
    "columnheader",
    "gridcell",
    "option",
    "row",
    "status",
];

/// The accessible name of `element`, with single blanks; `None` when it has another role, or is gone.
pub(crate) async fn name(session: &WebDriver, role: &str, element: &WebElement) -> Option<String> {
    let tag = element.tag_name().await.ok()?;
    if !stands_for(
        &computed(session, "computedrole", element).await?,
        role,
        &tag,
    ) {
        return None;
    }
    let label = computed(session, "computedlabel", element).await?;
    let name = if tag == "select" {
        let select = vec![element.to_json().ok()?];
        session
            .execute(SELECT_NAME, select)
            .await
            .ok()?
            .convert()
            .ok()?
    } else if label.is_empty() && NAMED_BY_CONTENT.contains(&role) {
        element.text().await.ok()?
    } else {
        label
    };
    Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

async fn computed(session: &WebDriver, what: &'static str, element: &WebElement) -> Option<String> {
    let asked = Computed {
        what,
        element: element.element_id().to_string(),
    };
    let answer = session
        .cmd(Command::ExtensionCommand(Box::new(asked)))
        .await;
    answer.ok()?.value().ok()
}

/// WebDriver's questions for what WebKit computed about an element.
#[derive(Debug)]
struct Computed {
    what: &'static str,
    element: String,
}

impl ExtensionCommand for Computed {
    fn parameters_json(&self) -> Option<Value> {
        None
    }

    fn method(&self) -> http::Method {
        http::Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        format!("/element/{}/{}", self.element, self.what).into()
    }
}
