//! The other end of the wire: reqwest for what a client makes of an answer, and a bare socket
//! where single bytes and the way a connection ends matter.

use std::io;
use std::sync::Once;

use connector_testkit::sim::{Controls, HttpReceiver, LOOPBACK, Simulator, SimulatorHandle};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A document that the receiver accepts.
pub(crate) const GOOD: &str =
    r#"{"to":"+14155550100","type":"SignIn","payload":{"code":"123456"}}"#;

/// A client without proxies, redirects and retries of its own.
pub(crate) fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap()
    });
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .unwrap()
}

/// A receiver of the `http` connector, for tests that are about the socket.
pub(crate) async fn receiver() -> SimulatorHandle<HttpReceiver> {
    Simulator::start(HttpReceiver::new(), LOOPBACK)
        .await
        .unwrap()
}

/// A request that the receiver accepts.
pub(crate) fn send(
    client: &reqwest::Client,
    sim: &Controls<HttpReceiver>,
) -> reqwest::RequestBuilder {
    let request = client.post(format!("{}/sms", sim.url()));
    request
        .header("content-type", "application/json")
        .body(GOOD)
}

/// One connection, written and read by hand.
pub(crate) struct Raw(TcpStream);

impl Raw {
    pub(crate) async fn connect(sim: &Controls<HttpReceiver>) -> Self {
        Self(TcpStream::connect(sim.addr()).await.unwrap())
    }

    pub(crate) async fn write(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Sends a request that the receiver accepts.
    pub(crate) async fn send(&mut self) {
        let length = GOOD.len();
        self.write(&format!(
            "POST /sms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{GOOD}"
        ))
        .await;
    }

    /// Reads so many bytes.
    pub(crate) async fn read(&mut self, count: usize) -> String {
        let mut bytes = vec![0; count];
        self.0.read_exact(&mut bytes).await.unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// Reads the head of a response, and the length that it announces.
    pub(crate) async fn read_head(&mut self) -> (String, usize) {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            head.push_str(&self.read(1).await);
        }
        let mut lines = head.lines();
        let length = lines
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap();
        let length = length.parse().unwrap();
        (head, length)
    }

    /// Reads one response that is framed by its length.
    pub(crate) async fn read_response(&mut self) -> String {
        let (head, length) = self.read_head().await;
        head + &self.read(length).await
    }

    /// Reads until the connection ends, and says how it ended.
    pub(crate) async fn read_to_end(&mut self) -> (Vec<u8>, io::Result<()>) {
        let mut bytes = Vec::new();
        let end = self.0.read_to_end(&mut bytes).await.map(drop);
        (bytes, end)
    }

    /// Reads until the connection is reset, and gives what came before.
    #[track_caller]
    pub(crate) fn assert_reset((bytes, end): (Vec<u8>, io::Result<()>)) -> String {
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
        String::from_utf8(bytes).unwrap()
    }

    /// Reads until the connection is closed in order, and gives what came before.
    #[track_caller]
    pub(crate) fn assert_closed((bytes, end): (Vec<u8>, io::Result<()>)) -> Vec<u8> {
        end.unwrap();
        bytes
    }
}
