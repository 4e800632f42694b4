//! iam.

use super::Service;
use crate::world::table::state;

state! {}

pub(crate) static SERVICE: Service = Service {
    name: "iam",
    signing: "iam",
    ..Service::EMPTY
};
