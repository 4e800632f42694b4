//! What looks like a secret is never written into a spec or a report: it becomes a variable without a value.
use crate::draft::Draft;
use crate::hcl::Expr;
use crate::node::{Data, Node};

/// Parts of names that secrets go by.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api_key",
    "private_key",
    "privatekey",
    "access_key",
    "accesskey",
    "credential",
    "connection_string",
    "database_url",
    "db_url",
    "dsn",
    "webhook",
    "signing_key",
    "encryption_key",
    "client_key",
    "auth_key",
    "pwd",
];

/// What the names of things end with that only point to a secret, or say something about it.
const POINTERS: &[&str] = &[
    "_arn",
    "_name",
    "_id",
    "_path",
    "_url",
    "_endpoint",
    "_table",
    "_bucket",
    "_queue",
    "_topic",
    "_ttl",
    "_expiry",
    "_expiration",
    "_expires_in",
    "_length",
    "_type",
    "_header",
    "_issuer",
    "_region",
    "_prefix",
    "_parameter",
    "_ref",
    "_timeout",
];

/// What known credentials begin with.
const BEGINNINGS: &[&str] = &[
    "AKIA",
    "ASIA",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "sk-",
    "ghp_",
    "gho_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "SG.",
    "AIza",
    "ya29.",
    "eyJ",
    "-----BEGIN",
    "npm_",
    "whsec_",
    "key-",
];

/// Whether a named value looks like a secret. What is computed, or empty, is none: it holds no value.
pub(crate) fn looks_secret(name: &str, node: &Node) -> bool {
    let Data::Text(text) = &node.data else {
        // A PIN or a code in digits.
        return matches!(node.data, Data::Number(_)) && names_secret(name);
    };
    if text.is_empty() || text.contains("{{resolve:") {
        return false;
    }
    begins_secret(text) || has_password(text) || (names_secret(name) && !points(text))
}

fn begins_secret(text: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| {
        text.strip_prefix(beginning)
            .is_some_and(|rest| rest.len() >= 8 && !rest.contains(char::is_whitespace))
            || (beginning.starts_with('-') && text.starts_with(beginning))
    })
}

fn names_secret(name: &str) -> bool {
    let name = crate::names::snake(name);
    let pointer = POINTERS.iter().any(|ending| name.ends_with(ending))
        && !name.ends_with("database_url")
        && !name.ends_with("db_url")
        && !name.contains("webhook");
    !pointer && NAMES.iter().any(|part| name.contains(part))
}

/// An ARN, or the path of a parameter: it says where the secret is.
fn points(text: &str) -> bool {
    text.starts_with("arn:")
        || (text.starts_with('/') && !text.contains(char::is_whitespace))
        || matches!(text, "true" | "false")
}

/// `scheme://user:password@host`.
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .is_some_and(|(user, _)| user.split_once(':').is_some_and(|(_, word)| !word.is_empty()))
}

impl Draft<'_> {
    /// The variable that the same value under the same name became already.
    pub(crate) fn shared(&self, name: &str, node: &Node) -> Option<Expr> {
        let found =
            self.given.iter().find(|(there, value, _)| there == name && value.data == node.data);
        found.map(|(.., variable)| variable.clone())
    }

    /// Notes which variable stands for a value.
    pub(crate) fn remember(&mut self, name: &str, node: &Node, variable: &Expr) {
        self.given.push((name.to_owned(), node.clone(), variable.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_name_and_by_look() {
        for (name, value, expected) in [
            ("DB_PASSWORD", "hunter2", true),
            ("stripeSecretKey", "whatever", true),
            ("SLACK_TOKEN", "abc", true),
            ("PLAIN", "sk_live_0123456789abcdef", true),
            ("PLAIN", "postgres://app:hunter2@db.example/shop", true),
            ("DATABASE_URL", "postgres://db.example/shop", true),
            ("SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:x", false),
            ("TOKEN_TTL", "300", false),
            ("API_KEY", "/shop/prod/key", false),
            ("TABLE", "orders", false),
            ("TOKEN", "", false),
            ("URL", "https://shop.example/a@b", false),
        ] {
            assert_eq!(looks_secret(name, &Node::text(value)), expected, "{name} {value}");
        }
    }
}
