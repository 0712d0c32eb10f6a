//! `demo`: the real host and the real plugins, simulated providers, two passcodes, one switch.

mod host;
mod http;
mod scene;

use std::path::PathBuf;
use std::time::Instant;

use rustix::process::Signal;
use serde_json::Value;

use crate::chore::{Chore, Context, failed};
use crate::plugins::{self, Quality};
use crate::workspace::Workspace;
use host::Host;
use scene::{Provided, Scene};

const MESSAGE: &str = r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"123456"}}"#;

/// Tells the story, step by step.
pub(crate) fn run(workspace: &Workspace) -> Chore {
    let program = step("Build the host and the plugins", || build(workspace))?;
    let began = Instant::now();
    let scene = step("Start two simulated providers", || {
        let scene = Scene::set(workspace.plugin_folder())?;
        for provided in [&scene.first, &scene.second] {
            println!("{:<8} {}", provided.id, provided.simulator.url());
        }
        Ok(scene)
    })?;
    let mut host = step("Start the host", || {
        println!("switchboard serve -c switchboard.toml\n");
        println!("{}", indented(&scene.config(scene.first.id)));
        Host::start(&program, &scene.config_path(), scene.port.address)
    })?;
    play(&scene, &mut host).inspect_err(|_| eprintln!("\nThe host's log:\n{}", host.log()))?;
    println!("\nThe demo went well, in {:.1?}.", began.elapsed());
    Ok(())
}

/// Everything that happens while the host runs.
fn play(scene: &Scene, host: &mut Host) -> Chore {
    let Scene { first, second, .. } = scene;
    step("Wait until the host is ready", || show_ready(host, first))?;
    step("Send a passcode through the active connector", || {
        send(host, first)
    })?;
    step(
        "Switch: another active connector in the file, then SIGHUP",
        || {
            scene.activate(second)?;
            println!("active = \"{}\"", second.id);
            host.signal(Signal::HUP)?;
            show_ready(host, second)
        },
    )?;
    step("Send again, to the same host", || send(host, second))?;
    step("Look at the connectors", || {
        println!("GET /v1/connectors");
        let answer = host.get("/v1/connectors")?;
        println!("{}", indented(&table(&answer.json())));
        Ok(())
    })?;
    step("Stop the host with SIGTERM", || {
        host.signal(Signal::TERM)?;
        println!("{}", host.wait_for_end()?);
        Ok(())
    })
}

/// Prints the heading of a step and takes it; its failure says which one it was.
fn step<T>(title: &str, take: impl FnOnce() -> Chore<T>) -> Chore<T> {
    println!("\n== {title}");
    take().context(format!("the demo failed at the step `{title}`"))
}

/// The host's program; the plugins are where the tests find them, too.
fn build(workspace: &Workspace) -> Chore<PathBuf> {
    let folder = workspace.plugin_folder();
    for plugin in plugins::build(workspace, Quality::Dev, &folder)? {
        println!("{}.so {}", plugin.metadata.id, plugin.metadata.version);
    }
    let host = workspace.cargo(["build", "--locked", "--package", "switchboard"]);
    host.build()?.program("switchboard")
}

fn show_ready(host: &mut Host, provided: &Provided) -> Chore {
    let answer = host.wait_until_ready(provided.id)?;
    println!("GET /readyz\n{}", indented(&answer.body));
    Ok(())
}

/// Sends the message and shows what reached the provider: once, and by the connector meant.
fn send(host: &Host, provided: &Provided) -> Chore {
    println!("POST /v1/messages {MESSAGE}");
    let answer = host.post("/v1/messages", MESSAGE)?;
    println!("{}", indented(&answer.body));
    if !answer.says("status", "sent") || !answer.says("connector", provided.id) {
        return failed(format!("the host did not send through {}", provided.id));
    }
    let received = provided
        .simulator
        .wait_for(1)
        .context("the provider received nothing")?;
    let [exchange] = received.as_slice() else {
        return failed(format!("the provider received {} requests", received.len()));
    };
    println!("\nThe simulated provider of `{}` received:\n", provided.id);
    println!("{}", indented(&exchange.to_string()));
    Ok(())
}

/// One line per connector, columns aligned.
fn table(document: &Value) -> String {
    let row = |connector: &Value| {
        let text = |name: &str| match connector.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(true)) => "yes".to_owned(),
            Some(Value::Bool(false)) => "no".to_owned(),
            _ => "?".to_owned(),
        };
        ["id", "version", "state", "active"].map(text)
    };
    let header = ["connector", "version", "state", "active"].map(str::to_owned);
    let rows = document.get("connectors").and_then(Value::as_array);
    let rows = rows.into_iter().flatten().map(row);
    let lines: Vec<_> = [header]
        .into_iter()
        .chain(rows)
        .map(|[id, version, state, active]| format!("{id:<12} {version:<10} {state:<12} {active}"))
        .collect();
    lines.join("\n")
}

fn indented(text: &str) -> String {
    let lines = text.trim_end().lines().map(|line| format!("    {line}"));
    let lines: Vec<_> = lines.map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_table_has_a_line_per_connector() {
        let document = json!({"connectors": [
            {"id": "acme", "version": "1.2.3", "state": "active", "active": true},
            {"state": "refused", "active": false},
        ]});
        let table = table(&document);
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<_> = table.lines().map(words).collect();
        let expected = [
            "connector version state active",
            "acme 1.2.3 active yes",
            "? ? refused no",
        ];
        assert_eq!(lines, expected);
    }
}
