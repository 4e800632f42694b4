//! tagging.

use super::Service;
use crate::world::table::state;

state! {}

pub(crate) static SERVICE: Service = Service {
    name: "tagging",
    signing: "tagging",
    ..Service::EMPTY
};
