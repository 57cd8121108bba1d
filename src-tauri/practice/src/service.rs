//! Which service a double stands for, and what lives in it.

/// A service that a double can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// CodePushGo, with Capgo, its documented API host, in one of their dialects.
    CodePushGo(Dialect),
    /// Codacy, with account tokens and repository tokens.
    Codacy,
    /// CodeDig.
    CodeDig {
        /// Whether its keys can be listed, which its documentation leaves open.
        lists: bool,
    },
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
    /// What practice mode shows: a dozen and more keys in every state that deserves attention.
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
    /// At Codacy, which keeps no names, these are in the same order an account token, two tokens of
    /// repository `app` (acme), an account token, and a token of `shop` (northwind); a third organization,
    /// `garden/tools & sheds`, has names that must be encoded.
    Small,
}
