//! Which addresses are internal, and which of them the operator allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Decides about addresses, literal in a URL or resolved from a name.
#[derive(Debug, Clone, Default)]
pub(super) struct AddressGuard {
    allowed: Vec<IpNet>,
}

/// An address that is not on the public internet and not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{address} is {range} and not in [egress] allow_private")]
pub(super) struct ForbiddenAddress {
    pub(super) address: IpAddr,
    /// What the address is, with its article: `a private address`.
    pub(super) range: &'static str,
}

impl AddressGuard {
    pub(super) fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Passes public addresses and those in an allowed range.
    pub(super) fn check(&self, address: IpAddr) -> Result<(), ForbiddenAddress> {
        match internal_range(address) {
            Some(range) if !self.is_allowed(address) => Err(ForbiddenAddress { address, range }),
            _ => Ok(()),
        }
    }

    /// An IPv4 range also covers the IPv6 forms that carry its addresses.
    fn is_allowed(&self, address: IpAddr) -> bool {
        let contains = |address: &IpAddr| self.allowed.iter().any(|net| net.contains(address));
        contains(&address)
            || matches!(address, IpAddr::V6(v6)
                if embedded_v4(v6).is_some_and(|v4| contains(&IpAddr::V4(v4))))
    }
}

/// What kind of internal address this is; none for a public one.
fn internal_range(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => find(&INTERNAL_V4, |net| net.contains(&v4)),
        // Networks without IPv4 reach it through this prefix, so the address behind it decides.
        IpAddr::V6(v6) if NAT64.contains(&v6) => {
            embedded_v4(v6).and_then(|v4| internal_range(IpAddr::V4(v4)))
        }
        IpAddr::V6(v6) => find(&INTERNAL_V6, |net| net.contains(&v6))
            .or((!GLOBAL_UNICAST.contains(&v6)).then_some("a reserved address")),
    }
}

fn find<N>(table: &[(N, &'static str)], holds: impl Fn(&N) -> bool) -> Option<&'static str> {
    table
        .iter()
        .find(|(net, _)| holds(net))
        .map(|(_, range)| *range)
}

/// The IPv4 address in the last 32 bits, of the forms that have one there.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [.., a, b, c, d] = address.octets();
    (NAT64.contains(&address) || MAPPED.contains(&address)).then(|| Ipv4Addr::new(a, b, c, d))
}

const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);
const MAPPED: Ipv6Net = v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 96);
const GLOBAL_UNICAST: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// <https://www.iana.org/assignments/iana-ipv4-special-registry>, and the metadata service that
/// one cloud keeps at a public address.
const INTERNAL_V4: [(Ipv4Net, &str); 17] = [
    (v4([0, 0, 0, 0], 8), "an unspecified address"),
    (v4([10, 0, 0, 0], 8), "a private address"),
    (v4([100, 64, 0, 0], 10), "a carrier-grade NAT address"),
    (v4([127, 0, 0, 0], 8), "a loopback address"),
    (v4([168, 63, 129, 16], 32), "a cloud metadata address"),
    (v4([169, 254, 0, 0], 16), "a link-local address"),
    (v4([172, 16, 0, 0], 12), "a private address"),
    (v4([192, 0, 0, 0], 24), "a protocol assignment"),
    (v4([192, 0, 2, 0], 24), "a documentation address"),
    (v4([192, 88, 99, 0], 24), "a 6to4 relay address"),
    (v4([192, 168, 0, 0], 16), "a private address"),
    (v4([198, 18, 0, 0], 15), "a benchmarking address"),
    (v4([198, 51, 100, 0], 24), "a documentation address"),
    (v4([203, 0, 113, 0], 24), "a documentation address"),
    (v4([224, 0, 0, 0], 4), "a multicast address"),
    (v4([255, 255, 255, 255], 32), "the broadcast address"),
    (v4([240, 0, 0, 0], 4), "a reserved address"),
];

