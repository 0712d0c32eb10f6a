//! Configure, test, switch, roll back, deactivate, remove: over HTTP and on the command line, with
//! the store as the truth.

use serde_json::{Value, json};

use crate::support::{NUMBER, Setup, TOKEN, http_config, message, switchboard, twilio_config};

const CONFIG: &str = "/v1/connectors/twilio/config";

#[test]
fn http_alone_is_enough() {
    let setup = Setup::managed_by_store();
    let service = setup.serve();
    let ask = |method: &str, path: &str, body: Option<&str>| {
        let reply = service.request(method, path, body);
        assert!(reply.status < 300, "{method} {path}: {}", reply.body);
        reply
    };
    let key = ask("POST", "/v1/keys", Some(r#"{"scopes":["messages:write"]}"#));
    assert_eq!(key.status, 201);
    ask("PUT", CONFIG, Some(&twilio_config()));
    let to = format!(r#"{{"to":"{NUMBER}"}}"#);
    ask("POST", "/v1/connectors/twilio/test", Some(&to));
    assert_eq!(setup.twilio.inbox()[0].text, "Generic code 123456");
    assert_eq!(
        service.post(&message("1")).json()["code"],
        "no_active_connector"
    );
    service.switch("twilio");
    assert_eq!(
        service.post(&message("111111")).json()["connector"],
        "twilio"
    );
    ask("PUT", "/v1/connectors/http/config", Some(&http_config()));
    let switched = service.switch("http").json();
    assert_eq!(
        (&switched["generation"], &switched["previous"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(service.post(&message("222222")).json()["connector"], "http");
    ask("POST", "/v1/active-connector/rollback", None);
    assert_eq!(
        service.post(&message("333333")).json()["connector"],
        "twilio"
    );
    let listed = ask("GET", "/v1/messages", None).json();
    let listed: Vec<(&Value, &Value)> = listed["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| (&message["connector"], &message["generation"]))
        .collect();
    let expected = [("twilio", 3), ("http", 2), ("twilio", 1), ("twilio", 0)];
    let expected: Vec<_> = expected
        .map(|(id, generation)| (json!(id), json!(generation)))
        .into();
    assert_eq!(
        listed,
        expected
            .iter()
            .map(|(id, generation)| (id, generation))
            .collect::<Vec<_>>()
    );
    let (_, log) = service.stop();
    let hidden = ["111111", "222222", TOKEN, "s3cret-bearer", "4155550100"];
    assert!(hidden.iter().all(|text| !log.contains(text)), "{log}");
}

#[test]
fn what_was_active_is_active_after_a_restart_with_its_own_config() {
    let setup = Setup::managed_by_store();
    let service = setup.serve_with_configs();
    // Saved, and not switched to: the restart must not put it to use.
    let other = twilio_config().replace("SignIn code", "Another text");
    assert_eq!(service.request("PUT", CONFIG, Some(&other)).status, 200);
    service.stop();
    let service = setup.serve();
    let ready = service.get("/readyz").json();
    assert_eq!(
        (&ready["connector"], &ready["generation"]),
        (&json!("twilio"), &json!(1))
    );
    service.post(&message("123456"));
    assert_eq!(setup.twilio.inbox()[0].text, "SignIn code 123456");
    service.switch("twilio");
    service.post(&message("654321"));
    assert_eq!(setup.twilio.inbox()[1].text, "Another text 654321");
    // And back to the config that the earlier generation had.
    service.request("POST", "/v1/active-connector/rollback", None);
    service.post(&message("777777"));
    assert_eq!(setup.twilio.inbox()[2].text, "SignIn code 777777");
}

#[test]
fn masked_secrets_sent_back_keep_their_value() {
    let setup = Setup::managed_by_store();
    let service = setup.serve_with_configs();
    let shown = service.get("/v1/connectors/twilio");
    assert!(!shown.body.contains(TOKEN), "{}", shown.body);
    let mut config = shown.json()["config"].clone();
    assert_eq!(config["authToken"], "********");
    config["fromMessagingServiceSID"] = json!("MG00000000000000000000000000000009");
    let reply = service.request("PUT", CONFIG, Some(&config.to_string()));
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(service.switch("twilio").status, 200);
    assert_eq!(
        service.post(&message("123456")).status,
        200,
        "the token is still right"
    );
    // A mask where nothing is saved is no secret.
    let reply = service.request("DELETE", &format!("{CONFIG}?force=true"), None);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let reply = service.request("PUT", CONFIG, Some(&config.to_string()));
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (422, &json!("invalid_config"))
    );
    assert_eq!(reply.json()["errors"][0]["pointer"], "/authToken");
}

#[test]
fn of_two_who_edit_at_once_the_second_is_told() {
    let setup = Setup::managed_by_store();
    let service = setup.serve_with_configs();
    let etag = service.get("/v1/connectors/twilio");
    let etag = etag.header("etag").unwrap().to_owned();
    let config = twilio_config();
    let put = |etag: &str| {
        let headers = [("If-Match", etag)];
        service
            .client()
            .request_with("PUT", CONFIG, Some(&config), &headers)
    };
    let first = put(&etag);
    assert_eq!(first.status, 200, "{}", first.body);
    let second = put(&etag);
    assert_eq!(
        (second.status, &second.json()["code"]),
        (412, &json!("revision_conflict"))
    );
    assert_eq!(put(first.header("etag").unwrap()).status, 200);
    assert_eq!(put("nonsense").status, 400);
}

#[test]
fn a_config_that_is_wrong_changes_nothing_and_says_where() {
    let setup = Setup::managed_by_store();
    let service = setup.serve_with_configs();
    let wrong = "{\n  \"accountSid\": \"AC0\"\n}";
    for (method, path) in [("PUT", CONFIG), ("POST", "/v1/connectors/twilio/validate")] {
        let reply = service.request(method, path, Some(wrong));
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (422, &json!("invalid_config"))
        );
        let errors = reply.json()["errors"].clone();
        let errors = errors.as_array().unwrap();
        let mut errors = errors.iter();
        let error = errors
            .find(|error| error["pointer"] == "/accountSid")
            .unwrap();
        assert_eq!((&error["line"], &error["column"]), (&json!(2), &json!(3)));
        assert_eq!(error["suggestion"], "did you mean `accountSID`?");
    }
    assert_eq!(
        service
            .request(
                "POST",
                "/v1/connectors/twilio/validate",
                Some(&twilio_config())
            )
            .status,
        204
    );
    assert_eq!(service.post(&message("123456")).status, 200);
}

#[test]
fn a_config_can_be_tried_before_it_is_saved() {
    let setup = Setup::managed_by_store();
    let service = setup.serve();
    let config: Value = serde_json::from_str(&twilio_config()).unwrap();
    let document = json!({ "to": NUMBER, "config": config, "type": "SignIn" }).to_string();
    let test = "/v1/connectors/twilio/test";
    let reply = service.request("POST", test, Some(&document));
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(setup.twilio.inbox()[0].text, "SignIn code 123456");
    assert_eq!(
        service.get("/v1/connectors/twilio").json()["state"],
        "installed"
    );
    // The provider's refusal of the credentials is what a test is for.
    let mut wrong = config;
    wrong["authToken"] = json!("wrong");
    let document = json!({ "to": NUMBER, "config": wrong }).to_string();
    let reply = service.request("POST", test, Some(&document));
    assert_eq!(
        reply.json()["code"],
        "invalid_credentials",
        "{}",
        reply.body
    );
    let unsaved = service.request("POST", test, Some(&json!({ "to": NUMBER }).to_string()));
    assert_eq!(unsaved.json()["code"], "connector_not_configured");
}

#[test]
fn removing_what_is_active_needs_force_and_says_what_stops() {
    let setup = Setup::managed_by_store();
    let service = setup.serve_with_configs();
    for (method, path) in [("DELETE", CONFIG), ("DELETE", "/v1/active-connector")] {
        let reply = service.request(method, path, None);
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (409, &json!("needs_force"))
        );
        assert!(
            reply.json()["detail"]
                .as_str()
                .unwrap()
                .contains("ForgotPassword")
        );
    }
    assert_eq!(service.post(&message("123456")).status, 200);
    let reply = service.request("DELETE", "/v1/active-connector?force=true", None);
    assert_eq!(
        reply.json()["stoppedUsageTypes"].as_array().unwrap().len(),
        9
    );
    assert_eq!(
        service.post(&message("123456")).json()["code"],
        "no_active_connector"
    );
    // The config is kept, and a rollback brings the connector back.
    let reply = service.request("POST", "/v1/active-connector/rollback", None);
    assert_eq!(reply.json()["connector"], "twilio", "{}", reply.body);
    assert_eq!(service.post(&message("123456")).status, 200);
}

#[test]
fn a_switch_that_fails_leaves_what_was_active() {
    let setup = Setup::managed_by_store();
    let service = setup.serve_with_configs();
    for (id, code) in [
        ("vonage", "connector_not_installed"),
        ("nothing", "connector_not_installed"),
    ] {
        assert_eq!(service.switch(id).json()["code"], code);
    }
    service.request("DELETE", "/v1/connectors/http/config", None);
    assert_eq!(
        service.switch("http").json()["code"],
        "connector_not_configured"
    );
    std::fs::write(setup.path("plugins/http.so"), "no library").unwrap();
    assert_eq!(service.switch("http").json()["code"], "plugin_refused");
    assert_eq!(
        service.post(&message("123456")).json()["connector"],
        "twilio"
    );
    let reply = service.request("POST", "/v1/active-connector/rollback", None);
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (409, &json!("nothing_to_roll_back"))
    );
}

#[test]
fn where_files_are_the_truth_calls_that_change_them_are_refused() {
    let setup = Setup::new();
    let service = setup.serve();
    let config = twilio_config();
    for (method, path, body) in [
        ("PUT", CONFIG, Some(config.as_str())),
        ("DELETE", CONFIG, None),
        (
            "PUT",
            "/v1/active-connector",
            Some(r#"{"connector":"http"}"#),
        ),
        ("POST", "/v1/active-connector/rollback", None),
        ("DELETE", "/v1/active-connector?force=true", None),
    ] {
        let reply = service.request(method, path, body);
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (409, &json!("managed_by_file"))
        );
    }
    setup.activate("http", "");
    assert_eq!(service.request("POST", "/v1/reload", None).status, 204);
    assert_eq!(service.post(&message("123456")).json()["connector"], "http");
    setup.activate("http", "deadlin = \"1s\"");
    let reply = service.request("POST", "/v1/reload", None);
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (422, &json!("invalid_config"))
    );
}

/// The same commands with a running service and without one.
#[test]
fn the_command_line_does_the_same_with_and_without_a_service() {
    for running in [true, false] {
        let setup = Setup::managed_by_store();
        let service = running.then(|| setup.serve());
        setup.write("twilio.json", &twilio_config());
        setup.write("http.json", &http_config());
        setup.write("wrong.json", "{\n  \"endpoind\": \"x\"\n}");
        let run = |arguments: &[&str], code: i32| {
            let arguments = [&["-c", "switchboard.toml"], arguments].concat();
            let outcome = switchboard(setup.folder(), &arguments);
            assert_eq!(
                outcome.code, code,
                "{arguments:?}: {}{}",
                outcome.stdout, outcome.stderr
            );
            outcome
        };
        run(&["connector", "configure", "twilio", "twilio.json"], 0);
        run(&["connector", "configure", "http", "http.json"], 0);
        let wrong = run(&["connector", "configure", "http", "wrong.json"], 78);
        assert!(
            wrong.stderr.contains("wrong.json:2:3: /endpoind"),
            "{}",
            wrong.stderr
        );
        run(&["connector", "test", "twilio", "--to", NUMBER], 0);
        let try_out = [
            "connector",
            "test",
            "twilio",
            "--to",
            NUMBER,
            "--config",
            "twilio.json",
        ];
        run(&try_out, 0);
        run(&["connector", "switch", "twilio"], 0);
        let switched = run(&["-o", "json", "connector", "switch", "http"], 0).json();
        assert_eq!(
            (&switched["connector"], &switched["generation"]),
            (&json!("http"), &json!(2))
        );
        run(&["connector", "rollback"], 0);
        let listed = run(&["-o", "json", "connector", "list"], 0).json();
        let states: Vec<_> = listed["connectors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|connector| (connector["id"].clone(), connector["state"].clone()))
            .collect();
        assert_eq!(
            states,
            [
                (json!("http"), json!("configured")),
                (json!("twilio"), json!("active"))
            ]
        );
        let shown = run(&["connector", "show", "twilio"], 0).stdout;
        assert!(
            shown.contains("********") && !shown.contains(TOKEN),
            "{shown}"
        );
        run(&["connector", "remove", "twilio"], 1);
        run(&["connector", "remove", "twilio", "--force"], 0);
        run(&["connector", "deactivate", "--force"], 1);
        let messages = run(&["-o", "json", "messages", "list"], 0).json();
        let first = messages["messages"][0].clone();
        assert_eq!(
            (&first["status"], &first["generation"]),
            (&json!("sent"), &json!(0))
        );
        let one = run(&["messages", "get", first["id"].as_str().unwrap()], 0).stdout;
        assert!(
            one.contains("dispatching") && !one.contains("4155550100"),
            "{one}"
        );
        run(&["reload"], if running { 0 } else { 69 });
        drop(service);
    }
}

#[test]
fn a_config_can_be_taken_to_another_host() {
    let development = Setup::managed_by_store();
    let production = Setup::managed_by_store();
    development.write("twilio.json", &twilio_config());
    let run = |setup: &Setup, arguments: &[&str], code: i32| {
        let outcome = switchboard(
            setup.folder(),
            &[&["-c", "switchboard.toml"], arguments].concat(),
        );
        assert_eq!(
            outcome.code, code,
            "{arguments:?}: {}{}",
            outcome.stdout, outcome.stderr
        );
        outcome
    };
    run(
        &development,
        &["connector", "configure", "twilio", "twilio.json"],
        0,
    );
    let plain = run(&development, &["connector", "export", "twilio"], 0).stdout;
    assert!(
        plain.contains("********") && !plain.contains(TOKEN),
        "{plain}"
    );
    let key = development.path("promote.key");
    let key = key.to_str().unwrap();
    let sealed = run(
        &development,
        &["connector", "export", "twilio", "--seal-with", key],
        0,
    )
    .stdout;
    assert!(
        !sealed.contains(TOKEN) && !sealed.contains("accountSID"),
        "{sealed}"
    );
    production.write("plain.json", &plain);
    production.write("sealed.json", &sealed);
    // Nothing is saved yet that the masked secret could come from.
    let refused = run(&production, &["connector", "import", "plain.json"], 78);
    assert!(refused.stderr.contains("/authToken"), "{}", refused.stderr);
    run(&production, &["connector", "import", "sealed.json"], 2);
    run(
        &production,
        &["connector", "import", "sealed.json", "--open-with", key],
        0,
    );
    run(&production, &["connector", "import", "plain.json"], 0);
    run(
        &production,
        &["connector", "test", "twilio", "--to", NUMBER],
        0,
    );
    production.write("other.key", &"0".repeat(64));
    let other = production.path("other.key");
    let other = other.to_str().unwrap();
    run(
        &production,
        &["connector", "import", "sealed.json", "--open-with", other],
        78,
    );
}

#[test]
fn the_doctor_says_what_is_in_order_and_what_is_not() {
    let setup = Setup::managed_by_store();
    let run = |code: i32| {
        let arguments = ["-c", "switchboard.toml", "-o", "json", "doctor"];
        let outcome = switchboard(setup.folder(), &arguments);
        assert_eq!(outcome.code, code, "{}{}", outcome.stdout, outcome.stderr);
        outcome.json()
    };
    let find = |document: &Value, what: &str| {
        let findings = document["findings"].as_array().unwrap().iter();
        let mut found =
            findings.filter(|finding| finding["what"].as_str().unwrap().ends_with(what));
        found.next().unwrap()["state"].as_str().unwrap().to_owned()
    };
    let before = run(0);
    assert_eq!(find(&before, "active connector"), "warning");
    assert!(
        !setup.path("switchboard.db").exists(),
        "looking makes nothing"
    );
    let _service = setup.serve_with_configs();
    std::fs::write(setup.path("plugins/text.so"), "just a text").unwrap();
    let after = run(1);
    assert_eq!(find(&after, "active connector"), "ok");
    assert_eq!(find(&after, "twilio.so"), "ok");
    assert_eq!(find(&after, "text.so"), "failed");
    assert_eq!(find(&after, "store"), "ok");
    std::fs::remove_file(setup.path("plugins/text.so")).unwrap();
    setup.write(
        "switchboard.toml",
        "[plugins]\nisolation = \"in-process\"\n",
    );
    assert_eq!(find(&run(0), "sandbox"), "warning");
    setup.write("switchboard.toml", "[server]\nlisten = 1\n");
    assert_eq!(find(&run(1), "config"), "failed");
}
