//! Which client a request comes from, for counting.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};

/// A client as far as its address tells: one IPv4 address, or one IPv6 network
/// of 64 bits, which is what a single household or office is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ClientAddress(IpAddr);

impl ClientAddress {
    /// The address of whoever sent `request` through `trusted_proxies` proxies of ours.
    ///
    /// Each proxy adds the address it was called from at the right end of
    /// `X-Forwarded-For`, so the client stands as many entries from the right as
    /// there are proxies. Everything further left is what the client wrote. If
    /// the entry is missing or is no address, the request did not come the way
    /// we know and counts for the address of the connection.
    pub(super) fn of(request: &Request, trusted_proxies: u8) -> Self {
        let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let connection = connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |connected| {
            connected.0.ip()
        });
        Self::from(forwarded(request, trusted_proxies).unwrap_or(connection))
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
            v4 => v4,
        })
    }
}

fn forwarded(request: &Request, trusted_proxies: u8) -> Option<IpAddr> {
    let from_right = usize::from(trusted_proxies).checked_sub(1)?;
    // The header may be repeated; the lines count as one list.
    let mut entries = Vec::new();
    for line in request.headers().get_all("x-forwarded-for") {
        entries.extend(line.to_str().ok()?.split(','));
    }
    let entry = entries.into_iter().rev().nth(from_right)?.trim();
    // Some proxies add the port.
    let with_port = || entry.parse().map(|socket: SocketAddr| socket.ip()).ok();
    entry.parse().ok().or_else(with_port)
}
