//! The policies that an identity has in this world.

use std::collections::{BTreeMap, BTreeSet};

use crate::ops::iam::policy;
use crate::world::World;

/// The documents that speak about an identity.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grants {
    /// Inline and attached policies.
    pub(crate) identity: Vec<String>,
    /// The permissions boundary, if it has one; a boundary that is gone allows nothing.
    pub(crate) boundary: Option<Vec<String>>,
    /// The policies its session was narrowed by.
    pub(crate) session: Option<Vec<String>>,
}

impl Grants {
    /// Whether any of the documents has a word in it, in lower case.
    pub(crate) fn asks_for(&self, word: &str) -> bool {
        let layers = [Some(&self.identity), self.boundary.as_ref(), self.session.as_ref()];
        layers.into_iter().flatten().flatten().any(|text| text.to_lowercase().contains(word))
    }

    /// What the account itself may do: everything.
    pub(crate) fn everything() -> Grants {
        let all = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        Grants { identity: vec![all.to_owned()], ..Grants::default() }
    }

    /// What inline and attached policies and a boundary come to.
    pub(crate) fn held(
        world: &World,
        inline: &BTreeMap<String, String>,
        attached: &BTreeSet<String>,
        boundary: Option<&str>,
    ) -> Grants {
        let attached = attached.iter().filter_map(|arn| policy::document(world, arn));
        Grants {
            identity: inline.values().cloned().chain(attached).collect(),
            boundary: boundary.map(|arn| policy::document(world, arn).into_iter().collect()),
            session: None,
        }
    }

    /// What the role of an ARN may do; nothing when there is no such role.
    pub(crate) fn of_role(world: &World, arn: &str) -> Grants {
        let name = arn.rsplit('/').next().unwrap_or_default();
        match world.iam.roles.get(name).filter(|role| role.arn == arn) {
            Some(role) => {
                Grants::held(world, &role.inline, &role.attached, role.boundary.as_deref())
            }
            None => Grants::default(),
        }
    }
}
