//! Versions of Lambda layers: once published they never change.
//!
//! Limits: Lambda's API reference, `PublishLayerVersion`.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, computed, immutable, kind};
use std::collections::BTreeSet;

kind! {
    /// A version of a layer.
    LayerVersion = "layer_version" {
        /// Name of the layer, 1 to 140 characters.
        name: String = immutable().range(1, 140);
        /// SHA-256 of the packed files, base64 as Lambda reports it.
        code: String = immutable();
        /// Words for people; a mark that tells which content it is stands before them.
        description: String = immutable().or(Literal::Text("")).range(0, 200);
        /// Runtimes that it is for; none means any.
        runtimes: BTreeSet<String> = immutable().or(Literal::Texts(&[]));
        /// Architectures that it is for; none means any.
        architectures: BTreeSet<String> = immutable().or(Literal::Texts(&[]));
        /// Its licence: an SPDX identifier, an address, or the text.
        license: Option<String> = immutable().optional().range(1, 512);
        /// ARN of the version, with the number that the service gave it.
        arn: Option<ArnText> = computed();
    }
    create &[Operation::PublishLayerVersion];
    update &[];
    delete &[Operation::DeleteLayerVersion];
    // Versions stand side by side: the new one is there before the old one goes.
    with { rank: 20, natural_key: &["name", "code", "description", "runtimes", "architectures", "license"] }
}
