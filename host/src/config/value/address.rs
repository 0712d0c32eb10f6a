//! An IP address with a port.

use std::net::{IpAddr, SocketAddr};

use super::setting::TextSetting;
use crate::config::problem::{Complaint, quoted};

impl TextSetting for SocketAddr {
    const EXPECTED: &'static str = "an IP address and a port such as \"127.0.0.1:8080\"";

    fn parse(text: &str) -> Result<Self, Complaint> {
        text.parse().map_err(|_| {
            let complaint =
                Complaint::new(format!("{} is not an IP address and a port", quoted(text)));
            complaint.hint(format!("write {}", quoted(&probable_address(text))))
        })
    }

    fn to_text(&self) -> String {
        self.to_string()
    }
}

/// The address that was probably meant, on loopback when no IP address was given.
fn probable_address(text: &str) -> String {
    const PORT: u16 = 8080;
    if let Ok(address) = text.parse::<IpAddr>() {
        return SocketAddr::from((address, PORT)).to_string();
    }
    let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
    let port: u16 = port.parse().unwrap_or(PORT);
    match host {
        "*" => format!("0.0.0.0:{port}"),
        host if host.parse::<IpAddr>().is_ok() => format!("{host}:{port}"),
        _ => format!("127.0.0.1:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, advice: &str) {
        let complaint = SocketAddr::parse(text).unwrap_err();
        assert_eq!(complaint.suggestion.unwrap(), format!("write \"{advice}\""));
    }

    #[test]
    fn the_advice_keeps_what_could_be_understood() {
        check("8080", "127.0.0.1:8080");
        check(":9090", "127.0.0.1:9090");
        check("localhost:9090", "127.0.0.1:9090");
        check("*:9090", "0.0.0.0:9090");
        check("10.0.0.1", "10.0.0.1:8080");
        check("::1", "[::1]:8080");
        check("10.0.0.1:99999", "10.0.0.1:8080");
        check("nonsense", "127.0.0.1:8080");
    }
}