/// <https://www.iana.org/assignments/iana-ipv6-special-registry>. What is outside `2000::/3` and
/// not named here is refused as reserved.
const INTERNAL_V6: [(Ipv6Net, &str); 15] = [
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 128), "an unspecified address"),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), "a loopback address"),
    (MAPPED, "an IPv4-mapped address"),
    (
        v6([0, 0, 0, 0, 0, 0, 0, 0], 96),
        "an IPv4-compatible address",
    ),
    (
        v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96),
        "an IPv4-translated address",
    ),
    (
        v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48),
        "a local NAT64 address",
    ),
    (v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64), "a discard address"),
    (
        v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
        "a protocol assignment",
    ),
    (
        v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
        "a documentation address",
    ),
    (
        v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
        "a documentation address",
    ),
    (v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), "a 6to4 address"),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), "a private address"),
    (
        v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10),
        "a link-local address",
    ),
    (
        v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10),
        "a site-local address",
    ),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), "a multicast address"),
];

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c, d, e, f, g, h]: [u16; 8], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, allowed: &[&str], expected: &str) {
        let guard = AddressGuard::new(allowed.iter().map(|net| net.parse().unwrap()).collect());
        let found = match guard.check(address.parse().unwrap()) {
            Ok(()) => "ok",
            Err(forbidden) => forbidden.range,
        };
        assert_eq!(found, expected, "{address} with {allowed:?}");
    }

    #[test]
    fn public_addresses_pass() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "168.63.129.15",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700:4700::1111",
            "2a00:1450:4001::1",
            "64:ff9b::8.8.8.8",
        ] {
            check(address, &[], "ok");
        }
    }

    #[test]
    fn internal_addresses_are_named_for_what_they_are() {
        for (address, range) in [
            ("0.0.0.0", "an unspecified address"),
            ("0.1.2.3", "an unspecified address"),
            ("10.0.0.1", "a private address"),
            ("10.255.255.255", "a private address"),
            ("100.64.0.1", "a carrier-grade NAT address"),
            ("100.100.100.200", "a carrier-grade NAT address"),
            ("127.0.0.1", "a loopback address"),
            ("127.8.9.10", "a loopback address"),
            ("168.63.129.16", "a cloud metadata address"),
            ("169.254.169.254", "a link-local address"),
            ("172.16.0.1", "a private address"),
            ("172.31.255.255", "a private address"),
            ("192.0.0.192", "a protocol assignment"),
            ("192.0.2.1", "a documentation address"),
            ("192.88.99.1", "a 6to4 relay address"),
            ("192.168.1.1", "a private address"),
            ("198.19.255.255", "a benchmarking address"),
            ("198.51.100.7", "a documentation address"),
            ("203.0.113.7", "a documentation address"),
            ("224.0.0.1", "a multicast address"),
            ("239.255.255.255", "a multicast address"),
            ("240.0.0.1", "a reserved address"),
            ("255.255.255.255", "the broadcast address"),
            ("::", "an unspecified address"),
            ("::1", "a loopback address"),
            ("::127.0.0.1", "an IPv4-compatible address"),
            ("::ffff:127.0.0.1", "an IPv4-mapped address"),
            ("::ffff:8.8.8.8", "an IPv4-mapped address"),
            ("::ffff:0:8.8.8.8", "an IPv4-translated address"),
            ("64:ff9b::127.0.0.1", "a loopback address"),
            ("64:ff9b::169.254.169.254", "a link-local address"),
            ("64:ff9b:1::1", "a local NAT64 address"),
            ("64:ff9b:2::1", "a reserved address"),
            ("100::1", "a discard address"),
            ("2001::1", "a protocol assignment"),
            ("2001:db8::1", "a documentation address"),
            ("3fff::1", "a documentation address"),
            ("2002:7f00:1::", "a 6to4 address"),
            ("4000::1", "a reserved address"),
            ("5f00::1", "a reserved address"),
            ("fc00::1", "a private address"),
            ("fd00:ec2::254", "a private address"),
            ("fe80::1", "a link-local address"),
            ("fec0::1", "a site-local address"),
            ("ff02::1", "a multicast address"),
        ] {
            check(address, &[], range);
        }
    }

    #[test]
    fn allowed_ranges_pass_in_every_form_of_their_addresses() {
        check("10.1.2.3", &["10.1.0.0/16"], "ok");
        check("10.2.2.3", &["10.1.0.0/16"], "a private address");
        check("::ffff:10.1.2.3", &["10.1.0.0/16"], "ok");
        check("64:ff9b::10.1.2.3", &["10.1.0.0/16"], "ok");
        check("64:ff9b::10.1.2.3", &["64:ff9b::/96"], "ok");
        check("::1", &["127.0.0.0/8"], "a loopback address");
        check("::1", &["::1/128"], "ok");
        check("fd12::1", &["fd00::/8"], "ok");
    }
}
