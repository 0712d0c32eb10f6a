//! Builds the request that a connector describes.

use connector_api::{Exchange, Header, Keep, Method, Step};
use serde::Serialize;

use crate::Secret;
use crate::encoding::{base64, form_string, percent_encode};
use crate::to_json;

/// An HTTP request, described and not made.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    wire: connector_api::HttpRequest,
    state: Option<String>,
    prepares: bool,
    keep: Option<Keep>,
}

impl HttpRequest {
    /// A request with this method to an absolute https URL.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            wire: connector_api::HttpRequest::new(method, url),
            state: None,
            prepares: false,
            keep: None,
        }
    }

    /// A `POST`.
    pub fn post(url: impl Into<String>) -> Self {
        Self::new(Method::Post, url)
    }

    /// A `GET`.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::Get, url)
    }

    /// Appends query parameters, percent-encoded as RFC 3986 says. Never put a secret here.
    #[must_use]
    pub fn query<K: AsRef<str>, V: AsRef<str>>(
        mut self,
        parameters: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut separator = if self.wire.url.contains('?') {
            '&'
        } else {
            '?'
        };
        for (name, value) in parameters {
            self.wire.url.push(separator);
            self.wire.url.push_str(&percent_encode(name.as_ref()));
            self.wire.url.push('=');
            self.wire.url.push_str(&percent_encode(value.as_ref()));
            separator = '&';
        }
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.wire.headers.push(Header::new(name, value));
        self
    }

    /// Adds a header whose value is a credential: it is masked wherever a request is shown.
    #[must_use]
    pub fn secret_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.wire.headers.push(Header::sensitive(name, value));
        self
    }

    /// Authenticates with a user name and a password (RFC 7617).
    #[must_use]
    pub fn basic_auth(self, user: &str, password: &Secret<String>) -> Self {
        let credentials = base64(format!("{user}:{}", password.expose()).as_bytes());
        self.secret_header("Authorization", format!("Basic {credentials}"))
    }

    /// Authenticates with a bearer token (RFC 6750).
    #[must_use]
    pub fn bearer(self, token: &Secret<String>) -> Self {
        self.secret_header("Authorization", format!("Bearer {}", token.expose()))
    }

    /// Sets the body to a form (`application/x-www-form-urlencoded`), in the order of the fields.
    #[must_use]
    pub fn form<K: AsRef<str>, V: AsRef<str>>(
        self,
        fields: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.body("application/x-www-form-urlencoded", form_string(fields))
    }

    /// Sets the body to a JSON document.
    ///
    /// # Panics
    /// When `document` cannot be JSON, for example a map whose keys are not strings.
    #[must_use]
    pub fn json(self, document: &impl Serialize) -> Self {
        self.body("application/json", to_json(document))
    }

    /// Sets the body to a text of this media type.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<String>) -> Self {
        self.wire
            .headers
            .push(Header::new("Content-Type", content_type));
        self.wire.body = body.into();
        self
    }

    /// Comes back with the response, as the `state` of [`Connector::next`](crate::Connector::next).
    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// Says that the request sends no message, whatever becomes of it: it fetches a token or the like.
    /// The reply goes to [`Connector::next`](crate::Connector::next) with this state. Only a failure of
    /// the request that follows may leave the outcome open.
    #[must_use]
    pub fn prepares(mut self, state: impl Into<String>) -> Self {
        self.prepares = true;
        self.state(state)
    }

    /// Has the host keep a value for later messages, for so many seconds: they find it in
    /// [`Call::kept`](connector_api::Call::kept). For tokens; the host treats it like a secret.
    #[must_use]
    pub fn keep(mut self, value: impl Into<String>, seconds: u64) -> Self {
        self.keep = Some(Keep::new(value, seconds));
        self
    }

    /// The protocol's document of this request.
    pub fn into_wire(self) -> connector_api::HttpRequest {
        self.wire
    }
}

/// The step of a connector that needs another exchange.
impl From<HttpRequest> for Step {
    fn from(request: HttpRequest) -> Self {
        let mut exchange = Exchange::new(request.wire);
        exchange.state = request.state;
        exchange.prepares = request.prepares;
        exchange.keep = request.keep;
        Self::Exchange(exchange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_and_credentials_are_encoded_as_their_standards_say() {
        let request = HttpRequest::post("https://api.example/send")
            .query([("q", "a b&c/ü")])
            .basic_auth("user", &Secret::new("pass:word".to_owned()))
            .form([("to", "+1"), ("text", "a b&ü*~")])
            .into_wire();
        assert_eq!(request.url, "https://api.example/send?q=a%20b%26c%2F%C3%BC");
        assert_eq!(request.body, "to=%2B1&text=a+b%26%C3%BC*%7E");
        let authorization = request.headers.first().unwrap();
        assert_eq!(authorization.value, "Basic dXNlcjpwYXNzOndvcmQ=");
        assert!(authorization.sensitive);
    }
}
