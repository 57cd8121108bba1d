//! The definition that a server publishes of its key routes, and the names that it and the answers share.

use serde_json::{Value, json};

use crate::service::FieldNames;

/// The names of what the documentation leaves unnamed.
pub(super) struct Fields {
    pub(super) id: &'static str,
    pub(super) expires: &'static str,
    pub(super) created: &'static str,
    /// What a list stands under.
    pub(super) list: &'static str,
}

impl Fields {
    pub(super) const fn of(names: FieldNames) -> Self {
        match names {
            FieldNames::Snake => Self {
                id: "id",
                expires: "expires_at",
                created: "created_at",
                list: "data",
            },
            FieldNames::Camel => Self {
                id: "keyId",
                expires: "expiresAt",
                created: "createdAt",
                list: "apiKeys",
            },
        }
    }
}

/// The definition, for a server that lists keys or does not.
pub(super) fn definition(names: FieldNames, lists: bool) -> Value {
    let fields = Fields::of(names);
    let mut paths = json!({
        "/auth/api-keys": {
            "post": {
                "operationId": "createApiKey",
                "requestBody": {"required": true, "content": content("NewApiKey")},
                "responses": {"201": {"description": "The key, once", "content": content("CreatedApiKey")}},
            },
        },
        "/auth/api-keys/{id}": {
            "delete": {
                "operationId": "revokeApiKey",
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "responses": {"204": {"description": "Revoked"}},
            },
        },
    });
    let mut schemas = json!({
        "NewApiKey": {
            "type": "object",
            "required": ["name", "permissions"],
            "properties": {
                "name": {"type": "string"},
                "permissions": permissions(),
                "expires_at": time(),
            },
        },
        "ApiKey": {
            "type": "object",
            "required": [fields.id, "name", "permissions"],
            "properties": {
                fields.id: {"type": "string"},
                "name": {"type": "string"},
                "permissions": permissions(),
                fields.expires: time(),
                fields.created: time(),
            },
        },
        "CreatedApiKey": {
            "allOf": [
                reference("ApiKey"),
                {"type": "object", "required": ["api_key"], "properties": {"api_key": {"type": "string"}}},
            ],
        },
    });
    if lists {
        paths["/auth/api-keys"]["get"] = json!({
            "operationId": "listApiKeys",
            "responses": {"200": {"description": "All keys", "content": content("ApiKeyList")}},
        });
        schemas["ApiKeyList"] = json!({
            "type": "object",
            "required": [fields.list],
            "properties": {fields.list: {"type": "array", "items": reference("ApiKey")}},
        });
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "CodeDig", "version": "1"},
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    })
}

fn content(schema: &str) -> Value {
    json!({"application/json": {"schema": reference(schema)}})
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn permissions() -> Value {
    json!({"type": "array", "items": {"type": "string", "enum": ["read", "write", "admin"]}})
}

fn time() -> Value {
    json!({"type": "string", "format": "date-time", "nullable": true})
}
