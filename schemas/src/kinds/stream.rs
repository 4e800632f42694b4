//! Kinesis data streams.
//!
//! Defaults, limits and what can change in place: Kinesis' API reference, `CreateStream` and the calls that follow it.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, Seconds, by, by_clearing, computed, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// A Kinesis data stream.
    Stream = "stream" {
        /// Physical name, 1 to 128 characters.
        name: String = immutable().range(1, 128);
        /// `ON_DEMAND`, or `PROVISIONED` where shards are paid for.
        mode: String = by(Operation::UpdateStreamMode).or(Literal::Text("ON_DEMAND"));
        /// Shards that are paid for; absent means on demand.
        shards: Option<i64> = by_clearing(Operation::UpdateShardCount, Operation::UpdateStreamMode).optional().range(1, 10_000);
        /// How long records are kept.
        retention: Seconds = by(Operation::SetStreamRetention).or(Literal::Int(86_400)).range(86_400, 31_536_000);
        /// KMS key that encrypts it: an ARN or an alias; absent means not encrypted.
        encryption_key: Option<String> = by_clearing(Operation::StartStreamEncryption, Operation::StopStreamEncryption).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagStream, Operation::UntagStream).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateStream, Operation::SetStreamRetention, Operation::StartStreamEncryption];
    update &[
        Operation::UpdateStreamMode, Operation::UpdateShardCount, Operation::SetStreamRetention, Operation::StartStreamEncryption,
        Operation::StopStreamEncryption, Operation::TagStream, Operation::UntagStream,
    ];
    delete &[Operation::DeleteStream];
    with { rank: 20, holds_data: true }
}
