//! What a server calls the fields of its keys. The documentation names those of a request and
//! `api_key`, no more; a server that publishes a definition (`/openapi.json`) tells the others, and
//! otherwise every name is tried that suggests itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::KEYS;

/// How many references of a definition are followed one after another.
const MAX_DEPTH: u32 = 8;
/// The longest name that is believed.
const MAX_NAME: usize = 64;

/// A field of a key, or of what keys come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    /// Its id.
    Id,
    /// Its name.
    Name,
    /// Its permissions.
    Permissions,
    /// When it ends.
    Expires,
    /// When it was created.
    Created,
    /// When it was last used.
    LastUsed,
    /// The list itself, in the answer to a request for it.
    List,
    /// When it shall end, in the request for a new one.
    NewExpires,
}

impl Field {
    /// The names that suggest themselves, in lower case without `_` and `-`.
    fn guesses(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id", "keyid", "apikeyid"],
            Self::Name => &["name", "label"],
            Self::Permissions => &["permissions", "scopes"],
            Self::Expires | Self::NewExpires => &["expiresat", "expires", "expiry", "expirydate"],
            Self::Created => &["createdat", "created"],
            Self::LastUsed => &["lastusedat", "lastused"],
            Self::List => &["data", "items", "apikeys", "keys"],
        }
    }

    /// What a name in a definition contains that means this field, where no guess is right.
    fn stem(self) -> Option<&'static str> {
        match self {
            Self::Expires | Self::NewExpires => Some("expir"),
            Self::Created => Some("creat"),
            Self::LastUsed => Some("used"),
            Self::Id | Self::Name | Self::Permissions | Self::List => None,
        }
    }
}

/// The fields of a key in an answer.
const OF_A_KEY: [Field; 6] = [
    Field::Id,
    Field::Name,
    Field::Permissions,
    Field::Expires,
    Field::Created,
    Field::LastUsed,
];

/// What a server's definition calls the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Names(BTreeMap<Field, String>);

impl Names {
    /// Reads a definition (OpenAPI 3). What it does not tell is guessed later.
    pub(super) fn read(definition: &Value) -> Self {
        let mut names = Self::default();
        let routes = &definition["paths"][KEYS];
        let new = schema(&routes["post"]["requestBody"]);
        names.learn(&[Field::NewExpires], &properties(definition, new, 0));
        let created = successes(&routes["post"]).map(|answer| properties(definition, answer, 0));
        for answer in created {
            names.learn(&OF_A_KEY, &answer);
        }
        for answer in successes(&routes["get"]) {
            let lists = properties(definition, answer, 0);
            let list = lists
                .iter()
                .find(|(_, schema)| resolve(definition, schema, 0)["type"] == "array");
            let row = match list {
                Some((name, schema)) => {
                    names.set(Field::List, name);
                    &resolve(definition, schema, 0)["items"]
                }
                None => &resolve(definition, answer, 0)["items"],
            };
            names.learn(&OF_A_KEY, &properties(definition, row, 0));
        }
        names
    }

    /// The value that `object` has for a field.
    pub(super) fn get<'a>(
        &self,
        object: &'a Map<String, Value>,
        field: Field,
    ) -> Option<&'a Value> {
        if let Some(told) = self.0.get(&field).and_then(|name| object.get(name)) {
            return Some(told);
        }
        let guesses = field.guesses().iter();
        guesses
            .filter_map(|guess| object.iter().find(|(name, _)| plain(name) == *guess))
            .map(|(_, value)| value)
            .next()
    }

    /// What a request calls a field, if the definition tells.
    pub(super) fn name(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    fn learn(&mut self, fields: &[Field], properties: &BTreeMap<&str, &Value>) {
        for &field in fields {
            let known = |name: &str| field.guesses().contains(&plain(name).as_str());
            let by_stem = |name: &str, schema: &Value| {
                let stem = field.stem().is_some_and(|stem| plain(name).contains(stem));
                stem && schema["format"] == "date-time"
            };
            let found = properties.iter().find(|(name, _)| known(name)).or_else(|| {
                properties
                    .iter()
                    .find(|(name, schema)| by_stem(name, schema))
            });
            if let Some((name, _)) = found {
                self.set(field, name);
            }
        }
    }

    fn set(&mut self, field: Field, name: &str) {
        if name.len() <= MAX_NAME {
            self.0.insert(field, name.to_owned());
        }
    }
}

/// A name in lower case, without what separates its words.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The JSON schema of a body.
fn schema(body: &Value) -> &Value {
    &body["content"]["application/json"]["schema"]
}

