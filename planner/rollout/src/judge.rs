//! The judge of a canary: is the candidate worse than the stable version, or surely not much worse?
//!
//! Both versions serve at the same time, so whatever happens to the world happens to both, and each bad invocation is a
//! coin with a known bias: under "the candidate is no worse" it is the candidate's with at most the candidate's share of
//! the traffic. [`evidence`] multiplies up what those coins say and aborts when it would be too much of a chance;
//! [`bound`] says, once, at the planned end, how much worse the candidate can still be. [`booking`] decides which counts
//! may be looked at, and [`look`] puts it all together.
//!
//! The whole history is judged anew at every look, so late and revised counts need no memory. Nothing here shifts,
//! waits or knows what a verdict leads to.
pub mod booking;
pub(crate) mod bound;
pub(crate) mod evidence;
mod gathering;
mod limits;
mod verdict;
mod weights;

pub use verdict::{Assessment, Observed, Trial, Verdict, look};
pub use weights::counts_of;

use cutover_schemas::rollout::WHOLE;

/// A whole number as the real number that it is.
#[expect(clippy::cast_precision_loss, reason = "counts and spans stay far below 2^52")]
pub(crate) fn real(number: i64) -> f64 {
    number as f64
}

/// How many there are, as a real number.
#[expect(clippy::cast_precision_loss, reason = "lengths stay far below 2^52")]
pub(crate) fn many(number: usize) -> f64 {
    number as f64
}

/// Ten-thousandths as the share that they are.
pub(crate) fn share(ten_thousandths: i64) -> f64 {
    real(ten_thousandths) / real(WHOLE)
}
