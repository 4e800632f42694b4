//! What roles and users have in common: they hold policies, tags and a boundary.

use std::collections::{BTreeMap, BTreeSet};

use super::faults;
use super::role::{self, Role};
use super::user::{self, User};
use crate::ops::service::TagMap;
use crate::ops::{Fault, Input};
use crate::world::World;
use crate::world::table::Table;

/// Whatever holds policies.
pub(super) trait Holder: Clone {
    /// How operations and answers call it: `Role` in `RoleName`, `PoliciesPerRole`, `AttachRolePolicy`.
    const KIND: &'static str;
    /// The most characters, spaces aside, of all its inline policies.
    const INLINE: usize;

    fn rows(world: &World) -> &Table<Self>;
    fn rows_mut(world: &mut World) -> &mut Table<Self>;
    /// The name in the request, of the shape IAM takes.
    fn named(input: &Input) -> Result<&str, Fault>;
    fn missing(name: &str) -> Fault;
    fn name(&self) -> &str;
    /// Inline policies by name.
    fn inline(&self) -> &BTreeMap<String, String>;
    fn inline_mut(&mut self) -> &mut BTreeMap<String, String>;
    /// ARNs of attached policies.
    fn attached(&self) -> &BTreeSet<String>;
    fn attached_mut(&mut self) -> &mut BTreeSet<String>;
    fn boundary(&self) -> Option<&str>;
    fn boundary_mut(&mut self) -> &mut Option<String>;
    fn tags(&self) -> &TagMap;
    fn tags_mut(&mut self) -> &mut TagMap;
}

/// The role or user that a request names.
pub(super) fn find<'a, H: Holder + 'a>(world: &'a World, input: &Input) -> Result<&'a H, Fault> {
    let name = H::named(input)?;
    H::rows(world).get(name).ok_or_else(|| H::missing(name))
}

/// The role or user that a request names, to write to.
pub(super) fn find_mut<'a, H: Holder + 'a>(
    world: &'a mut World,
    input: &Input,
) -> Result<&'a mut H, Fault> {
    let name = H::named(input)?;
    H::rows_mut(world).get_mut(name).ok_or_else(|| H::missing(name))
}

macro_rules! holder {
    ($holder:ty, $kind:literal, $inline:literal, $rows:ident, $name:path, $missing:path) => {
        impl Holder for $holder {
            const KIND: &'static str = $kind;
            const INLINE: usize = $inline;

            fn rows(world: &World) -> &Table<Self> {
                &world.iam.$rows
            }
            fn rows_mut(world: &mut World) -> &mut Table<Self> {
                &mut world.iam.$rows
            }
            fn named(input: &Input) -> Result<&str, Fault> {
                $name(input)
            }
            fn missing(name: &str) -> Fault {
                $missing(name)
            }
            fn name(&self) -> &str {
                &self.name
            }
            fn inline(&self) -> &BTreeMap<String, String> {
                &self.inline
            }
            fn inline_mut(&mut self) -> &mut BTreeMap<String, String> {
                &mut self.inline
            }
            fn attached(&self) -> &BTreeSet<String> {
                &self.attached
            }
            fn attached_mut(&mut self) -> &mut BTreeSet<String> {
                &mut self.attached
            }
            fn boundary(&self) -> Option<&str> {
                self.boundary.as_deref()
            }
            fn boundary_mut(&mut self) -> &mut Option<String> {
                &mut self.boundary
            }
            fn tags(&self) -> &TagMap {
                &self.tags
            }
            fn tags_mut(&mut self) -> &mut TagMap {
                &mut self.tags
            }
        }
    };
}

holder!(Role, "Role", 10_240, roles, role::name, faults::no_role);
holder!(User, "User", 2_048, users, user::name, faults::no_user);
