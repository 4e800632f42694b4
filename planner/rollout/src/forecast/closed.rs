//! The chance of an abort in closed form: good to a tenth of the rate, and where the search begins.
//!
//! The evidence for one ratio is nearly normal, and the mixture is nearly its largest part.
use super::Outlook;
use super::run::weight_of_errors;
use crate::judge::{evidence, real, share};
use statrs::distribution::{ContinuousCDF, Normal};

/// Halvings of the search for a ratio, between one and all that is possible.
const HALVINGS: u32 = 40;

/// The share of failures that is caught with this chance.
pub(super) fn smallest(outlook: &Outlook<'_>, chance: f64) -> Option<f64> {
    let (mut low, mut high) = (outlook.error_rate.max(1e-7), 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::sqrt(low * high);
        if caught(outlook, middle)? < chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

/// The chance to abort a candidate that fails this often.
fn caught(outlook: &Outlook<'_>, errors: f64) -> Option<f64> {
    let normal = Normal::new(0.0, 1.0).ok()?;
    let mixed = many_ratios() / (evidence::FROM_THE_FIRST * weight_of_errors(outlook));
    let threshold = real(outlook.rollouts.max(1)) / share(outlook.judge.alpha);
    // A process that reaches a line has about half its chance of lying above it at the end.
    let needed = threshold.ln() + mixed.ln() - 2.0_f64.ln();
    let mut best: f64 = 0.0;
    for ratio in evidence::RATIOS {
        let (mut mean, mut variance) = (0.0, 0.0);
        for step in outlook.steps {
            let of = share(step.share);
            let all = outlook.per_second * real(step.bake);
            let (bad, stable_bad) = (all * of * errors, all * (1.0 - of) * outlook.error_rate);
            let both = (of * (ratio - 1.0)).ln_1p();
            let each = ratio.ln() - both;
            mean += bad * each - stable_bad * both;
            variance += bad * each.powi(2) + stable_bad * both.powi(2);
            if variance > 0.0 {
                best = best.max(normal.cdf((mean - needed) / variance.sqrt()));
            }
        }
    }
    Some(best)
}

fn many_ratios() -> f64 {
    crate::judge::many(evidence::RATIOS.len())
}
