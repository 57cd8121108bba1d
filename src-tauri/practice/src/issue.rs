//! Secrets in the shape of their service, and ids that are the same in every run.
//!
//! Secrets are random, so that none ever stands in the source; ids are derived from names, so that tests
//! can rely on them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// `ak_` and 32 characters, as the documentation shows them.
pub(crate) fn documented_key() -> String {
    format!("ak_{}", Uuid::new_v4().simple())
}

/// A UUID of version 4 in small letters, which is all that a Capgo key is.
pub(crate) fn capgo_key() -> String {
    Uuid::new_v4().hyphenated().to_string()
}

/// `cpg_` and 48 hexadecimal digits.
pub(crate) fn codepushgo_key() -> String {
    let (head, tail) = (
        Uuid::new_v4().simple().to_string(),
        Uuid::new_v4().simple().to_string(),
    );
    format!("cpg_{head}{}", &tail[..16])
}

/// 20 letters and digits. Codacy documents neither length nor alphabet.
pub(crate) fn codacy_token() -> String {
    let bytes = sha256(Uuid::new_v4().as_bytes());
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]);
    bytes.iter().take(20).map(letter).collect()
}

/// `aca_k1_` and 40 letters and digits.
pub(crate) fn codedig_key() -> String {
    let (head, tail) = (Uuid::new_v4().simple(), Uuid::new_v4().simple().to_string());
    format!("aca_k1_{head}{}", &tail[..8])
}

/// `ax_` and 32 characters. Axiomo documents the prefix only.
pub(crate) fn axiomo_key() -> String {
    format!("ax_{}", Uuid::new_v4().simple())
}

/// `chy_`, the type's letters, `_` and 40 characters. DgiDgi One documents the prefixes only.
pub(crate) fn dgidgi_key(key_type: &str) -> String {
    let (head, tail) = (Uuid::new_v4().simple(), Uuid::new_v4().simple().to_string());
    format!("chy_{key_type}_{head}{}", &tail[..8])
}

/// A token in the shape of a JWT that speaks for a user, valid for an hour by its own account.
pub(crate) fn session_token(user: &Uuid, issued_at: i64) -> String {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(json!({"alg": "HS256", "typ": "JWT"}));
    let claims = part(json!({
        "aud": "authenticated",
        "role": "authenticated",
        "sub": user,
        "iat": issued_at,
        "exp": issued_at + 3600,
    }));
    let seal = URL_SAFE_NO_PAD.encode(sha256(Uuid::new_v4().as_bytes()));
    format!("{head}.{claims}.{seal}")
}

/// An id that depends on nothing but its name.
pub(crate) fn id(name: &str) -> Uuid {
    let digest = sha256(name.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// The SHA-256 of a secret in hexadecimal, as the services store it.
pub(crate) fn hash(secret: &str) -> String {
    sha256(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_the_shape_of_their_service() {
        let documented = documented_key();
        assert_eq!(documented.len(), 35);
        assert!(documented.starts_with("ak_"));

        let capgo = Uuid::parse_str(&capgo_key()).expect("a UUID");
        assert_eq!(capgo.get_version_num(), 4);

        let codepushgo = codepushgo_key();
        let digits = codepushgo.strip_prefix("cpg_").expect("the prefix");
        assert_eq!(digits.len(), 48);
        assert!(digits.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')));
        assert_ne!(codepushgo_key(), codepushgo);

        let codacy = codacy_token();
        assert!(codacy.len() == 20 && codacy.chars().all(|c| c.is_ascii_alphanumeric()));
        assert_ne!(codacy_token(), codacy);
    }

    #[test]
    fn ids_are_the_same_in_every_run_and_differ_by_name() {
        assert_eq!(id("acme"), id("acme"));
        assert_ne!(id("acme"), id("northwind"));
        assert_eq!(id("acme").get_version_num(), 4);
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(
            hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
