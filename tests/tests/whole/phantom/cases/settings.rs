//! What a function is made of and where it runs.
use super::{Case, cases};

const TRACED: &str = "function.traced";
const BOXED: &str = "function.boxed";

pub(super) const CASES: &[Case] = cases! {
    function_layers: "function" "layers" at TRACED => ["layers"];
    function_tracing: "function" "tracing" at TRACED => ["tracing"];
    function_snap_start: "function" "snap_start" at TRACED => ["snap_start"];
    function_key: "function" "key" at TRACED => ["key"];
    function_key_gone: "function" "key" at TRACED => ["key"];
    function_subnets: "function" "subnets" at TRACED => ["subnets"];
    function_security_groups: "function" "security_groups" at TRACED => ["security_groups"];
    function_vpc_gone: "function" "subnets" at TRACED => ["subnets", "security_groups"];
    // An image is its digest.
    function_image: "function" "image" at BOXED => ["code", "image"];
    function_entry_point: "function" "entry_point" at BOXED => ["entry_point"];
    function_command: "function" "command" at BOXED => ["command"];
    function_workdir: "function" "workdir" at BOXED => ["workdir"];
    function_workdir_gone: "function" "workdir" at BOXED => ["workdir"];
};
