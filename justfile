# Each recipe is plain cargo lines, so everything works without `just`.

# What CI checks.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings
    cargo deny --locked check licenses bans sources
    cargo test --workspace --locked

# All tests.
test:
    cargo test --workspace --locked

# Rewrites snapshots and generated files; read the diff before committing it.
snap:
    INSTA_UPDATE=always UPDATE=1 cargo test --workspace --locked

# The example on the local cloud, in front.
demo:
    cargo run --locked --bin cutover -- -C examples/hello local up --apply

# Calls, seconds and memory at 10, 100 and 1,000 functions.
bench:
    cargo run --locked --release -p cutover-tests --bin bench

# What the canary promises and what other tools' rules do, in thousands of simulated rollouts; writes the tables of docs/canary.md.
canary:
    UPDATE=1 cargo run --locked --release -p cutover-tests --bin bench canary

# The same stack beside Chalice, CDK, SAM and Terraform's planner: seconds and memory until each can tell what it would deploy.
versus *sizes:
    cargo build --locked --release --bin cutover
    python3 tests/python/versus.py {{sizes}}

# `cutover fmt` beside `terraform fmt` on a folder of other people's HCL files.
fmt-corpus folder:
    cargo build --locked --bin cutover
    python3 tests/python/fmt_corpus.py {{folder}}

# What a terraform on the path makes of the recorded expressions: tells which results are others now; `--record` writes them down.
console *how:
    python3 tests/python/console.py {{how}}

# The auditor on a folder of policies and their known findings: precision, recall, proofs, speed.
audit-bars folder *how:
    cargo run --locked --release -p cutover-audit --example bars -- {{folder}} {{how}}

# Makes the auditor's table of actions anew from the packages that it pins, and fails where it would be another.
audit-table:
    python3 planner/audit/table/build.py --check

# The auditor's evaluator beside another one on random requests: it is installed under target/, run as a program of its own, and no part of cutover.
audit-peer count="20000":
    npm install --silent --prefix target/iam-simulate @cloud-copilot/iam-simulate@0.1.173
    cargo build --locked --release -p cutover-audit --example differential
    target/release/examples/differential {{count}} | node planner/audit/examples/differential/peer.mjs target/iam-simulate
