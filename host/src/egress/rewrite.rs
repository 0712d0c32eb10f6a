//! Origins that the operator serves from elsewhere: simulators, recording proxies, regional gateways.

use std::collections::HashMap;

use url::{Origin, Url};

use super::settings::EgressError;

/// Targets by the origin they stand in for.
#[derive(Debug, Default)]
pub(super) struct Rewrites(HashMap<String, Url>);

impl Rewrites {
    pub(super) fn new(rewrites: Vec<(String, Url)>) -> Result<Self, EgressError> {
        let mut targets = HashMap::with_capacity(rewrites.len());
        for (origin, target) in rewrites {
            let Some(key) = parse_origin(&origin) else {
                return Err(EgressError::RewriteOrigin { origin });
            };
            if !is_target(&target) {
                return Err(EgressError::RewriteTarget { origin });
            }
            if targets.insert(key, target).is_some() {
                return Err(EgressError::RewriteTwice { origin });
            }
        }
        Ok(Self(targets))
    }

    /// Where a URL of this origin goes instead, with its path and query behind the target's path.
    pub(super) fn target(&self, origin: &str, url: &Url) -> Option<Url> {
        let mut target = self.0.get(origin)?.clone();
        let prefix = target.path().trim_end_matches('/').to_owned();
        target.set_path(&format!("{prefix}{}", url.path()));
        target.set_query(url.query());
        Some(target)
    }
}

/// The normal form of an origin that was written by a person; none when it is more or less than one.
fn parse_origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match url.origin() {
        origin @ Origin::Tuple(..) if is_bare && is_http(&url) => {
            Some(origin.ascii_serialization())
        }
        _ => None,
    }
}

pub(super) fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn is_target(url: &Url) -> bool {
    is_http(url)
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrites(pairs: &[(&str, &str)]) -> Result<Rewrites, EgressError> {
        Rewrites::new(
            pairs
                .iter()
                .map(|(origin, target)| ((*origin).to_owned(), target.parse().unwrap()))
                .collect(),
        )
    }

    #[track_caller]
    fn check(target: &str, url: &str, expected: Option<&str>) {
        let url: Url = url.parse().unwrap();
        let found = rewrites(&[("https://api.example.com", target)])
            .unwrap()
            .target(&url.origin().ascii_serialization(), &url);
        assert_eq!(found.as_ref().map(Url::as_str), expected);
    }

    #[test]
    fn path_and_query_are_kept_behind_the_prefix() {
        let url = "https://api.example.com/v1/a%2Fb;x=1?to=%2B1&q=a+b%20c";
        let kept = "/v1/a%2Fb;x=1?to=%2B1&q=a+b%20c";
        for (target, prefix) in [
            ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
            ("http://127.0.0.1:4010/", "http://127.0.0.1:4010"),
            ("http://127.0.0.1:4010/sim", "http://127.0.0.1:4010/sim"),
            ("http://127.0.0.1:4010/sim/", "http://127.0.0.1:4010/sim"),
            ("https://[::1]/a/b", "https://[::1]/a/b"),
        ] {
            check(target, url, Some(&format!("{prefix}{kept}")));
        }
        check(
            "http://sim/x",
            "https://api.example.com",
            Some("http://sim/x/"),
        );
        check(
            "http://sim",
            "https://api.example.com/?",
            Some("http://sim/?"),
        );
    }

    #[test]
    fn a_path_cannot_climb_out_of_the_prefix() {
        check(
            "http://sim/x",
            "https://api.example.com/../../%2e%2e/admin",
            Some("http://sim/x/admin"),
        );
    }

    #[test]
    fn only_the_same_origin_is_rewritten() {
        check(
            "http://sim",
            "https://API.example.com:443/",
            Some("http://sim/"),
        );
        check("http://sim", "https://api.example.com:444/", None);
        check("http://sim", "http://api.example.com/", None);
        check("http://sim", "https://api.example.com.evil.example/", None);
    }

    #[test]
    fn settings_that_mean_nothing_are_refused() {
        for origin in [
            "api.example.com",
            "https://a.example/path",
            "ftp://a.example",
            "https://u@a.example",
            "",
        ] {
            let error = rewrites(&[(origin, "http://sim")]).unwrap_err();
            assert!(
                matches!(error, EgressError::RewriteOrigin { .. }),
                "{origin}"
            );
        }
        for target in [
            "ftp://sim",
            "http://u:p@sim",
            "http://sim/?q",
            "http://sim/#f",
        ] {
            let error = rewrites(&[("https://a.example", target)]).unwrap_err();
            assert!(
                matches!(error, EgressError::RewriteTarget { .. }),
                "{target}"
            );
        }
        let twice = [
            ("https://a.example", "http://x"),
            ("https://A.example:443/", "http://y"),
        ];
        assert!(matches!(
            rewrites(&twice),
            Err(EgressError::RewriteTwice { .. })
        ));
    }
}
