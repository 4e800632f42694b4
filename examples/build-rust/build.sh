#!/bin/sh
# Makes dist/bootstrap for one of Lambda's processors: x86_64 or aarch64.
set -eu
processor=$1
rm -rf dist
mkdir dist

# cargo-lambda links for any processor.
if command -v cargo-lambda >/dev/null; then
    cargo lambda build --release --locked --target "$processor-unknown-linux-musl"
    cp target/lambda/echo/bootstrap dist/bootstrap
    exit
fi

# A program linked with musl needs nothing of the machine that it runs on.
target=$processor-unknown-linux-musl
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
    target=$processor-unknown-linux-gnu
    echo "no $processor-unknown-linux-musl here, so it is $target: such a program may need a newer C library than Lambda has" >&2
fi
cargo build --release --locked --target "$target"
cp "target/$target/release/echo" dist/bootstrap