/// The schemas of a route's successful answers.
fn successes(route: &Value) -> impl Iterator<Item = &Value> {
    let answers = route["responses"].as_object().into_iter().flatten();
    answers
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(_, answer)| schema(answer))
}

/// What a schema refers to.
fn resolve<'a>(definition: &'a Value, schema: &'a Value, depth: u32) -> &'a Value {
    match schema["$ref"].as_str().and_then(|to| to.strip_prefix('#')) {
        Some(pointer) if depth < MAX_DEPTH => definition
            .pointer(pointer)
            .map_or(&Value::Null, |to| resolve(definition, to, depth + 1)),
        _ => schema,
    }
}

/// The properties of a schema and of all that it is composed of.
fn properties<'a>(
    definition: &'a Value,
    schema: &'a Value,
    depth: u32,
) -> BTreeMap<&'a str, &'a Value> {
    let schema = resolve(definition, schema, depth);
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut all: BTreeMap<&str, &Value> = own.map(|(name, value)| (name.as_str(), value)).collect();
    if depth < MAX_DEPTH {
        for part in schema["allOf"].as_array().into_iter().flatten() {
            all.extend(properties(definition, part, depth + 1));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    #[test]
    fn without_a_definition_every_likely_name_is_tried() {
        let names = Names::default();
        for name in ["id", "keyId", "key_id", "API_KEY_ID"] {
            let row = object(json!({"other": 1, name: 7}));
            assert_eq!(names.get(&row, Field::Id), Some(&json!(7)), "{name}");
        }
        let row = object(json!({"identity": 7, "lastUsedBy": "x"}));
        assert_eq!(names.get(&row, Field::Id), None);
        assert_eq!(names.get(&row, Field::LastUsed), None);
    }

    #[test]
    fn what_a_schema_is_composed_of_counts_down_to_some_depth() {
        let nested = |depth| {
            (0..depth).fold(
                json!({"properties": {"deep": {}}}),
                |inner, _| json!({"allOf": [inner], "properties": {"own": {}}}),
            )
        };
        let found = |depth| {
            let schema = nested(depth);
            properties(&Value::Null, &schema, 0).contains_key("deep")
        };
        assert!(found(0) && found(1) && found(MAX_DEPTH));
        assert!(!found(MAX_DEPTH + 1));
    }

    #[test]
    fn a_definition_tells_names_that_nobody_would_guess() {
        let time = json!({"type": "string", "format": "date-time"});
        let definition = json!({
            "paths": {KEYS: {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema":
                        {"properties": {"name": {}, "expirationTime": time}}}}},
                    "responses": {
                        "201": {"content": {"application/json": {"schema": {"allOf": [
                            {"$ref": "#/components/schemas/Key"},
                            {"properties": {"api_key": {"type": "string"}}},
                        ]}}}},
                        "400": {"content": {"application/json": {"schema":
                            {"properties": {"id": {}}}}}},
                    },
                },
                "get": {"responses": {"200": {"content": {"application/json": {"schema":
                    {"properties": {
                        "total": {"type": "integer"},
                        "results": {"type": "array", "items": {"$ref": "#/components/schemas/Key"}},
                    }}}}}}},
            }},
            "components": {"schemas": {"Key": {"properties": {
                "KeyID": {}, "goodUntilExpiration": time, "creation": time, "usedMost": {},
            }}}},
        });
        let names = Names::read(&definition);
        assert_eq!(names.name(Field::NewExpires), Some("expirationTime"));
        assert_eq!(names.name(Field::List), Some("results"));
        assert_eq!(names.name(Field::Id), Some("KeyID"));
        assert_eq!(names.name(Field::Expires), Some("goodUntilExpiration"));
        assert_eq!(names.name(Field::Created), Some("creation"));
        assert_eq!(names.name(Field::LastUsed), None, "it is no time");
        let row = object(json!({"goodUntilExpiration": 1, "expires_at": 2}));
        assert_eq!(names.get(&row, Field::Expires), Some(&json!(1)));
    }

    #[test]
    fn a_definition_that_goes_in_circles_or_is_none_tells_nothing() {
        let circle = json!({
            "paths": {KEYS: {"get": {"responses": {"200": {"content": {"application/json":
                {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
            "components": {"schemas": {
                "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
                "B": {"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/nowhere"}]},
            }},
        });
        for value in [circle, json!(null), json!([1]), json!({"paths": 7})] {
            assert_eq!(Names::read(&value), Names::default(), "{value}");
        }
        let long = "x".repeat(65) + "_expires_at";
        let mut names = Names::default();
        names.set(Field::Expires, &long);
        assert_eq!(names, Names::default());
    }
}
