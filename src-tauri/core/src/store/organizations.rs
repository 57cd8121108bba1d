//! How organizations were looked at, and which of them the user linked.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Store, read, write};
use crate::error::Result;
use crate::model::{AccountId, OrganizationRef};
use crate::view::RememberedView;

/// What stands for all organizations; no organization has an empty id.
const ALL: &str = "";

impl Store {
    /// How organizations were looked at last; nothing stands for all. What cannot be read is left
    /// out.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn remembered(&self) -> Result<BTreeMap<Option<OrganizationRef>, RememberedView>> {
        let connection = self.connection();
        let mut statement =
            connection.prepare_cached("SELECT organization, body FROM remembered")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut remembered = BTreeMap::new();
        for row in rows {
            let (id, body) = row?;
            let organization = OrganizationRef::parse(&id);
            if let (true, Ok(view)) = (organization.is_some() || id == ALL, read(&body)) {
                remembered.insert(organization, view);
            }
        }
        Ok(remembered)
    }

    /// Remembers how an organization, or all of them, was looked at.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn remember(
        &self,
        organization: Option<&OrganizationRef>,
        view: &RememberedView,
    ) -> Result<()> {
        self.write_unsynced(
            "INSERT OR REPLACE INTO remembered (organization, account, body) VALUES (?1, ?2, ?3)",
            params![
                organization.map_or_else(|| ALL.to_owned(), ToString::to_string),
                organization.map(|at| at.account.to_string()),
                write(view)?
            ],
        )
        .map(|_| ())
    }

    /// The organizations that the user linked, each with the name of its link.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn links(&self) -> Result<BTreeMap<OrganizationRef, String>> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT account, organization, link FROM links")?;
        let rows = statement.query_map([], |row| {
            let text = |at: usize| row.get::<_, String>(at);
            Ok((text(0)?, text(1)?, text(2)?))
        })?;
        let mut links = BTreeMap::new();
        for row in rows {
            let (account, id, link) = row?;
            if let Some(account) = AccountId::parse(&account) {
                links.insert(OrganizationRef { account, id }, link);
            }
        }
        Ok(links)
    }

    /// Replaces the links by these.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_links(&self, links: &BTreeMap<OrganizationRef, String>) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM links", [])?;
        for (at, link) in links {
            transaction.execute(
                "INSERT INTO links (account, organization, link) VALUES (?1, ?2, ?3)",
                params![at.account.to_string(), at.id, link],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}
