//! Comparing the shape of an answer with a documented one.
//!
//! Two values have one shape if they have the same JSON type, their objects the same fields with values of
//! one shape, and every element of an array the shape of one of the documented elements. A documented field
//! whose name ends with `?` may be absent, and one named `*` allows any others.

use serde_json::{Map, Value};

/// What of `answer` is not as documented, each with its place; nothing if all is.
pub(crate) fn differences(documented: &Value, answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", documented, answer, &mut found);
    found
}

fn compare(place: &str, documented: &Value, answer: &Value, found: &mut Vec<String>) {
    match (documented, answer) {
        (Value::Object(documented), Value::Object(answer)) => {
            fields(place, documented, answer, found);
        }
        (Value::Array(documented), Value::Array(answer)) => {
            if answer.is_empty() && !documented.is_empty() {
                found.push(format!("{place} is empty"));
            }
            for (index, element) in answer.iter().enumerate() {
                let place = format!("{place}/{index}");
                let fits = |one: &Value| differences(one, element).is_empty();
                if !documented.iter().any(fits) {
                    found.push(format!("{place} is like none of the documented"));
                }
            }
        }
        _ if kind(documented) == kind(answer) => {}
        _ => found.push(format!(
            "{place} is {}, not {}",
            kind(answer),
            kind(documented)
        )),
    }
}

fn fields(
    place: &str,
    documented: &Map<String, Value>,
    answer: &Map<String, Value>,
    found: &mut Vec<String>,
) {
    for (name, value) in documented {
        let bare = name.trim_end_matches('?');
        match answer.get(bare) {
            Some(other) => compare(&format!("{place}/{bare}"), value, other, found),
            None if name.ends_with('?') || name == "*" => {}
            None => found.push(format!("{place}/{bare} is absent")),
        }
    }
    if documented.contains_key("*") {
        return;
    }
    for name in answer.keys() {
        if !documented.contains_key(name) && !documented.contains_key(&format!("{name}?")) {
            found.push(format!("{place}/{name} is not documented"));
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_shape_has_no_differences() {
        let documented = json!({
            "id": 1, "at?": "now", "rows": [{"a": 1}, {"a": 1, "b": true}], "more": {"*": {}},
        });
        let answer = json!({"id": 7, "rows": [{"a": 2}], "more": {"x": 1}});
        assert_eq!(differences(&documented, &answer), [""; 0]);
        let answer = json!({
            "id": 7, "at": "then", "rows": [{"a": 2, "b": false}, {"a": 3}], "more": {},
        });
        assert_eq!(differences(&documented, &answer), [""; 0]);
    }

    #[test]
    fn every_difference_is_told() {
        let documented = json!({"id": 1, "at?": "now", "rows": [{"a": 1}], "in": {"x": null}});
        for (answer, difference) in [
            (
                json!({"at": "", "rows": [{"a": 1}], "in": {"x": null}}),
                "/id is absent",
            ),
            (
                json!({"id": "1", "rows": [{"a": 1}], "in": {"x": null}}),
                "/id is a string, not a number",
            ),
            (
                json!({"id": 1, "at": 5, "rows": [{"a": 1}], "in": {"x": null}}),
                "/at is a number, not a string",
            ),
            (
                json!({"id": 1, "rows": [], "in": {"x": null}}),
                "/rows is empty",
            ),
            (
                json!({"id": 1, "rows": [{"a": 1}, {"b": 1}], "in": {"x": null}}),
                "/rows/1 is like none of the documented",
            ),
            (
                json!({"id": 1, "rows": [{"a": 1}], "in": {"x": null, "y": 1}}),
                "/in/y is not documented",
            ),
            (
                json!({"id": 1, "rows": [{"a": 1}], "in": {"x": 1}}),
                "/in/x is a number, not null",
            ),
            (json!([]), " is an array, not an object"),
        ] {
            assert_eq!(differences(&documented, &answer), [difference]);
        }
    }
}
