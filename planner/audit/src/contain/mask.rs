//! Sets of rows.

/// A set of rows, by number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Mask(Box<[u64]>);

impl Mask {
    /// No rows of this many.
    pub(super) fn none(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)].into_boxed_slice())
    }

    /// The rows for which something holds.
    pub(super) fn of(rows: usize, holds: impl Fn(usize) -> bool) -> Self {
        let mut mask = Self::none(rows);
        (0..rows).filter(|row| holds(*row)).for_each(|row| mask.add(row));
        mask
    }

    pub(super) fn add(&mut self, row: usize) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    pub(super) fn has(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Rows of both.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }

    pub(super) fn any_of(&self, rows: &[usize]) -> bool {
        rows.iter().any(|row| self.has(*row))
    }
}
