//! The `cutover` binary.
use std::process::ExitCode;

/// The hidden first word that makes this process a worker of the local cloud.
const WORKER: &str = "__worker";

/// A plan of a thousand functions makes and frees millions of small values: it takes less processor time with this allocator
/// than with glibc's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut args = std::env::args_os();
    // Workers skip the argument parser: their words belong to the program they become, and each
    // cold start of a function waits for this.
    if args.nth(1).is_some_and(|word| word == WORKER) {
        return cutover_emulator::worker_main(args);
    }
    ExitCode::from(cutover::run(std::env::args_os()).code())
}
