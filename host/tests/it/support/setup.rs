//! A folder with a host config, connector configs and plugins, and the providers they reach.

use std::fs;
use std::path::{Path, PathBuf};

use connector_testkit::libraries::plugin;
use connector_testkit::sim::{BlockingSimulator, HttpReceiver, LOOPBACK, Twilio};
use serde_json::json;
use tempfile::TempDir;

use super::Service;

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
pub(crate) const TOKEN: &str = "s3cret-auth-token";
const HOOKS: &str = "https://hooks.example.com";
pub(crate) const NUMBER: &str = "+14155550100";
const AUTHORIZATION: &str = "Bearer s3cret-bearer";

/// A folder, and simulators of Twilio and of a webhook.
pub(crate) struct Setup {
    folder: TempDir,
    pub(crate) twilio: BlockingSimulator<Twilio>,
    pub(crate) webhook: BlockingSimulator<HttpReceiver>,
}

impl Setup {
    /// Plugins and configs of `twilio` and `http`; `twilio` is active.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let twilio = BlockingSimulator::start(Twilio::new(ACCOUNT, TOKEN), LOOPBACK).unwrap();
        let webhook = HttpReceiver::new().require_authorization(AUTHORIZATION);
        let webhook = BlockingSimulator::start(webhook, LOOPBACK).unwrap();
        let setup = Self {
            folder,
            twilio,
            webhook,
        };
        for name in ["plugins", "connectors.d"] {
            fs::create_dir(setup.path(name)).unwrap();
        }
        for id in ["twilio", "http"] {
            fs::copy(plugin(id), setup.path(&format!("plugins/{id}.so"))).unwrap();
        }
        setup.write("connectors.d/twilio.json", &twilio_config());
        setup.write("connectors.d/http.json", &http_config());
        setup.activate("twilio", "");
        setup
    }

    /// Writes the host's config: this connector is active, and these lines follow `[messages]`.
    pub(crate) fn activate(&self, connector: &str, messages: &str) {
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n\
             [plugins]\ndir = \"plugins\"\n\
             [connectors]\ndir = \"connectors.d\"\nactive = \"{connector}\"\n\
             [messages]\n{messages}\n\
             [egress.rewrite]\n\"https://api.twilio.com\" = \"{}\"\n\"{HOOKS}\" = \"{}\"\n\
             [telemetry]\nlog_format = \"json\"\n",
            self.twilio.url(),
            self.webhook.url(),
        );
        self.write("switchboard.toml", &text);
    }

    /// The same setup with the store as the truth about connectors; none is configured yet.
    pub(crate) fn managed_by_store() -> Self {
        let setup = Self::new();
        fs::remove_dir_all(setup.path("connectors.d")).unwrap();
        setup.configure_host("");
        setup
    }

    /// Writes the host's config without connectors; these lines follow `[messages]`.
    pub(crate) fn configure_host(&self, messages: &str) {
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n\
             [plugins]\ndir = \"plugins\"\n\
             [messages]\n{messages}\n\
             [egress.rewrite]\n\"https://api.twilio.com\" = \"{}\"\n\"{HOOKS}\" = \"{}\"\n\
             [telemetry]\nlog_format = \"json\"\n",
            self.twilio.url(),
            self.webhook.url(),
        );
        self.write("switchboard.toml", &text);
    }

    /// A service whose store has configs of `twilio` and `http`; `twilio` is active.
    pub(crate) fn serve_with_configs(&self) -> Service {
        let service = self.serve();
        for (id, config) in [("twilio", twilio_config()), ("http", http_config())] {
            let path = format!("/v1/connectors/{id}/config");
            assert_eq!(service.request("PUT", &path, Some(&config)).status, 200);
        }
        let reply = service.switch("twilio");
        assert_eq!(reply.status, 200, "{}", reply.body);
        service
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the service and waits until it is ready.
    pub(crate) fn serve(&self) -> Service {
        Service::start(self.folder())
    }
}

/// A config of the webhook.
pub(crate) fn http_config() -> String {
    json!({ "endpoint": format!("{HOOKS}/otp"), "authorization": AUTHORIZATION }).to_string()
}

/// A config as an operator of Logto has it.
pub(crate) fn twilio_config() -> String {
    let templates = ["Register", "SignIn", "ForgotPassword", "Generic"];
    let templates = templates.map(|usage_type| {
        json!({ "usageType": usage_type, "content": format!("{usage_type} code {{{{code}}}}") })
    });
    json!({
        "accountSID": ACCOUNT,
        "authToken": TOKEN,
        "fromMessagingServiceSID": "MG0123456789abcdef0123456789abcdef",
        "templates": templates,
    })
    .to_string()
}

/// A message document.
pub(crate) fn message(code: &str) -> String {
    json!({ "to": NUMBER, "type": "SignIn", "payload": { "code": code } }).to_string()
}
