//! `[server]`: where the service listens.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use super::section::section;

section! {
    /// Where the service listens.
    ["server"] Server {
        /// Address of the HTTP API.
        ///
        /// IP address and port; port 0 lets the system choose one.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), example "0.0.0.0:8080";

        /// Address of a second listener, for health and metrics.
        ///
        /// IP address and port; `/livez`, `/readyz` and `/metrics` need no key there.
        /// Not set: there is no second listener.
        admin_listen: Option<SocketAddr> = None, example "127.0.0.1:9090";

        /// Certificate of the HTTP API.
        ///
        /// A PEM file with the certificate and those that vouch for it; needs `tls_key`.
        /// Not set: plain HTTP, which is answered on loopback only.
        tls_cert: Option<PathBuf> = None, example "/etc/switchboard/tls.crt";

        /// Private key of the certificate.
        ///
        /// A PEM file; needs `tls_cert`. Let only the service read it.
        tls_key: Option<PathBuf> = None, example "/etc/switchboard/tls.key";
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn the_default_is_reachable_from_this_machine_only() {
        assert!(Server::default().listen.ip().is_loopback());
    }

    #[test]
    fn a_name_is_not_an_address() {
        check(
            "[server]\nlisten = \"localhost:8080\"\nadmin_listen = 9090\n",
            "switchboard.toml:2:10: server.listen: \"localhost:8080\" is not an IP address and a port; write \"127.0.0.1:8080\"\n\
             switchboard.toml:3:16: server.admin_listen: \"9090\" is not an IP address and a port; write \"127.0.0.1:9090\"",
        );
    }
}
