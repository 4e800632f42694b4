//! sqs.

use super::Service;
use crate::world::table::state;

state! {}

pub(crate) static SERVICE: Service = Service {
    name: "sqs",
    signing: "sqs",
    ..Service::EMPTY
};
