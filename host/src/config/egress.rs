//! `[egress]`: what the host may connect to, and how.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ipnet::IpNet;

use super::section::section;
use super::value::{HttpOrigin, ProxyUrl, RewriteTarget, Timeout};

section! {
    /// What the host may connect to, and how.
    ["egress"] Egress {
        /// Time to connect to a provider.
        ///
        /// TLS included: a number and a unit (ms, s, m, h).
        connect_timeout: Timeout = Timeout::seconds::<5>(), example "3s";

        /// HTTP proxy for all requests to providers.
        ///
        /// A URL, which may contain user and password.
        /// Not set: requests go out directly, whatever proxies the environment names.
        proxy: Option<ProxyUrl> = None, example "http://proxy.internal:3128";

        /// Certificate authorities to trust beside the public ones.
        ///
        /// A PEM file with their certificates.
        extra_ca: Option<PathBuf> = None, example "/etc/ssl/certs/internal-ca.pem";

        /// Private networks that providers may be in.
        ///
        /// Address ranges (CIDR); any other private, loopback or link-local address is refused.
        allow_private: Vec<IpNet> = Vec::new(), example ["10.0.0.0/8"];

        /// Whether providers may be reached over plain HTTP.
        ///
        /// Passcodes and credentials can then be read on the way.
        allow_http: bool = false, example true;

        /// Origins that are reached elsewhere.
        ///
        /// At a simulator, a recording proxy, a regional gateway. A path after the other origin is put before the path of each
        /// request; the Host header stays.
        rewrite: BTreeMap<HttpOrigin, RewriteTarget> = BTreeMap::new(), example { "https://api.twilio.com": "http://127.0.0.1:4010" };
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, loaded};
    use super::*;

    #[test]
    fn nothing_private_and_nothing_unencrypted_is_reached_by_default() {
        let egress = Egress::default();
        assert!(egress.allow_private.is_empty() && !egress.allow_http && egress.rewrite.is_empty());
    }

    #[test]
    fn a_rewrite_is_found_by_its_origin() {
        let rewrite = loaded(
            "[egress.rewrite]\n\"https://API.twilio.com\" = \"http://127.0.0.1:4010/prefix/\"\n",
            &[],
        )
        .config
        .egress
        .rewrite;
        let target = rewrite.get("https://api.twilio.com").unwrap();
        assert_eq!(
            (target.origin.as_str(), target.prefix.as_str()),
            ("http://127.0.0.1:4010", "/prefix")
        );
    }

    #[test]
    fn every_entry_of_the_rewrite_table_is_checked() {
        check(
            "[egress.rewrite]\n\"https://a.example/v1\" = \"http://h\"\n\"https://b.example\" = \"http://h?x\"\n\
             \"https://c.example\" = 4010\n\"https://d.example\" = \"https://d.example/\"\n",
            "switchboard.toml:2:1: egress.rewrite.\"https://a.example/v1\": \
             \"https://a.example/v1\" is more than an origin; write \"https://a.example\"\n\
             switchboard.toml:3:23: egress.rewrite.\"https://b.example\": \
             \"http://h?x\" has more than an origin and a path prefix; remove user, query, fragment and punctuation\n\
             switchboard.toml:4:23: egress.rewrite.\"https://c.example\": \
             \"4010\" is not a URL; write the scheme too, such as \"https://...\"\n\
             switchboard.toml:5:1: egress.rewrite.\"https://d.example\": is rewritten to itself; remove it",
        );
    }

    #[test]
    fn two_spellings_of_one_origin_are_a_mistake() {
        check(
            "[egress.rewrite]\n\"https://a.example\" = \"http://h\"\n\"https://a.example:443\" = \"http://i\"\n",
            "switchboard.toml:3:1: egress.rewrite.\"https://a.example:443\": is the same origin as another entry; keep one of the two",
        );
    }

    #[test]
    fn the_password_of_a_proxy_is_never_shown() {
        let text = |proxy: &str| format!("[egress]\nproxy = \"{proxy}\"\n");
        let loaded = loaded(&text("http://user:hunter2@proxy:3128"), &[]);
        assert_eq!(
            loaded.effective("egress.proxy").to_text(),
            "\"http://***@proxy:3128\""
        );
        assert!(!format!("{loaded:?}").contains("hunter2"));
        check(
            &text("user:hunter2@proxy"),
            "switchboard.toml:2:9: egress.proxy: is not the URL of a proxy; write \"http://host:port\"",
        );
    }

    #[test]
    fn one_range_without_brackets_is_told_to_use_them() {
        check(
            "[egress]\nallow_private = \"10.0.0.0/8\"\nallow_http = \"true\"\n",
            "switchboard.toml:2:17: egress.allow_private: expected an array such as [\"...\"], found a string; write [\"10.0.0.0/8\"]\n\
             switchboard.toml:3:14: egress.allow_http: expected true or false, found a string; write true without quotes",
        );
    }
}
