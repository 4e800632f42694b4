//! What triggers have in common that read a stream, shard by shard.

/// The attributes of a trigger that reads a stream: its own, and those that all of them have.
macro_rules! reading {
    ($($own:tt)*) => {
        attrs! {
            $($own)*
            /// The function, called through its alias.
            to: Type::Reference(&["function"]) => written();
            /// Where reading begins: with everything that the stream still holds, or with what comes from now on.
            starting_position: Type::Enum(&["trim_horizon", "latest"]) => written().or(Literal::Text("trim_horizon"));
            /// Most records of one call.
            batch_size: Type::Int => written().or(Literal::Int(100)).range(1, 10_000);
            /// How long to gather records before a call.
            batch_window: Type::Duration => written().or(Literal::Int(0)).range(0, 300);
            /// Batches of one shard that are worked on at once.
            parallel: Type::Int => written().or(Literal::Int(1)).range(1, 10);
            /// How often a failed batch is tried again; -1 means until its records expire.
            retries: Type::Int => written().or(Literal::Int(-1)).range(-1, 10_000);
            /// Age at which a record is given up; without it a record is tried until it expires.
            max_age: Type::Duration => written().optional().range(60, 604_800);
            /// Split a failed batch in two, so that one bad record does not hold up the others.
            bisect: Type::Bool => written().or(Literal::Bool(false));
            /// Whether the function names the records that failed, so that reading goes on from there.
            report_failures: Type::Bool => written().or(Literal::Bool(false));
            /// Patterns, one of which a record must match; what matches none is passed over.
            filter: Type::List(&Type::Any) => written().or(Literal::Texts(&[]));
            /// The queue or topic that is told of batches given up.
            on_failure: Type::Reference(&["queue", "topic", "existing.queue", "existing.topic"]) => written().optional();
            /// Whether it reads.
            enabled: Type::Bool => written().or(Literal::Bool(true));
            /// Tags.
            tags: TAGS => written().or(Literal::NoEntries);
        }
    };
}
pub(super) use reading;
