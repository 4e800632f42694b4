//! Addresses: the name of a resource in a spec, and its form that is safe in an AWS tag.
//!
//! An address is made by parsing or by extending another one, so an [`Address`] that exists is
//! well formed: `function.orders`, `queue.jobs["eu"]`, `api.shop/route["GET /orders"]`,
//! `trigger.schedule.nightly`, `module.shop["eu"].queue.jobs`. An address that ends with a module is the module itself.
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};
use std::sync::Arc;

/// The name of a resource in a spec: `[module.NAME[KEY].]...KIND.NAME[KEY][/WORD[KEY]]...`.
///
/// Cheap to clone: one address stands in many places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(Arc<str>);

/// The word of triggers, whose addresses have a kind behind it.
const TRIGGER: &str = "trigger";

/// The word of modules, whose addresses stand before those of what is in them.
pub const MODULE: &str = "module";

/// Why a text is not an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an address: {why}")]
pub struct BadAddress {
    text: String,
    why: &'static str,
}

impl Address {
    /// Makes `kind.name`.
    pub fn new(kind: &str, name: &str) -> Result<Self, BadAddress> {
        Self::parse(&format!("{kind}.{name}"))
    }

    /// Parses the canonical text form.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let bad = |why| BadAddress { text: text.to_owned(), why };
        let mut rest = text;
        loop {
            let (word, after) = word(rest).ok_or_else(|| bad(WORDS))?;
            let mut labels = if word == TRIGGER { 2 } else { 1 };
            rest = after;
            while labels > 0 {
                let label = rest.strip_prefix('.').ok_or_else(|| bad(PAIRS))?;
                (_, rest) = self::word(label).ok_or_else(|| bad(WORDS))?;
                labels -= 1;
            }
            rest = take_key(rest).ok_or_else(|| bad(KEYS))?;
            match rest.strip_prefix('.') {
                Some(after) if word == MODULE => rest = after,
                Some(_) => return Err(bad(PAIRS)),
                None => break,
            }
        }
        while let Some(after) = rest.strip_prefix('/') {
            (_, rest) = word(after).ok_or_else(|| bad("a part is a word after `/`"))?;
            rest = take_key(rest).ok_or_else(|| bad(KEYS))?;
        }
        if rest.is_empty() { Ok(Self(text.into())) } else { Err(bad("unexpected text at its end")) }
    }

    /// Makes `trigger.kind.name`.
    pub fn trigger(kind: &str, name: &str) -> Result<Self, BadAddress> {
        Self::parse(&format!("{TRIGGER}.{kind}.{name}"))
    }

    /// The kind of a trigger: `schedule` for `trigger.schedule.nightly`.
    pub fn trigger_kind(&self) -> Option<&str> {
        let mut words = self.own().split('.');
        (words.next() == Some(TRIGGER)).then(|| words.next())?
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The spec's word for the thing: `function` in `module.shop.function.orders/alias`, `trigger` for every trigger.
    pub fn kind(&self) -> &str {
        self.own().split('.').next().unwrap_or_default()
    }

    /// The name without module path, key or part: `orders` in `module.shop.function.orders["eu"]/alias`.
    pub fn name(&self) -> &str {
        without_key(self.own()).rsplit('.').next().unwrap_or_default()
    }

    /// The module that this is in: `module.a.module.b["x"]` for `module.a.module.b["x"].queue.jobs`; `None` in the root.
    pub fn module(&self) -> Option<Self> {
        let head = self.head();
        let path = head.get(..head.len() - self.own().len())?.strip_suffix('.')?;
        Some(Self(path.into()))
    }

    /// The modules that this is in, from the outside in, each as its name and key: `[("shop", Some("eu"))]` for
    /// `module.shop["eu"].queue.jobs`.
    pub fn modules(&self) -> Vec<(String, Option<String>)> {
        let mut modules = Vec::new();
        let mut next = self.module();
        while let Some(module) = next {
            modules.push((module.name().to_owned(), module.key()));
            next = module.module();
        }
        modules.reverse();
        modules
    }

    /// This address as it is called outside of a module: `queue.jobs` within `module.shop` is `module.shop.queue.jobs`.
    #[must_use]
    pub fn within(&self, module: &Self) -> Self {
        Self(format!("{}.{}", module.0, self.0).into())
    }

    /// Whether this is the block, instance or module `other`, belongs to it, or is in it.
    pub fn is_part_of(&self, other: &Self) -> bool {
        self.0
            .strip_prefix(&*other.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '/']))
    }

    /// This address with `to` in place of the block, instance or module `from` that it is, belongs to, or is in; `None`
    /// when it isn't.
    pub fn replaced(&self, from: &Self, to: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&*from.0).filter(|_| self.is_part_of(from))?;
        Some(Self(format!("{}{rest}", to.0).into()))
    }

    /// The instance key of `for_each` or `count`, unquoted: `eu` in `queue.jobs["eu"]`.
    pub fn key(&self) -> Option<String> {
        let own = self.own();
        let key = own.get(without_key(own).len()..)?;
        let inner = key.strip_prefix('[')?.strip_suffix(']')?;
        let quoted = inner.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        Some(quoted.map_or_else(|| inner.to_owned(), unescape))
    }

    /// The address of the spec block this belongs to: `function.orders` for `function.orders/alias`.
    pub fn block(&self) -> Self {
        Self(self.head().into())
    }

    /// The block without its instance key: `queue.jobs` for `queue.jobs["eu"]/x`.
    pub fn declaration(&self) -> Self {
        let head = self.head();
        let own = self.own();
        let key = own.len() - without_key(own).len();
        Self(head.get(..head.len() - key).unwrap_or(head).into())
    }

    /// Whether this names a part of a block, such as `function.orders/alias`.
    pub fn is_part(&self) -> bool {
        self.head().len() < self.0.len()
    }

    /// The last part's word and key: `("route", Some("GET /orders"))`; `None` for a block itself.
    pub fn part(&self) -> Option<(&str, Option<String>)> {
        let part = self.0.get(self.head().len()..)?.strip_prefix('/')?;
        let end = part.find('[').unwrap_or(part.len());
        let key = part
            .get(end + 2..part.len().saturating_sub(2))
            .filter(|_| end < part.len())
            .map(unescape);
        Some((part.get(..end)?, key))
    }

    /// The block and each part below it: `function.f`, `role`, `policy["derived"]` for
    /// `function.f/role/policy["derived"]`.
    pub fn levels(&self) -> Vec<&str> {
        let (mut levels, mut begins, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
        for (at, c) in self.0.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = !quoted,
                '/' if !quoted => {
                    levels.extend(self.0.get(begins..at));
                    begins = at + 1;
                }
                _ => {}
            }
        }
        levels.extend(self.0.get(begins..));
        levels
    }

    /// The part `word` of this: `function.orders` and `alias` give `function.orders/alias`.
    pub fn with_part(&self, word: &str) -> Self {
        Self(format!("{}/{word}", self.0).into())
    }

    /// The part `word["key"]` of this.
    pub fn with_keyed_part(&self, word: &str, key: &str) -> Self {
        Self(format!("{}/{word}[\"{}\"]", self.0, escape(key)).into())
    }

    /// The instance `["key"]` of a block that has `for_each`.
    pub fn with_key(&self, key: &str) -> Self {
        Self(format!("{}[\"{}\"]", self.0, escape(key)).into())
    }

    /// The instance `[index]` of a block that has `count`.
    pub fn with_index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0).into())
    }

    /// A form made only of characters that every service allows in a tag value; others become `=XX`.
    pub fn to_tag(&self) -> String {
        self.0.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b" +-._:/@".contains(&byte) {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "={byte:02X}");
            }
            out
        })
    }

    /// Reads [`Address::to_tag`]'s form.
    pub fn from_tag(tag: &str) -> Result<Self, BadAddress> {
        let bad = || BadAddress { text: tag.to_owned(), why: "a broken `=XX` escape" };
        let (mut bytes, mut rest) = (Vec::new(), tag.as_bytes());
        while let Some((&first, tail)) = rest.split_first() {
            if first == b'=' {
                let pair =
                    tail.get(..2).and_then(|p| std::str::from_utf8(p).ok()).ok_or_else(bad)?;
                bytes.push(u8::from_str_radix(pair, 16).map_err(|_| bad())?);
                rest = tail.get(2..).unwrap_or_default();
            } else {
                bytes.push(first);
                rest = tail;
            }
        }
        Self::parse(&String::from_utf8(bytes).map_err(|_| bad())?)
    }

    fn head(&self) -> &str {
        // A `/` inside a quoted key doesn't end the head.
        let mut quoted = false;
        let mut escaped = false;
        for (at, c) in self.0.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = !quoted,
                '/' if !quoted => return self.0.get(..at).unwrap_or_default(),
                _ => {}
            }
        }
        &self.0
    }

    /// The head without the modules before it.
    fn own(&self) -> &str {
        let mut own = self.head();
        while let Some(after) = own.strip_prefix("module.") {
            let rest = word(after).and_then(|(_, rest)| take_key(rest)).unwrap_or_default();
            match rest.strip_prefix('.') {
                Some(inner) => own = inner,
                None => break,
            }
        }
        own
    }
}

