//! What is stored in the keychain for an account: its credential, bound to account and address.
//!
//! Five fields of ASCII with dots between them: version, account id, digest of the origin,
//! creation in Unix seconds, the credential in Base64; and a sixth, an HMAC-SHA-256 over them with
//! a key of this installation. A database that was edited or a foreign item is noticed before
//! anything is sent.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::model::Account;
use crate::secret::Secret;

const VERSION: &str = "keyrack1";

/// The envelope of an account's credential.
pub(crate) fn seal(account: &Account, credential: &Secret, now: Timestamp, key: &Secret) -> Secret {
    #[expect(
        clippy::disallowed_methods,
        reason = "the credential goes into its envelope"
    )]
    let encoded = Zeroizing::new(BASE64.encode(credential.expose()));
    let mut text = Zeroizing::new(String::with_capacity(256 + encoded.len()));
    for field in [VERSION, &account.id.to_string(), &account.origin.digest()] {
        text.push_str(field);
        text.push('.');
    }
    text.push_str(&now.as_second().to_string());
    text.push('.');
    text.push_str(&encoded);
    let tag = BASE64.encode(mac(&text, key).finalize().into_bytes());
    text.push('.');
    text.push_str(&tag);
    Secret::new(std::mem::take(&mut *text))
}

/// The credential in an envelope, if it was given for this account at this address by this
/// installation.
pub(crate) fn open(account: &Account, envelope: &Secret, key: &Secret) -> Result<Secret> {
    let foreign = || Error::new(Kind::CredentialForeign);
    #[expect(clippy::disallowed_methods, reason = "the envelope is opened")]
    let text = envelope.expose();
    let (content, tag) = text.rsplit_once('.').ok_or_else(foreign)?;
    let tag = BASE64.decode(tag).map_err(|_| foreign())?;
    mac(content, key)
        .verify_slice(&tag)
        .map_err(|_| foreign())?;
    let fields: Vec<&str> = content.split('.').collect();
    let [version, id, digest, _created, encoded] = fields[..] else {
        return Err(foreign());
    };
    let bound =
        version == VERSION && id == account.id.to_string() && digest == account.origin.digest();
    if !bound {
        return Err(foreign());
    }
    let credential = Zeroizing::new(BASE64.decode(encoded).map_err(|_| foreign())?);
    Secret::from_bytes(&credential).ok_or_else(foreign)
}

/// A new key for an installation: 32 random bytes.
pub(crate) fn new_install_key() -> Secret {
    let mut bytes = Zeroizing::new([0u8; 32]);
    getrandom::fill(bytes.as_mut_slice()).expect("the system has random bytes");
    Secret::new(BASE64.encode(*bytes))
}

/// HMAC-SHA-256 of `text`, not finished yet.
pub(crate) fn mac(text: &str, key: &Secret) -> Hmac<Sha256> {
    #[expect(clippy::disallowed_methods, reason = "the key authenticates a text")]
    let key = key.expose().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Origin;

    fn account(origin: &str) -> Account {
        Account::sample("acme", origin)
    }

    #[test]
    fn opens_only_for_its_account_address_and_installation() {
        let (key, other_key) = (new_install_key(), new_install_key());
        let credential = Secret::new("cpg_credential.with.dots".into());
        let acme = account("https://api.capgo.app");
        let sealed = seal(&acme, &credential, Timestamp::UNIX_EPOCH, &key);
        assert!(
            open(&acme, &sealed, &key)
                .expect("its own")
                .same_as(&credential)
        );

        let moved = Account {
            origin: Origin::parse("https://evil.test").expect("good"),
            ..acme.clone()
        };
        let other = account("https://api.capgo.app");
        for (account, key) in [(&moved, &key), (&other, &key), (&acme, &other_key)] {
            assert_eq!(
                open(account, &sealed, key).expect_err("bound").kind,
                Kind::CredentialForeign
            );
        }
    }

    #[test]
    fn a_changed_envelope_is_noticed() {
        let key = new_install_key();
        let acme = account("https://api.capgo.app");
        let sealed = seal(
            &acme,
            &Secret::new("cpg_x".into()),
            Timestamp::UNIX_EPOCH,
            &key,
        );
        #[expect(clippy::disallowed_methods, reason = "the test changes the envelope")]
        let text = sealed.expose().to_owned();
        for at in (0..text.len()).step_by(7) {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = Secret::from_bytes(&changed).expect("text");
            assert!(open(&acme, &changed, &key).is_err(), "byte {at}");
        }
    }
}
