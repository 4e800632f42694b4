//! Arithmetic with networks in CIDR notation.
use super::Looks::Inside;
use super::{Call, Failure, Function, MANY, fail, row};
use cutover_schemas::value::Value;
use std::net::IpAddr;

pub(super) const TABLE: &[Function] = &[
    row(
        "cidrsubnet",
        "cidrsubnet(network, bits, number)",
        "The network of that number, when the network's prefix grows by so many bits.",
        (3, 3),
        Inside,
        |call| {
            let network = network(call)?;
            let smaller = network.longer(call.int(1)?, 1)?;
            let number = u128::try_from(call.int(2)?).ok();
            let added = smaller.prefix - network.prefix;
            let number = number.filter(|n| added >= 128 || n >> added == 0);
            let number = number
                .ok_or_else(|| fail(2, format!("{added} more bits don't hold this number")))?;
            Ok(Value::Text(smaller.moved(number).to_string()))
        },
    ),
    row(
        "cidrsubnets",
        "cidrsubnets(network, bits...)",
        "Networks one behind the other, each with a prefix longer by so many bits.",
        (1, MANY),
        Inside,
        cidrsubnets,
    ),
    row(
        "cidrhost",
        "cidrhost(network, number)",
        "The address of that number in a network; negative ones count from its end.",
        (2, 2),
        Inside,
        |call| {
            let network = network(call)?;
            let number = call.int(1)?;
            let hosts = network.bits() - network.prefix;
            let most = if hosts >= 128 { u128::MAX } else { (1 << hosts) - 1 };
            let size = u128::from(number.unsigned_abs());
            let number = if number < 0 { most.checked_sub(size - 1) } else { Some(size) };
            let number = number
                .filter(|n| *n <= most)
                .ok_or_else(|| fail(1, "the network is smaller than that"))?;
            Ok(Value::Text(network.address(network.first | number).to_string()))
        },
    ),
    row(
        "cidrnetmask",
        "cidrnetmask(network)",
        "The mask of an IPv4 network, as in `255.255.0.0`.",
        (1, 1),
        Inside,
        |call| {
            let network = network(call)?;
            if !network.four {
                return Err(fail(0, "only IPv4 networks have masks"));
            }
            Ok(Value::Text(network.address(network.mask()).to_string()))
        },
    ),
];

/// A network: its first address, and how many bits of it are its own.
#[derive(Clone, Copy)]
struct Network {
    four: bool,
    first: u128,
    prefix: u32,
}

impl Network {
    fn bits(self) -> u32 {
        if self.four { 32 } else { 128 }
    }

    fn mask(self) -> u128 {
        let ones = if self.four { u128::from(u32::MAX) } else { u128::MAX };
        let hosts = self.bits() - self.prefix;
        ones & ones.checked_shl(hosts).unwrap_or(0)
    }

    /// The first network whose prefix is longer by so many bits.
    fn longer(self, bits: i64, argument: usize) -> Result<Self, Failure> {
        let prefix = u32::try_from(bits).ok().and_then(|bits| self.prefix.checked_add(bits));
        let prefix = prefix.filter(|prefix| *prefix <= self.bits());
        let prefix = prefix.ok_or_else(|| {
            fail(argument, format!("a prefix of {} bits can't grow by this", self.prefix))
        })?;
        Ok(Self { prefix, ..self })
    }

    /// The network so many places further; the caller knows that there is one.
    fn moved(self, number: u128) -> Self {
        let step = number.checked_shl(self.bits() - self.prefix).unwrap_or(0);
        Self { first: self.first | step, ..self }
    }

    fn address(self, bits: u128) -> IpAddr {
        match u32::try_from(bits) {
            Ok(bits) if self.four => IpAddr::V4(bits.into()),
            _ => IpAddr::V6(bits.into()),
        }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address(self.first), self.prefix)
    }
}

fn network(call: &Call<'_, '_>) -> Result<Network, Failure> {
    let text = call.text(0)?;
    let read = || {
        let (address, prefix) = text.split_once('/')?;
        let digits = prefix.chars().all(|c| c.is_ascii_digit());
        let prefix = prefix.parse().ok().filter(|_| digits)?;
        let (four, first) = match address.parse().ok()? {
            IpAddr::V4(four) => (true, u128::from(u32::from(four))),
            IpAddr::V6(six) => (false, u128::from(six)),
        };
        let network = Network { four, first, prefix };
        (prefix <= network.bits()).then(|| Network { first: first & network.mask(), ..network })
    };
    read().ok_or_else(|| fail(0, "this is no network such as `10.0.0.0/16`"))
}

/// Each begins where the one before ended, or behind that where its own size says so.
fn cidrsubnets(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let whole = network(call)?;
    let end = whole.first | !whole.mask() & (u128::MAX >> (128 - whole.bits()));
    let mut next = Some(whole.first);
    let mut networks = Vec::new();
    for at in 1..call.len() {
        let smaller = whole.longer(call.int(at)?, at)?;
        let size = 1_u128.checked_shl(whole.bits() - smaller.prefix);
        let first = next.and_then(|next| match size {
            Some(size) => next.checked_next_multiple_of(size),
            None => Some(next),
        });
        let first = first.filter(|first| *first <= end);
        let first = first.ok_or_else(|| fail(at, "the network has no room left for this one"))?;
        networks.push(Value::Text(Network { first, ..smaller }.to_string()));
        next = size.and_then(|size| first.checked_add(size)).filter(|next| *next <= end);
    }
    Ok(Value::List(networks))
}
