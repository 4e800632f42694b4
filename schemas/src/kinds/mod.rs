//! The kind table: one file a kind, one row an attribute, one line here.
pub mod alias;
pub mod api;
pub mod function;
pub mod integration;
pub mod log_group;
pub mod permission;
pub mod queue;
pub mod role;
pub mod route;
pub mod stage;

use crate::table::{Kind, Typed};
use serde::{Deserialize, Serialize};

macro_rules! registry { ($($name:ident = $path:path),* $(,)?) => {
    /// Every kind of resource there is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum KindName { $(#[doc = concat!("See [`", stringify!($path), "`].")] $name),* }
    impl KindName {
        /// Every kind, in table order.
        pub const ALL: &'static [Self] = &[$(Self::$name),*];
        /// The kind's row.
        pub fn row(self) -> &'static Kind {
            match self { $(Self::$name => <$path as Typed>::KIND),* }
        }
        /// The kind with this word.
        pub fn from_word(word: &str) -> Option<Self> {
            Self::ALL.iter().copied().find(|kind| kind.row().name == word)
        }
    }
} }

registry! {
    Queue = queue::Queue,
    Role = role::Role,
    RolePolicy = role::RolePolicy,
    RoleAttachment = role::RoleAttachment,
    LogGroup = log_group::LogGroup,
    Function = function::Function,
    Alias = alias::Alias,
    Permission = permission::Permission,
    Api = api::Api,
    Integration = integration::Integration,
    Route = route::Route,
    Stage = stage::Stage,
}
