//! What the server remembers.

use std::collections::HashSet;

use jiff::Timestamp;

use super::world::{Organization, Population};
use crate::keys::Keys;
use crate::removal::Removal;
use crate::{clock, issue};

/// Everything the server remembers.
pub(super) struct State {
    pub(super) organizations: &'static [Organization],
    pub(super) tokens: Keys<Token>,
    pub(super) credential: String,
    revoked: HashSet<String>,
    next_id: u64,
}

/// Provider, organization and repository.
pub(super) type Place = [String; 3];

/// A token, with its plaintext, which this server hands out in every list.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) id: u64,
    pub(super) secret: String,
    /// Where it belongs; nothing for an account token.
    pub(super) place: Option<Place>,
    /// Its name, which is kept for its uniqueness only.
    pub(super) name: Option<String>,
    pub(super) expires: Option<Timestamp>,
}

impl Token {
    /// An id that no token of another place has, though they count on from each other.
    pub(super) fn key_id(&self) -> String {
        match &self.place {
            None => format!("user/{}", self.id),
            Some(place) => format!("{}/{}", place.join("/"), self.id),
        }
    }

    fn is_over(&self) -> bool {
        self.expires.is_some_and(|end| end <= clock::now())
    }
}

/// What a secret is worth.
pub(super) enum Standing {
    /// It is an account token.
    Account,
    /// It was a token, and is revoked.
    Revoked,
    /// It never was one, has ended, or is a repository's, which manages no tokens.
    Refused,
}

impl State {
    pub(super) fn new(population: Population) -> Self {
        let mut state = Self {
            organizations: population.organizations,
            tokens: Keys::default(),
            credential: String::new(),
            revoked: HashSet::new(),
            next_id: 1,
        };
        for seed in population.tokens {
            let place = seed.repository.map(|place| place.map(str::to_owned));
            let token = state.create(place, None, seed.hours_left.map(clock::hours_from_now));
            if state.credential.is_empty() {
                state.credential = token.secret;
            }
        }
        state
    }

    /// The token with this secret, if it is accepted.
    pub(super) fn by_secret(&self, secret: &str) -> Option<&Token> {
        self.tokens
            .known()
            .find(|token| token.secret == secret && !token.is_over())
    }

    pub(super) fn standing(&self, secret: &str) -> Standing {
        match self.by_secret(secret) {
            Some(token) if token.place.is_none() => Standing::Account,
            None if self.revoked.contains(secret) => Standing::Revoked,
            _ => Standing::Refused,
        }
    }

    /// The tokens of one place, oldest first.
    pub(super) fn tokens_of(&self, place: Option<&Place>) -> Vec<&Token> {
        let here = |token: &&Token| token.place.as_ref() == place;
        self.tokens.iter().filter(here).collect()
    }

    /// Whether there is such a repository, added to Codacy.
    pub(super) fn has(&self, [provider, organization, name]: &Place) -> bool {
        self.organization(provider, organization)
            .is_some_and(|organization| {
                let mut repositories = organization.repositories.iter();
                repositories.any(|repository| repository.added && repository.name == name)
            })
    }

    pub(super) fn organization(&self, provider: &str, name: &str) -> Option<&'static Organization> {
        self.organizations
            .iter()
            .find(|organization| organization.provider == provider && organization.name == name)
    }

    pub(super) fn create(
        &mut self,
        place: Option<Place>,
        name: Option<String>,
        expires: Option<Timestamp>,
    ) -> Token {
        let token = Token {
            id: self.next_id,
            secret: issue::codacy_token(),
            place,
            name,
            expires,
        };
        self.next_id += 1;
        self.tokens.push(token.clone());
        token
    }

    /// Where the token with this number of this place is.
    pub(super) fn position(&self, place: Option<&Place>, id: u64) -> Option<usize> {
        self.tokens
            .iter()
            .position(|token| token.id == id && token.place.as_ref() == place)
    }

    pub(super) fn revoke(&mut self, position: usize, removal: Removal) {
        if let Removal::Meant(_) = removal {
            self.revoked.insert(self.tokens[position].secret.clone());
        }
        self.tokens.revoke(position, removal);
    }
}
