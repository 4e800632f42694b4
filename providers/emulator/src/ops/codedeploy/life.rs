//! What happens when the clock gets there.

use super::{engine, hooks, shift};
use crate::world::World;

pub(super) fn happen(world: &mut World, subject: &str) {
    match subject.split_once(' ') {
        Some(("start", id)) => engine::start(world, id),
        Some(("step", id)) => shift::step(world, id),
        Some(("silent", rest)) => hooks::silent(world, rest),
        _ => {}
    }
}
