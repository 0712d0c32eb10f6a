use super::*;

/// A change that breaks a rule, the beginning of the rule's text, and the offender.
type Fault = (fn(&mut Graph), &'static str, &'static str);

const FAULTS: &[Fault] = &[
    (
        |graph| depend(graph, "host", "abi_stable"),
        "abi_stable is named by connector-abi only",
        "host -> abi_stable",
    ),
    (
        |graph| depend(graph, "delivery", "libloading"),
        "libraries are read and opened by connector-loader only",
        "delivery -> libloading",
    ),
    (
        |graph| depend(graph, "xtask", "reqwest"),
        "reqwest sends requests for the host",
        "xtask -> reqwest",
    ),
    (
        |graph| depend(graph, "connector-testkit", "axum"),
        "axum serves the host only",
        "connector-testkit -> axum",
    ),
    (
        |graph| depend(graph, "delivery", "rlibphonenumber"),
        "phone numbers are judged by the host only",
        "delivery -> rlibphonenumber",
    ),
    (
        |graph| depend(graph, "host", "jsonschema"),
        "jsonschema is behind connector-config",
        "host -> jsonschema",
    ),
    (
        |graph| depend(graph, "host", "rusqlite"),
        "SQLite is behind store",
        "host -> rusqlite",
    ),
    (
        |graph| depend(graph, "connector-acme", "serde_json"),
        "a plugin depends on connector-sdk, serde and schemars only",
        "connector-acme -> serde_json",
    ),
    (
        |graph| {
            let tests = &mut member(graph, "host").dev;
            tests.insert("connector-acme".to_owned());
        },
        "nothing depends on a plugin",
        "host -> connector-acme",
    ),
    (
        |graph| depend(graph, "connector-api", "thiserror"),
        "connector-api depends on serde only",
        "connector-api -> thiserror",
    ),
    (
        |graph| depend(graph, "connector-abi", "connector-api"),
        "of this workspace, connector-abi depends",
        "connector-abi -> connector-api",
    ),
    (
        |graph| depend(graph, "connector-sdk", "delivery"),
        "of this workspace, connector-sdk depends",
        "connector-sdk -> delivery",
    ),
    (
        |graph| depend(graph, "connector-loader", "connector-sdk"),
        "of this workspace, connector-loader depends",
        "connector-loader -> connector-sdk",
    ),
    (
        |graph| depend(graph, "connector-config", "connector-loader"),
        "of this workspace, connector-config depends",
        "connector-config -> connector-loader",
    ),
    (
        |graph| depend(graph, "connector-conformance", "connector-worker"),
        "of this workspace, connector-conformance depends",
        "connector-conformance -> connector-worker",
    ),
    (
        |graph| depend(graph, "connector-worker", "delivery"),
        "of this workspace, connector-worker depends",
        "connector-worker -> delivery",
    ),
    (
        |graph| depend(graph, "host", "landlock"),
        "the sandbox is made by",
        "host -> landlock",
    ),
    (
        |graph| depend(graph, "store", "delivery"),
        "of this workspace, store depends",
        "store -> delivery",
    ),
    (
        |graph| depend(graph, "delivery", "connector-loader"),
        "of this workspace, delivery depends",
        "delivery -> connector-loader",
    ),
    (
        |graph| depend(graph, "host", "connector-testkit"),
        "connector-testkit is a dependency for tests",
        "host -> connector-testkit",
    ),
    (
        |graph| resolve(graph, "zeroize", "tokio"),
        "a plugin is built without runtime",
        "connector-acme -> connector-sdk -> zeroize -> tokio",
    ),
    (
        |graph| member(graph, "delivery").inherits_lints = false,
        "every package inherits the lints",
        "delivery",
    ),
    (
        |graph| member(graph, "host").has_description = false,
        "every package has a description",
        "host",
    ),
];

#[test]
fn a_workspace_in_order_breaks_no_rule() {
    assert_eq!(complaints(&in_order()), Vec::<String>::new());
}

#[test]
fn every_rule_can_be_broken_and_names_the_offender() {
    assert_eq!(FAULTS.len(), RULES.len());
    for ((fault, text, offender), rule) in FAULTS.iter().zip(RULES) {
        assert!(rule.text.starts_with(text), "{text}: is {}", rule.text);
        let mut graph = in_order();
        fault(&mut graph);
        let expected = format!("{}\n    {offender}", rule.text);
        assert_eq!(complaints(&graph), [expected]);
    }
}

#[test]
fn what_only_tests_need_is_no_layer() {
    let mut graph = in_order();
    let dev = &mut member(&mut graph, "delivery").dev;
    dev.extend(["connector-testkit", "reqwest", "connector-loader"].map(str::to_owned));
    assert_eq!(complaints(&graph), Vec::<String>::new());
}

#[test]
fn one_complaint_lists_all_offenders() {
    let mut graph = in_order();
    depend(&mut graph, "xtask", "reqwest");
    depend(&mut graph, "delivery", "reqwest");
    let [complaint] = &complaints(&graph)[..] else {
        panic!("{:?}", complaints(&graph));
    };
    assert!(complaint.ends_with("\n    delivery -> reqwest\n    xtask -> reqwest"));
}

/// Every kind of member once, each with what it may have.
fn in_order() -> Graph {
    let mut graph = Graph::default();
    let manifests = [
        ("connector-api", "serde serde_json schemars"),
        ("connector-abi", "abi_stable"),
        ("connector-sdk", "connector-abi connector-api zeroize"),
        (
            "connector-loader",
            "connector-abi connector-api libloading object",
        ),
        (
            "connector-worker",
            "connector-loader connector-api landlock seccompiler",
        ),
        ("connector-config", "jsonschema"),
        (
            "connector-conformance",
            "connector-loader connector-config connector-api",
        ),
        ("connector-testkit", "connector-api tokio"),
        ("store", "rusqlite"),
        ("delivery", "connector-api"),
        ("host", "delivery store connector-loader tokio"),
        ("switchboard", "reqwest axum rlibphonenumber"),
        ("xtask", "connector-testkit connector-loader"),
        ("connector-acme", "connector-sdk serde"),
    ];
    for (name, dependencies) in manifests {
        let member = graph.members.entry(name.to_owned()).or_default();
        member.is_plugin = name == "connector-acme";
        member.inherits_lints = true;
        member.has_description = true;
        for dependency in dependencies.split(' ') {
            depend(&mut graph, name, dependency);
            resolve(&mut graph, name, dependency);
        }
    }
    graph
}

fn member<'g>(graph: &'g mut Graph, name: &str) -> &'g mut Member {
    graph.members.get_mut(name).unwrap()
}

fn depend(graph: &mut Graph, from: &str, to: &str) {
    member(graph, from).normal.insert(to.to_owned());
}

fn resolve(graph: &mut Graph, from: &str, to: &str) {
    let edges = graph.resolved.entry(from.to_owned()).or_default();
    edges.insert(to.to_owned());
}
