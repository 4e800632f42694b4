//! Keyed digests: all that is kept of a secret.
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// HMAC-SHA256 of `text` under a hex key, as 32 hex digits; `None` when the key is not hex.
pub fn digest(key: &str, text: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&hex::decode(key).ok()?).ok()?;
    mac.update(text.as_bytes());
    Some(hex::encode(mac.finalize().into_bytes()).chars().take(32).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn digests_differ_by_key_and_by_text() {
        let one = super::digest("00ff", "a");
        assert_eq!(one, super::digest("00ff", "a"));
        assert_ne!(one, super::digest("00fe", "a"));
        assert_ne!(one, super::digest("00ff", "b"));
        assert_eq!(super::digest("zz", "a"), None);
    }
}
