//! Ports that nobody else gets.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;

use rustix::io;
use rustix::net::{
    AddressFamily, SocketFlags, SocketType, bind, getsockname, socket_with, sockopt,
};

use crate::chore::{Chore, Context};

/// An address on loopback for a server that is about to be started, and maybe started again.
///
/// It is held by a socket that is bound and never listens. The system gives such a port neither to those who
/// ask for any port nor to those who connect; a server that asks for this very one gets it.
pub(crate) struct Reserved {
    pub(crate) address: SocketAddr,
    _holder: OwnedFd,
}

impl Reserved {
    pub(crate) fn new() -> Chore<Self> {
        hold().context("there is no free port")
    }
}

fn hold() -> io::Result<Reserved> {
    let holder = socket_with(
        AddressFamily::INET,
        SocketType::STREAM,
        SocketFlags::CLOEXEC,
        None,
    )?;
    sockopt::set_socket_reuseaddr(&holder, true)?;
    bind(&holder, &SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    Ok(Reserved {
        address: getsockname(&holder)?.try_into()?,
        _holder: holder,
    })
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_server_gets_the_port_as_often_as_it_is_started() {
        let reserved = Reserved::new().unwrap();
        for _ in 0..3 {
            let server = TcpListener::bind(reserved.address).unwrap();
            let _client = TcpStream::connect(reserved.address).unwrap();
            let _connection = server.accept().unwrap();
        }
    }

    #[test]
    fn a_port_is_reserved_once() {
        let reserved: Vec<Reserved> = (0..300).map(|_| Reserved::new().unwrap()).collect();
        let mut ports: Vec<u16> = reserved.iter().map(|one| one.address.port()).collect();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), reserved.len());
    }
}
