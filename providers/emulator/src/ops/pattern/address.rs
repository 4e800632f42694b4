//! IP addresses and ranges of them.

use std::net::IpAddr;

/// A range of addresses: `10.0.0.0/24`, `2001:db8::/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    base: IpAddr,
    bits: u32,
}

impl Block {
    /// Reads a range, refusing in AWS's words.
    pub(super) fn parse(text: &str) -> Result<Block, String> {
        let mut parts = text.split('/');
        let (Some(address), Some(bits), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err("Malformed CIDR, one '/' required".to_owned());
        };
        let Ok(bits) = bits.parse::<i64>() else {
            return Err("Malformed CIDR, mask bits must be an integer".to_owned());
        };
        if bits < 0 {
            return Err("Malformed CIDR, mask bits must not be negative".to_owned());
        }
        let Ok(base) = address.parse::<IpAddr>() else {
            return Err(format!("Nonstandard IP address: {address}"));
        };
        let (most, kind) = if base.is_ipv4() { (32, "IPv4") } else { (128, "IPv6") };
        match u32::try_from(bits) {
            Ok(bits) if bits < most => Ok(Block { base, bits }),
            _ => Err(format!("{kind} mask bits must be < {most}")),
        }
    }

    /// Whether a text is an address in the range.
    pub(super) fn holds(&self, text: &str) -> bool {
        match (self.base, text.parse::<IpAddr>()) {
            (IpAddr::V4(base), Ok(IpAddr::V4(address))) => {
                let shift = 32 - self.bits;
                let top = |value: u32| u64::from(value) >> shift;
                top(base.to_bits()) == top(address.to_bits())
            }
            (IpAddr::V6(base), Ok(IpAddr::V6(address))) => {
                let top = |value: u128| value.checked_shr(128 - self.bits).unwrap_or(0);
                top(base.to_bits()) == top(address.to_bits())
            }
            _ => false,
        }
    }
}

/// Whether two texts are the same text, or spell the same address.
pub(super) fn same(one: &str, two: &str) -> bool {
    one == two
        || matches!((one.parse::<IpAddr>(), two.parse::<IpAddr>()), (Ok(one), Ok(two)) if one == two)
}
