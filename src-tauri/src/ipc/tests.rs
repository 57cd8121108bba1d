//! The table and the window's capability say the same.

use serde_json::{Value, json};

use super::NAMES;

#[test]
fn the_window_is_granted_the_table_and_listening_and_nothing_else() {
    let text = include_str!("../../capabilities/main.json");
    let capability: Value = serde_json::from_str(text).expect("JSON");
    let granted: Vec<&str> = capability["permissions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut expected: Vec<String> = vec![
        "core:event:allow-listen".into(),
        "core:event:allow-unlisten".into(),
    ];
    expected.extend(
        NAMES
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-"))),
    );
    assert_eq!(granted, expected);
    assert_eq!(capability["windows"], json!(["main"]));
}