const WORDS: &str = "a name is letters, digits, `_` or `-`";
const PAIRS: &str = "it needs a kind and a name, as in `function.orders`";
const KEYS: &str = "a key is written `[\"text\"]` or `[0]`";

/// Kind and names of a head without modules.
fn without_key(own: &str) -> &str {
    own.find('[').and_then(|at| own.get(..at)).unwrap_or(own)
}

/// The word that a text begins with, and the rest.
fn word(text: &str) -> Option<(&str, &str)> {
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(text.len());
    if end == 0 { None } else { text.split_at_checked(end) }
}

fn take_key(text: &str) -> Option<&str> {
    let Some(inner) = text.strip_prefix('[') else {
        return Some(text);
    };
    if let Some(quoted) = inner.strip_prefix('"') {
        let mut escaped = false;
        for (at, c) in quoted.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return quoted.get(at + 1..)?.strip_prefix(']'),
                _ => {}
            }
        }
        return None;
    }
    let end = inner.find(']')?;
    inner.get(..end)?.parse::<usize>().ok()?;
    inner.get(end + 1..)
}

fn escape(key: &str) -> String {
    key.replace('\\', "\\\\").replace('"', "\\\"")
}

fn unescape(key: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for c in key.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            escaped = false;
            out.push(c);
        }
    }
    out
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for Address {
    type Error = BadAddress;
    fn try_from(text: String) -> Result<Self, BadAddress> {
        Self::parse(&text)
    }
}
impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        text: &str,
        kind: &str,
        name: &str,
        key: Option<&str>,
        part: Option<(&str, Option<&str>)>,
    ) {
        let address = Address::parse(text).unwrap();
        assert_eq!((address.kind(), address.name()), (kind, name), "{text}");
        assert_eq!(address.key().as_deref(), key, "{text}");
        assert_eq!(
            address.part().map(|(w, k)| (w.to_owned(), k)),
            part.map(|(w, k)| (w.to_owned(), k.map(str::to_owned))),
            "{text}"
        );
        assert_eq!(Address::from_tag(&address.to_tag()).unwrap(), address, "{text}");
        assert!(
            address
                .to_tag()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b" +-=._:/@".contains(&b))
        );
    }

    #[test]
    fn addresses_split_into_their_parts() {
        check("function.orders", "function", "orders", None, None);
        check("queue.jobs[\"eu west\"]", "queue", "jobs", Some("eu west"), None);
        check("queue.jobs[3]/alias", "queue", "jobs", Some("3"), Some(("alias", None)));
        check(
            "module.shop.api.web/route[\"GET /o/{id}\"]",
            "api",
            "web",
            None,
            Some(("route", Some("GET /o/{id}"))),
        );
        check("queue.a[\"x/y\\\"z\"]", "queue", "a", Some("x/y\"z"), None);
        check(
            "trigger.queue.jobs[\"eu\"]/mapping",
            "trigger",
            "jobs",
            Some("eu"),
            Some(("mapping", None)),
        );
        check("module.shop.trigger.queue.jobs", "trigger", "jobs", None, None);
        check("module.trigger.queue.jobs", "queue", "jobs", None, None);
        check("module.a[\"x.y/z\"].queue.jobs[0]", "queue", "jobs", Some("0"), None);
        check("module.a.module.b[\"x\"]", "module", "b", Some("x"), None);
    }

    #[test]
    fn what_is_in_a_module_knows_its_way_out() {
        let address = Address::parse("module.a[\"x.y\"].module.b[1].queue.jobs[\"k\"]/p").unwrap();
        assert_eq!(
            address.modules(),
            [("a".to_owned(), Some("x.y".to_owned())), ("b".to_owned(), Some("1".to_owned()))]
        );
        let module = address.module().unwrap();
        assert_eq!(module.as_str(), "module.a[\"x.y\"].module.b[1]");
        assert_eq!(address.declaration().as_str(), "module.a[\"x.y\"].module.b[1].queue.jobs");
        let inner = Address::parse("queue.jobs[\"k\"]/p").unwrap();
        assert_eq!(inner.within(&module), address);
        assert!(
            address.is_part_of(&module) && module.is_part_of(&module) && !inner.is_part_of(&module)
        );
        let other = Address::parse("module.a[\"x.y\"].module.b[10].queue.jobs").unwrap();
        assert!(!other.is_part_of(&module));
        assert_eq!(inner.module(), None);
    }

    #[test]
    fn an_address_has_a_level_for_each_part() {
        let address = Address::parse("api.a[\"x/y\"]/route[\"GET /o\"]/part").unwrap();
        assert_eq!(address.levels(), ["api.a[\"x/y\"]", "route[\"GET /o\"]", "part"]);
        assert_eq!(Address::parse("queue.q").unwrap().levels(), ["queue.q"]);
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for text in [
            "",
            "orders",
            "a.b.c",
            "a.",
            ".b",
            "a.b[",
            "a.b[x]",
            "a.b/",
            "a.b c",
            "a.b[\"x\"]y",
            "module.a.b",
            "a.b.c.d",
            "module.a[\"x\"]queue.b",
            "trigger.a",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
