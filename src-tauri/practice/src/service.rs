//! Which service a double stands for, and what lives in it.

/// A service that a double can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// CodePushGo, with Capgo, its documented API host, in one of their dialects.
    CodePushGo(Dialect),
    /// Codacy, with account tokens and repository tokens.
    Codacy,
    /// CodeDig, without the definition that its documentation announces.
    CodeDig {
        /// Whether its keys can be listed, which its documentation leaves open.
        lists: bool,
    },
    /// CodeDig, with an OpenAPI definition of its key routes at `/openapi.json`.
    DefinedCodeDig {
        /// Whether its keys can be listed, and the definition says so.
        lists: bool,
        /// How it names what the documentation does not.
        names: FieldNames,
    },
    /// Axiomo, whose keys live on its dashboard alone.
    Axiomo(UnknownKey),
    /// DgiDgi One, whose keys live on its dashboard alone.
    DgiDgiOne,
}

/// How a CodeDig server names the fields that its documentation does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FieldNames {
    /// `id`, `created_at` and `expires_at`, and a list under `data`, as [`Service::CodeDig`] does.
    #[default]
    Snake,
    /// `keyId`, `createdAt` and `expiresAt`, and a list under `apiKeys`.
    Camel,
}

/// How an Axiomo server treats a key that it does not know, or no longer.
///
/// Its documentation says that revoked keys stop working, and not what a caller sees of that; nor does it
/// say so of the answers' headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownKey {
    /// It answers as if there were no key, with the limit of 10 requests a minute in the headers.
    Anonymous,
    /// It refuses with 401.
    Refused,
    /// It answers as if there were no key, and no answer has headers that tell a limit: whether a key
    /// works cannot be told from outside.
    Untold,
}

/// How a CodePushGo or Capgo server speaks.
///
/// The vendor's page describes an API that neither of today's two back ends still offers, so there are three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The API as the vendor's *API Keys* page documents it, as old self-hosted servers still offer it.
    Documented,
    /// Capgo's back end as its source stands today.
    Capgo,
    /// CodePushGo's back end as its source stands today.
    CodePushGo,
}

/// The organizations, apps and keys that a double starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum World {
    /// What practice mode shows: a dozen and more keys in every state that deserves attention, or a few
    /// where each has to be recorded by hand.
    ///
    /// Each dialect has its own organizations, as separate accounts would.
    Showcase,
    /// Two organizations, three apps and five keys, the same for every test.
    ///
    /// Organizations `acme` and `northwind`; apps `com.acme.app` and `com.acme.tv` (acme) and
    /// `com.northwind.shop` (northwind); keys, with ids from 1 in this order: `laptop` (the credential),
    /// `deploy-bot` (may upload to acme; expires in five days where the dialect has expiry),
    /// `preview-ci` (may read `com.acme.app`), `store-upload` (may upload to every app) and
    /// `northwind-ci` (may read northwind). CodeDig has no apps, writes where others upload, and gives its
    /// keys ids of its own.
    ///
    /// Axiomo and DgiDgi One have the five names and ids of their own. Axiomo's keys may all do the same.
    /// DgiDgi One's are `laptop` (everything), `deploy-bot` (may read and write projects; expires in five
    /// days), `preview-ci` (may read projects), `store-upload` (may do nothing with projects) and
    /// `northwind-ci` (may read projects, from an address that no test has).
    ///
    /// At Codacy, which keeps no names, these are in the same order an account token, two tokens of
    /// repository `app` (acme), an account token, and a token of `shop` (northwind); a third organization,
    /// `garden/tools & sheds`, has names that must be encoded.
    Small,
}
