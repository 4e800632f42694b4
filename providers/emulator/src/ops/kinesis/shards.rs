//! The key space and its parts.

use md5::{Digest as _, Md5};

use super::model::{Shard, Stream};

/// Where a partition key lies.
pub(super) fn hash_of(partition_key: &str) -> u128 {
    u128::from_be_bytes(Md5::digest(partition_key.as_bytes()).into())
}

/// The open shard that a place belongs to.
pub(super) fn at(stream: &Stream, hash: u128) -> Option<&Shard> {
    stream.shards.iter().find(|shard| shard.is_open() && (shard.low..=shard.high).contains(&hash))
}

/// The bounds of so many equal parts of the key space.
pub(super) fn parts(count: u64) -> Vec<(u128, u128)> {
    let count = u128::from(count.max(1));
    // The space has one place more than the largest number: the quotient of that by the count.
    let width = match (u128::MAX / count, u128::MAX % count) {
        (quotient, rest) if rest + 1 == count => quotient.saturating_add(1),
        (quotient, _) => quotient,
    };
    (0..count)
        .map(|place| {
            let low = width.saturating_mul(place);
            let high = if place + 1 == count { u128::MAX } else { low + width - 1 };
            (low, high)
        })
        .collect()
}

/// Puts a new shard of these bounds into a stream, the child of the shards it overlaps among `closed`.
pub(super) fn open(
    stream: &mut Stream,
    (low, high): (u128, u128),
    closed: &[Shard],
    now_ms: u64,
) -> u64 {
    let overlaps = |shard: &&Shard| shard.low <= high && low <= shard.high;
    let number = stream.next_shard;
    stream.next_shard += 1;
    stream.shards.push(Shard {
        number,
        parents: closed.iter().filter(overlaps).map(|shard| shard.number).collect(),
        low,
        high,
        opened_ms: now_ms,
        closed: None,
    });
    number
}

#[cfg(test)]
mod tests {
    use super::{hash_of, parts};

    #[test]
    fn the_parts_cover_the_space_without_gap_or_overlap() {
        for count in [1, 2, 3, 4, 7, 64] {
            let parts = parts(count);
            assert_eq!((parts[0].0, parts.last().unwrap().1), (0, u128::MAX));
            assert!(parts.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{count}");
        }
        assert_eq!(parts(2)[1].0, 1 << 127);
    }

    #[test]
    fn a_key_lies_where_its_digest_says() {
        assert_eq!(hash_of("a"), 0x0cc1_75b9_c0f1_b6a8_31c3_99e2_6977_2661);
    }
}
