//! The world's only source of chance: SplitMix64, one word of state, so it can be stored and forked.

use serde::{Deserialize, Serialize};

/// What the state moves by with each number.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A small deterministic generator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rng {
    state: u64,
}

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng { state: seed ^ 0x5DEE_CE66_D1CE_4E5B }
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// The generator after it was asked so many times.
    pub(crate) fn after(self, times: u64) -> Rng {
        Rng { state: self.state.wrapping_add(times.wrapping_mul(STEP)) }
    }

    /// A number in `[0, bound)`; 0 when the bound is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next_u64()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number in `[0, 1)`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exactly a double's mantissa")]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// FNV-1a: the same on every machine and in every release, unlike the standard library's.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, fold)
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn the_same_seed_draws_the_same_numbers_evenly() {
        let (mut one, mut two) = (Rng::new(7), Rng::new(7));
        let draws: Vec<u64> = (0..5).map(|_| one.next_u64()).collect();
        assert_eq!(draws, (0..5).map(|_| two.next_u64()).collect::<Vec<_>>());
        let low = (0..10_000).filter(|_| one.unit() < 0.25).count();
        assert!((2_300..2_700).contains(&low), "{low}");
        assert!((0..1_000).all(|_| one.below(3) < 3));
    }
}
