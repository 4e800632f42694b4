//! Event source mappings: what Lambda reads for a function from queues, table streams and Kinesis streams.
//!
//! * `model`, `render`: the rows and how answers show them. `check`: the validation matrix.
//! * `create`, `read`, `update`, `delete`: the operations. `states`: what begins with them and ends by the clock.
//! * `source`: what an ARN names, and whether the function's role may read it.
//! * `poll`: looking at a source, which makes batches; `queue` and `stream` are its two kinds.
//! * `event`: a batch as the function receives it. `answer`: which of its records failed. `failure`: what is told of those
//!   given up.
//!
//! Nothing polls on its own: a mapping looks when its source is written, when a batch has ended, and when the clock
//! reaches a time it asked for (a hidden message comes back, a batching window closes). That is the same on real and
//! on virtual time. Not in here: Kafka, Amazon MQ and DocumentDB sources, provisioned pollers, and tumbling windows,
//! whose settings are kept but do nothing.

mod answer;
mod check;
mod create;
mod delete;
mod event;
mod failure;
mod filter;
pub(super) mod model;
mod poll;
mod queue;
mod read;
mod render;
mod source;
pub(super) mod states;
mod stream;
mod tags;
mod update;

pub(super) use create::create;
pub(super) use delete::delete;
pub(crate) use poll::{Batch, End, ended, look, prepare, stirred};
pub(super) use poll::{due, wake};
pub(super) use read::{get, list};
pub(super) use source::visibility_covers;
pub(super) use tags::{list_tags, set_tags, tagged, tags_of};
pub(super) use update::update;
