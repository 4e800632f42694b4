//! What happens when the clock gets there.

use super::{actions, capacity, tracking};
use crate::world::World;

pub(super) fn happen(world: &mut World, subject: &str) {
    match subject.split_once(' ') {
        Some(("fulfilled", key)) => capacity::fulfilled(world, key),
        Some(("minute", key)) => tracking::minute(world, key),
        Some(("action", rest)) => actions::due(world, rest),
        _ => {}
    }
}
