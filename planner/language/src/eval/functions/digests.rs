//! Digests of texts and files.
use super::Looks::Inside;
use super::{Call, Failure, Function, files, row};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cutover_schemas::value::Value;
use sha2::Digest as _;

pub(super) const TABLE: &[Function] = &[
    row(
        "md5",
        "md5(text)",
        "The MD5 of the text's bytes, in hexadecimal.",
        (1, 1),
        Inside,
        |call| text(call, md5, Form::Hex),
    ),
    row(
        "sha1",
        "sha1(text)",
        "The SHA-1 of the text's bytes, in hexadecimal.",
        (1, 1),
        Inside,
        |call| text(call, sha1, Form::Hex),
    ),
    row(
        "sha256",
        "sha256(text)",
        "The SHA-256 of the text's bytes, in hexadecimal.",
        (1, 1),
        Inside,
        |call| text(call, sha256, Form::Hex),
    ),
    row(
        "sha512",
        "sha512(text)",
        "The SHA-512 of the text's bytes, in hexadecimal.",
        (1, 1),
        Inside,
        |call| text(call, sha512, Form::Hex),
    ),
    row(
        "base64sha256",
        "base64sha256(text)",
        "The SHA-256 of the text's bytes, in base64.",
        (1, 1),
        Inside,
        |call| text(call, sha256, Form::Base64),
    ),
    row(
        "base64sha512",
        "base64sha512(text)",
        "The SHA-512 of the text's bytes, in base64.",
        (1, 1),
        Inside,
        |call| text(call, sha512, Form::Base64),
    ),
    row("filemd5", "filemd5(path)", "The MD5 of a file, in hexadecimal.", (1, 1), Inside, |call| {
        file(call, md5, Form::Hex)
    }),
    row(
        "filesha1",
        "filesha1(path)",
        "The SHA-1 of a file, in hexadecimal.",
        (1, 1),
        Inside,
        |call| file(call, sha1, Form::Hex),
    ),
    row(
        "filesha256",
        "filesha256(path)",
        "The SHA-256 of a file, in hexadecimal.",
        (1, 1),
        Inside,
        |call| file(call, sha256, Form::Hex),
    ),
    row(
        "filesha512",
        "filesha512(path)",
        "The SHA-512 of a file, in hexadecimal.",
        (1, 1),
        Inside,
        |call| file(call, sha512, Form::Hex),
    ),
    row(
        "filebase64sha256",
        "filebase64sha256(path)",
        "The SHA-256 of a file, in base64.",
        (1, 1),
        Inside,
        |call| file(call, sha256, Form::Base64),
    ),
    row(
        "filebase64sha512",
        "filebase64sha512(path)",
        "The SHA-512 of a file, in base64.",
        (1, 1),
        Inside,
        |call| file(call, sha512, Form::Base64),
    ),
];

/// How a digest is written.
#[derive(Clone, Copy)]
enum Form {
    Hex,
    Base64,
}

type Digest = fn(&[u8]) -> Vec<u8>;

fn md5(bytes: &[u8]) -> Vec<u8> {
    md5::Md5::digest(bytes).to_vec()
}

/// This crate's traits are of an older generation than those of the others.
fn sha1(bytes: &[u8]) -> Vec<u8> {
    <sha1::Sha1 as sha1::Digest>::digest(bytes).to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha256::digest(bytes).to_vec()
}

fn sha512(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha512::digest(bytes).to_vec()
}

fn text(call: &Call<'_, '_>, digest: Digest, form: Form) -> Result<Value, Failure> {
    Ok(written(&digest(call.text(0)?.as_bytes()), form))
}

fn file(call: &Call<'_, '_>, digest: Digest, form: Form) -> Result<Value, Failure> {
    Ok(written(&digest(&files::read(call)?), form))
}

fn written(digest: &[u8], form: Form) -> Value {
    Value::Text(match form {
        Form::Hex => hex::encode(digest),
        Form::Base64 => STANDARD.encode(digest),
    })
}
