//! Draws: which version a request through an alias runs.

use super::reference::{self, Target};
use crate::ops::Fault;
use crate::world::World;
use crate::world::rng::{Rng, fnv};

/// Which version a request runs: an alias with weights draws anew for every request.
pub(super) fn draw(
    world: &mut World,
    name: &str,
    qualifier: Option<&str>,
) -> Result<String, Fault> {
    match reference::target(world, name, qualifier)? {
        Target::Latest => Ok("$LATEST".to_owned()),
        Target::Version(number) => Ok(number.to_string()),
        Target::Alias(alias) => {
            let row = world.lambda.aliases.get(&format!("{name}/{alias}")).cloned();
            let Some(row) = row else { return Ok("$LATEST".to_owned()) };
            match row.routing() {
                Some((second, share)) => {
                    let drawn = dice(world, &format!("{name}/{alias}"));
                    Ok(pick(row.version, second, share, drawn))
                }
                None => Ok(row.version),
            }
        }
    }
}

/// An alias's next number in `[0, 1)`. Each has dice of its own, so that its n-th request is drawn alike in every run
/// with one seed, whatever else goes on.
fn dice(world: &mut World, alias: &str) -> f64 {
    let thrown = world.lambda.draws.get(alias).copied().unwrap_or_default();
    world.lambda.draws.insert(alias, thrown + 1);
    let settings = world.settings();
    Rng::new(settings.draws.unwrap_or(settings.seed) ^ fnv(alias.as_bytes())).after(thrown).unit()
}

/// The second version gets `share` of the numbers in `[0, 1)`.
fn pick(primary: String, second: String, share: f64, drawn: f64) -> String {
    if drawn < share { second } else { primary }
}

#[cfg(test)]
mod tests {
    use super::{dice, pick};
    use crate::world::{World, settings::Settings};

    fn seeded(seed: u64) -> World {
        World::new(Settings { seed, ..Settings::default() })
    }

    #[test]
    fn an_alias_draws_alike_by_one_seed_whatever_else_is_drawn() {
        let drawn = |world: &mut World| [0; 3].map(|_| dice(world, "f/live").to_bits());
        let (mut one, mut other) = (seeded(7), seeded(7));
        other.chance();
        dice(&mut other, "f/other");
        let first = drawn(&mut one);
        assert_eq!(first, drawn(&mut other));
        assert_ne!(first, drawn(&mut one));
        assert_ne!(first, drawn(&mut seeded(8)));
        let again = World::new(Settings { draws: Some(7), ..Settings::default() });
        assert_eq!(first, drawn(&mut { again }));
    }

    #[test]
    fn draws_follow_the_weight_within_its_interval() {
        for (seed, share) in [(1, 0.1), (2, 0.3), (3, 0.5), (4, 0.9), (5, 0.0), (6, 1.0)] {
            let mut world = seeded(seed);
            let draws = 2_000_u32;
            let second = (0..draws)
                .filter(|_| pick("1".into(), "2".into(), share, dice(&mut world, "f/live")) == "2")
                .count();
            let mean = f64::from(draws) * share;
            // 3.29 standard deviations hold 99.9 % of a binomial.
            let spread = 3.29 * (mean * (1.0 - share)).sqrt();
            let off = (f64::from(u32::try_from(second).unwrap()) - mean).abs();
            assert!(off <= spread + f64::EPSILON, "share {share}: {second} of {draws}");
        }
    }
}
