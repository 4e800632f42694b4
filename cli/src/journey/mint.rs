//! What is made once in a deployment's life: its id, and the key of its digests.
use crate::error::CliError;

/// Random hex text of this many bytes, from the operating system.
pub(super) fn hex(bytes: usize) -> Result<String, CliError> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(|error| {
        CliError::internal(format!("the system gives no random bytes: {error}"))
    })?;
    Ok(hex::encode(random))
}
