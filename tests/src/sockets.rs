//! The sockets of a process, as Linux tells them in `/proc`.
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What a socket speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// A stream, or a door for some.
    Tcp,
    /// Datagrams.
    Udp,
}

/// One socket of the internet kind.
#[derive(Clone, Debug)]
pub struct Socket {
    /// What it speaks.
    pub protocol: Protocol,
    /// This end.
    pub local: SocketAddr,
    /// The other end; port 0 where there is none.
    pub remote: SocketAddr,
    state: String,
}

impl Socket {
    /// Whether it takes connections.
    pub fn listens(&self) -> bool {
        self.state == "0A"
    }

    /// Whether neither end is on another machine, and nobody there can reach it.
    pub fn is_loopback(&self) -> bool {
        let remote = self.remote.port() == 0 || loopback(self.remote.ip());
        loopback(self.local.ip()) && remote
    }
}

fn loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// The sockets that a process holds; none where it is gone.
pub fn of(id: u32) -> Vec<Socket> {
    let held = inodes(id);
    let tables = [
        ("tcp", Protocol::Tcp),
        ("tcp6", Protocol::Tcp),
        ("udp", Protocol::Udp),
        ("udp6", Protocol::Udp),
    ];
    let rows = tables.into_iter().flat_map(|(file, protocol)| {
        // A machine without IPv6 has no table of it.
        let text = std::fs::read_to_string(format!("/proc/{id}/net/{file}")).unwrap_or_default();
        text.lines().skip(1).filter_map(|line| row(protocol, line)).collect::<Vec<_>>()
    });
    rows.filter(|(inode, _)| held.contains(inode)).map(|(_, socket)| socket).collect()
}

/// The inodes of all sockets among a process's files.
fn inodes(id: u32) -> BTreeSet<String> {
    let files = std::fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
    let links = files.filter_map(|file| std::fs::read_link(file.path()).ok());
    let names = links.filter_map(|link| link.to_str().map(str::to_owned));
    let inode = |name: String| Some(name.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned());
    names.filter_map(inode).collect()
}

/// `sl local remote st tx:rx tr:when retrnsmt uid timeout inode ..`.
fn row(protocol: Protocol, line: &str) -> Option<(String, Socket)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (local, remote) = (address(words.get(1)?)?, address(words.get(2)?)?);
    let state = (*words.get(3)?).to_owned();
    Some(((*words.get(9)?).to_owned(), Socket { protocol, local, remote, state }))
}

/// `0100007F:1234`: words of four bytes as this machine stores them, then the port.
fn address(text: &str) -> Option<SocketAddr> {
    let (ip, port) = text.split_once(':')?;
    let words = ip.as_bytes().chunks(8).map(|word| {
        u32::from_str_radix(std::str::from_utf8(word).ok()?, 16).ok().map(u32::to_ne_bytes)
    });
    let bytes = words.collect::<Option<Vec<_>>>()?.concat();
    let ip = match bytes.len() {
        4 => IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?)),
        _ => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?)),
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}
