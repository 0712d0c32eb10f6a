//! What goes wrong with a reply, in builder style.

use std::fmt;
use std::time::Duration;

/// A fault for one request. Its parts combine: `.reply(503, "").reply_after(second).drip(1, ms)`.
///
/// Unless a part replaces the provider ([`reply`](Self::reply), [`redirect`](Self::redirect)) or
/// cuts the request off, the provider *does* process the request and only its answer suffers.
/// That is the worst case for a sender: the message is on its way and the verdict is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a fault does nothing until it is given to a simulator"]
pub struct Fault {
    pub(super) request_limit: Option<usize>,
    pub(super) content: Content,
    pub(super) headers: Vec<(String, String)>,
    pub(super) delay: Option<Duration>,
    pub(super) delivery: Delivery,
    pub(super) close: bool,
}

/// Where the answer's body comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Content {
    #[default]
    Provider,
    Replaced {
        status: u16,
        body: String,
    },
    Redirect {
        to: String,
    },
    Garbage,
    Html,
    TruncatedJson,
    Huge {
        bytes: u64,
    },
    GzipBomb,
    NotHttp,
}

/// How the answer's bytes are put on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Delivery {
    #[default]
    Whole,
    Drip {
        bytes: usize,
        interval: Duration,
    },
    ResetAfter {
        bytes: u64,
    },
    CloseAfter {
        bytes: u64,
    },
    Never,
}

impl Fault {
    /// No fault yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers in the provider's place, which never sees the request.
    pub fn reply(mut self, status: u16, body: impl Into<String>) -> Self {
        let body = body.into();
        self.content = Content::Replaced { status, body };
        self
    }

    /// Answers 307 with a `Location`, in the provider's place.
    pub fn redirect(mut self, to: impl Into<String>) -> Self {
        self.content = Content::Redirect { to: to.into() };
        self
    }

    /// Replaces the body by bytes that are neither text nor JSON; the status stays.
    pub fn garbage(mut self) -> Self {
        self.content = Content::Garbage;
        self
    }

    /// Replaces the body by a web page, as a proxy in front of the provider would; 200.
    pub fn html(mut self) -> Self {
        self.content = Content::Html;
        self
    }

    /// Sends the first half of the provider's body as if it were the whole.
    pub fn truncated_json(mut self) -> Self {
        self.content = Content::TruncatedJson;
        self
    }

    /// Replaces the body by this many bytes of JSON white space, made as they are sent.
    pub fn huge(mut self, bytes: u64) -> Self {
        self.content = Content::Huge { bytes };
        self
    }

    /// Replaces the body by a valid gzip stream of about 1 MiB that holds 1 GiB of white space.
    pub fn gzip_bomb(mut self) -> Self {
        self.content = Content::GzipBomb;
        self
    }

    /// Replaces the whole response by bytes that are not HTTP.
    pub fn not_http(mut self) -> Self {
        self.content = Content::NotHttp;
        self
    }

    /// Adds a header to the answer, for example `Retry-After`; replaces one of the same name.
    pub fn reply_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits before the first byte of the answer.
    pub fn reply_after(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Sends the raw response this many bytes at a time.
    pub fn drip(mut self, bytes: usize, interval: Duration) -> Self {
        let bytes = bytes.max(1);
        self.delivery = Delivery::Drip { bytes, interval };
        self
    }

    /// Resets the connection (TCP RST) after this many bytes of the raw response, head included.
    pub fn reset_after_bytes(mut self, bytes: u64) -> Self {
        self.delivery = Delivery::ResetAfter { bytes };
        self
    }

    /// Closes the connection in order (TCP FIN) after this many bytes of the raw response.
    pub fn close_after_bytes(mut self, bytes: u64) -> Self {
        self.delivery = Delivery::CloseAfter { bytes };
        self
    }

    /// Closes the connection in order, without an answer.
    pub fn close_before_reply(self) -> Self {
        self.close_after_bytes(0)
    }

    /// Keeps the connection open and silent until the client gives up.
    pub fn never_answer(mut self) -> Self {
        self.delivery = Delivery::Never;
        self
    }

    /// Closes the connection right after the answer without having announced it, so that the
    /// next request may go out on a stale connection.
    pub fn close_idle(mut self) -> Self {
        self.close = true;
        self
    }

    /// Resets the connection after this many bytes of the *request*; the provider never sees it.
    ///
    /// With 0 the reset answers the first byte of the request. For the second request of a
    /// connection that is what a stale keep-alive connection looks like from the client's side.
    pub fn reset_after_request_bytes(mut self, bytes: usize) -> Self {
        self.request_limit = Some(bytes);
        self
    }
}

/// The parts of the fault, as the ledger shows them; nothing when there is none.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = self
            .request_limit
            .map(|n| format!("reset after {n} request bytes"));
        let content = match &self.content {
            Content::Provider => None,
            Content::Replaced { status, .. } => Some(format!("reply {status}")),
            Content::Redirect { to } => Some(format!("redirect to {to}")),
            Content::Garbage => Some("garbage".to_owned()),
            Content::Html => Some("html".to_owned()),
            Content::TruncatedJson => Some("truncated json".to_owned()),
            Content::Huge { bytes } => Some(format!("body of {bytes} bytes")),
            Content::GzipBomb => Some("gzip bomb".to_owned()),
            Content::NotHttp => Some("not http".to_owned()),
        };
        let delivery = match &self.delivery {
            Delivery::Whole => None,
            Delivery::Drip { bytes, interval } => Some(format!("drip {bytes} per {interval:?}")),
            Delivery::ResetAfter { bytes } => Some(format!("reset after {bytes} bytes")),
            Delivery::CloseAfter { bytes } => Some(format!("close after {bytes} bytes")),
            Delivery::Never => Some("never answered".to_owned()),
        };
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let parts: Vec<String> = [request, content]
            .into_iter()
            .flatten()
            .chain(headers)
            .chain(self.delay.map(|delay| format!("after {delay:?}")))
            .chain(delivery)
            .chain(self.close.then(|| "then closed".to_owned()))
            .collect();
        f.write_str(&parts.join(", "))
    }
}
