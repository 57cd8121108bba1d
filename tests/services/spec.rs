//! An OpenAPI 3.0 definition, and what it has against a request or an answer.

use std::path::Path;

use keyrack_practice::Recorded;
use openapiv3::{OpenAPI, Operation, Parameter, ParameterSchemaOrContent, ReferenceOr};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// What stands before every path, as in the definition's server URL.
const BASE: &str = "/api/v3";

/// Names and values, decoded.
type Pairs = Vec<(String, String)>;

/// A definition: typed, and as it was read, for the schemas.
pub(crate) struct Spec {
    typed: OpenAPI,
    schemas: Value,
}

impl Spec {
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let whole: Value = serde_yaml_ng::from_str(&text).unwrap();
        let typed: OpenAPI = serde_json::from_value(whole.clone()).unwrap();
        let server = &typed.servers.first().unwrap().url;
        assert!(server.ends_with(BASE), "{server}");
        Self {
            typed,
            schemas: whole["components"]["schemas"].clone(),
        }
    }

    /// What the definition has against this request.
    pub(crate) fn objections(&self, request: &Recorded) -> Vec<String> {
        let path = request.path.strip_prefix(BASE).unwrap_or(&request.path);
        let Some((template, values, operation)) = self.operation(&request.method, path) else {
            return vec![format!("{} {path}: no such operation", request.method)];
        };
        let name = format!("{} {template}", request.method);
        let mut objections = Vec::new();
        let mut object = |what: String| objections.push(format!("{name}: {what}"));
        let query = query(request.query.as_deref().unwrap_or_default());
        let mut declared = Vec::new();
        for parameter in &operation.parameters {
            let parameter = self.parameter(parameter);
            let data = parameter.parameter_data_ref();
            let given = match parameter {
                Parameter::Path { .. } => values.iter().find(|(id, _)| *id == data.name),
                Parameter::Query { .. } => {
                    declared.push(data.name.clone());
                    query.iter().find(|(id, _)| *id == data.name)
                }
                Parameter::Header { .. } | Parameter::Cookie { .. } => None,
            };
            match given {
                Some((_, text)) => {
                    if let Some(why) = self.breaks(&schema(&data.format), &as_json(text)) {
                        object(format!("`{}` is {why}", data.name));
                    }
                }
                None if data.required => object(format!("`{}` is missing", data.name)),
                None => {}
            }
        }
        for (id, _) in &query {
            if !declared.contains(id) {
                object(format!("no query parameter {id}"));
            }
        }
        let forms: Vec<_> = request.auth.iter().map(|form| &*form.header).collect();
        if forms != [self.credential_header()] {
            object(format!("authenticated by {forms:?}"));
        }
        let allowed = operation.request_body.as_ref().map(|body| {
            let body = body.as_item().unwrap();
            let content = &body.content["application/json"];
            (
                serde_json::to_value(&content.schema).unwrap(),
                body.required,
            )
        });
        match (&request.body, allowed) {
            (Some(_), None) => object("takes no body".into()),
            (Some(body), Some((schema, _))) => {
                if let Some(why) = self.breaks(&schema, body) {
                    object(format!("the body is {why}"));
                }
                for unknown in self.unknown(&schema, body) {
                    object(format!("the body has no {unknown}"));
                }
            }
            (None, Some((_, true))) => object("needs a body".into()),
            (None, _) => {}
        }
        objections
    }

    /// What the definition has against this answer.
    pub(crate) fn objections_to_answer(
        &self,
        method: &str,
        path: &str,
        status: u16,
        body: &Value,
    ) -> Option<String> {
        let (_, _, operation) = self.operation(method, path)?;
        let code = openapiv3::StatusCode::Code(status);
        let Some(answer) = operation.responses.responses.get(&code) else {
            return Some("no such status".into());
        };
        let answer = match answer {
            ReferenceOr::Item(answer) => answer,
            ReferenceOr::Reference { reference } => {
                let name = reference.rsplit('/').next().unwrap();
                let components = self.typed.components.as_ref().unwrap();
                components.responses[name].as_item().unwrap()
            }
        };
        let schema = serde_json::to_value(&answer.content["application/json"].schema).unwrap();
        self.breaks(&schema, body)
    }

    /// The operation of a path, with the name and value of each of its parameters. A template
    /// with fewer of them is meant first.
    fn operation(&self, method: &str, path: &str) -> Option<(&str, Pairs, &Operation)> {
        let mut found: Vec<_> = self
            .typed
            .paths
            .iter()
            .filter_map(|(template, item)| Some((template, matched(template, path)?, item)))
            .collect();
        found.sort_by_key(|(_, values, _)| values.len());
        found.into_iter().find_map(|(template, values, item)| {
            let mut operations = item.as_item()?.iter();
            let (_, operation) = operations.find(|(verb, _)| verb.eq_ignore_ascii_case(method))?;
            Some((template.as_str(), values, operation))
        })
    }

    fn parameter<'a>(&'a self, parameter: &'a ReferenceOr<Parameter>) -> &'a Parameter {
        match parameter {
            ReferenceOr::Item(parameter) => parameter,
            ReferenceOr::Reference { reference } => {
                let name = reference.rsplit('/').next().unwrap();
                let components = self.typed.components.as_ref().unwrap();
                components.parameters[name].as_item().unwrap()
            }
        }
    }

    /// The header that the definition's one security scheme names.
    fn credential_header(&self) -> &str {
        let components = self.typed.components.as_ref().unwrap();
        match components.security_schemes["ApiKeyAuth"].as_item().unwrap() {
            openapiv3::SecurityScheme::APIKey { name, .. } => name,
            other => panic!("{other:?}"),
        }
    }

    /// Why `value` is not of `schema`, if it is not.
    fn breaks(&self, schema: &Value, value: &Value) -> Option<String> {
        let whole = json!({"allOf": [schema], "components": {"schemas": self.schemas}});
        let validator = jsonschema::draft4::options()
            .should_validate_formats(true)
            .build(&whole)
            .unwrap();
        validator.validate(value).err().map(|why| why.to_string())
    }

    /// The members of an object that its schema does not name.
    fn unknown(&self, schema: &Value, value: &Value) -> Vec<String> {
        let named = schema["$ref"].as_str().map_or(schema, |reference| {
            &self.schemas[reference.rsplit('/').next().unwrap()]
        });
        let members = value.as_object().unwrap().keys();
        members
            .filter(|member| named["properties"].get(member).is_none())
            .cloned()
            .collect()
    }
}

/// The values of a template's parameters in this path, decoded; nothing if it is another path.
fn matched(template: &str, path: &str) -> Option<Pairs> {
    let (wanted, given): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut values = Vec::new();
    for (wanted, given) in wanted.into_iter().zip(given) {
        match wanted.strip_prefix('{').and_then(|id| id.strip_suffix('}')) {
            Some(id) => values.push((id.to_owned(), decoded(given))),
            None if wanted == given => {}
            None => return None,
        }
    }
    Some(values)
}

fn query(text: &str) -> Pairs {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (id, value) = pair.split_once('=').unwrap();
            assert!(!value.contains(['+', '/', '=', ' ']), "not encoded: {pair}");
            (decoded(id), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

fn schema(format: &ParameterSchemaOrContent) -> Value {
    match format {
        ParameterSchemaOrContent::Schema(schema) => serde_json::to_value(schema).unwrap(),
        ParameterSchemaOrContent::Content(_) => json!({}),
    }
}

/// A parameter's text as the JSON it stands for: a number if it is one.
fn as_json(text: &str) -> Value {
    text.parse::<i64>()
        .map_or_else(|_| json!(text), Value::from)
}
