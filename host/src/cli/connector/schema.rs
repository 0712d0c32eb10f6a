//! `switchboard connector schema`.

use crate::cli::output::Output;
use crate::error::Error;
use crate::exit::Exit;
use crate::plugins::Plugins;

pub(super) async fn run(id: &str, plugins: &Plugins, output: &Output) -> Result<Exit, Error> {
    let plugin = plugins.load(id).await?;
    let schema = &plugin.info().config_schema;
    output.data(schema, || format!("{schema:#}"));
    Ok(Exit::Ok)
}
