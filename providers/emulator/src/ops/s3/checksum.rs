//! Checksums of bodies: those a sender gives are held against what came, and kept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha2::Digest as _;

use super::faults;
use super::model::Checksum;
use crate::ops::{Fault, Input};

/// The algorithms, as members spell them behind `Checksum`.
pub(super) const ALGORITHMS: &[&str] =
    &["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5"];

/// Checks what the sender says of the body, and returns the checksum it gave.
pub(super) fn verify(input: &Input) -> Result<Option<Checksum>, Fault> {
    if let Some(told) = input.text("ContentMD5") {
        let bytes = STANDARD.decode(told).ok().filter(|bytes| bytes.len() == 16);
        if bytes.is_none() {
            let text = "The Content-MD5 you specified is not valid.";
            return Err(Fault::sender(400, "InvalidDigest", text).with("Content-MD5", told));
        }
        if told != STANDARD.encode(Md5::digest(&input.payload)) {
            let text = "The Content-MD5 you specified did not match what we received.";
            return Err(Fault::sender(400, "BadDigest", text)
                .with("ExpectedDigest", told)
                .with("CalculatedDigest", STANDARD.encode(Md5::digest(&input.payload))));
        }
    }
    let mut given = ALGORITHMS
        .iter()
        .filter_map(|algorithm| Some((*algorithm, input.text(&format!("Checksum{algorithm}"))?)));
    let Some((algorithm, told)) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        let text =
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
        return Err(faults::invalid_request(text));
    }
    let value = of(algorithm, &input.payload).unwrap_or_default();
    if told != value {
        let text = format!("The {algorithm} you specified did not match the calculated checksum.");
        return Err(Fault::sender(400, "BadDigest", text));
    }
    Ok(Some(Checksum { algorithm: algorithm.to_owned(), value, composite: false }))
}

/// Insists on a checksum of any kind, for documents that S3 takes only with one.
pub(super) fn required(input: &Input) -> Result<(), Fault> {
    let summed = verify(input)?.is_some();
    if summed || input.has("ContentMD5") {
        return Ok(());
    }
    Err(faults::invalid_request("Missing required header for this request: Content-MD5"))
}

/// The checksum of bytes in base64; `None` for an algorithm that is not one.
pub(crate) fn of(algorithm: &str, bytes: &[u8]) -> Option<String> {
    Some(STANDARD.encode(raw(algorithm, bytes)?))
}

/// The checksum over the checksums of parts.
pub(super) fn composite<'a>(
    algorithm: &str,
    parts: impl Iterator<Item = &'a str>,
) -> Option<Checksum> {
    let mut joined = Vec::new();
    let mut count = 0;
    for part in parts {
        joined.extend(STANDARD.decode(part).ok()?);
        count += 1;
    }
    let value = format!("{}-{count}", of(algorithm, &joined)?);
    Some(Checksum { algorithm: algorithm.to_owned(), value, composite: true })
}

fn raw(algorithm: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match algorithm {
        "CRC32" => crc(0xEDB8_8320, 32, bytes),
        "CRC32C" => crc(0x82F6_3B78, 32, bytes),
        "CRC64NVME" => crc(0x9A6C_9329_AC4B_C9B5, 64, bytes),
        "SHA1" => <sha1::Sha1 as sha1::Digest>::digest(bytes).to_vec(),
        "SHA256" => sha2::Sha256::digest(bytes).to_vec(),
        "SHA512" => sha2::Sha512::digest(bytes).to_vec(),
        "MD5" => Md5::digest(bytes).to_vec(),
        _ => return None,
    })
}

/// A reflected CRC of 32 or 64 bits whose register begins and ends inverted, in network order.
fn crc(polynomial: u64, bits: u32, bytes: &[u8]) -> Vec<u8> {
    let mask = u64::MAX >> (64 - bits);
    let table: Vec<u64> = (0..256_u64)
        .map(|byte| {
            (0..8).fold(byte, |value, _| (value >> 1) ^ if value & 1 == 1 { polynomial } else { 0 })
        })
        .collect();
    let register = bytes.iter().fold(mask, |register, byte| {
        // Invariant: the table has a row for each byte.
        let place = usize::from(register.to_le_bytes()[0] ^ byte);
        (register >> 8) ^ table.get(place).copied().unwrap_or(0)
    });
    let all = ((register ^ mask) & mask).to_be_bytes();
    all.into_iter().skip(if bits == 32 { 4 } else { 0 }).collect()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use bytes::Bytes;
    use serde_json::json;

    use super::{composite, of, required, verify};
    use crate::ops::Input;

    fn hexed(algorithm: &str) -> String {
        let text = of(algorithm, b"123456789").unwrap();
        hex::encode(base64::engine::general_purpose::STANDARD.decode(text).unwrap())
    }

    #[test]
    fn checksums_are_the_published_ones() {
        assert_eq!(hexed("CRC32"), "cbf43926");
        assert_eq!(hexed("CRC32C"), "e3069283");
        assert_eq!(hexed("CRC64NVME"), "ae8b14860a799888");
        assert_eq!(hexed("SHA1"), "f7c3bc1d808e04732adf679965ccc34ca7ae3441");
        assert_eq!(of("XXHASH3", b""), None);
        let parts = [of("CRC32", b"a").unwrap(), of("CRC32", b"b").unwrap()];
        let whole = composite("CRC32", parts.iter().map(String::as_str)).unwrap();
        assert!(whole.composite && whole.value.ends_with("-2"));
    }

    #[test]
    fn a_wrong_checksum_is_refused_and_none_is_none() {
        let check = |members| {
            let mut input = Input::new(members, "");
            input.payload = Bytes::from("hello");
            verify(&input).map_err(|fault| fault.code)
        };
        assert_eq!(check(json!({})), Ok(None));
        assert_eq!(check(json!({"ChecksumCRC32": "AAAAAA=="})), Err("BadDigest".to_owned()));
        assert_eq!(check(json!({"ContentMD5": "x"})), Err("InvalidDigest".to_owned()));
        let sum = of("CRC32", b"hello").unwrap();
        assert_eq!(check(json!({"ChecksumCRC32": sum})).unwrap().unwrap().value, sum);
        assert_eq!(required(&Input::default()).unwrap_err().code, "InvalidRequest");
    }
}
