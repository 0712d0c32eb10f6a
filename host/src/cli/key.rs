//! `switchboard key`: API keys, in the store itself, with or without a running service.

use clap::Subcommand;
use serde_json::json;
use store::{Access, Store};

use super::Globals;
use super::output::Output;
use super::table::Table;
use crate::error::Error;
use crate::exit::Exit;
use crate::http::{Key, NewKey};
use crate::keys::{self, Scope};
use crate::storage::{self, now};

/// Commands about API keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and print it, this once.
    Create {
        /// What it permits: messages:write, messages:read, connectors:read, connectors:write,
        /// keys:write.
        #[arg(
            long = "scope",
            value_name = "SCOPE",
            value_delimiter = ',',
            required = true
        )]
        scopes: Vec<String>,
    },
    /// List the keys, without their texts.
    List,
    /// Revoke a key. A running service notices within a second.
    Revoke {
        /// Its identifier.
        id: String,
    },
}

pub(super) async fn run(
    command: Command,
    globals: &Globals,
    output: &Output,
) -> Result<Exit, Error> {
    let config = globals.config_source().load()?;
    match command {
        Command::Create { scopes } => {
            let scopes = parse(&scopes)?;
            let store = storage::open(&config.store, Access::Tool)?;
            let fresh = NewKey::from(keys::create(&store, &scopes).await?);
            output.data(&fresh, || fresh.key.clone());
        }
        Command::List => {
            let store = storage::open(&config.store, Access::Tool)?;
            let keys: Vec<Key> = store.keys().await?.into_iter().map(Key::from).collect();
            output.rows(&json!({ "keys": keys }), || {
                let mut table = Table::new(&["ID", "SCOPES", "CREATED", "REVOKED"]);
                for key in &keys {
                    let scopes = key.scopes.join(",");
                    let revoked = key.revoked_at.as_deref().unwrap_or("-");
                    table.row(&[&key.id, &scopes, &key.created_at, revoked]);
                }
                table
            });
        }
        Command::Revoke { id } => {
            let store = storage::open(&config.store, Access::Tool)?;
            if !store.revoke_key(id.clone(), now()).await? {
                let what = format!("no key has the identifier `{id}`, or it was revoked before");
                return Err(Error::Usage(what));
            }
            output.data(&json!({ "revoked": id }), || format!("revoked `{id}`"));
        }
    }
    Ok(Exit::Ok)
}

fn parse(names: &[String]) -> Result<Vec<Scope>, Error> {
    let scope = |name: &String| {
        let scope = Scope::from_name(name.trim());
        let known = Scope::names();
        scope.ok_or_else(|| Error::Usage(format!("`{name}` is not a scope; known are {known}")))
    };
    let mut scopes = names.iter().map(scope).collect::<Result<Vec<_>, _>>()?;
    scopes.sort_unstable();
    scopes.dedup();
    Ok(scopes)
}
