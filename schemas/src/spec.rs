//! What a stack's files say, decoded: blocks with typed attributes, unknowns still symbolic.
use crate::address::Address;
use crate::date::Date;
use crate::diagnostic::Place;
use crate::lookup::Found;
use crate::value::{Attrs, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A decoded stack in one stage.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The `stack` block's name.
    pub stack: String,
    /// Where the `stack` block is.
    pub place: Option<Place>,
    /// Tags of everything.
    pub tags: BTreeMap<String, String>,
    /// The stage that was asked for.
    pub stage: Stage,
    /// Resource blocks and `existing` blocks, instances of `for_each` and `count` apart.
    pub blocks: BTreeMap<Address, Declared>,
    /// Builds: `build.NAME`.
    pub builds: BTreeMap<Address, Declared>,
    /// Named rollouts: `rollout.NAME`.
    pub rollouts: BTreeMap<Address, Declared>,
    /// What `audit` blocks let pass.
    pub waivers: Vec<Waiver>,
    /// Outputs by name.
    pub outputs: BTreeMap<String, Output>,
    /// Blocks and modules that have another address now, in the order they are written.
    pub moved: Vec<Moved>,
    /// Values of all variables after defaults; secrets marked.
    pub variables: Attrs,
    /// What was found out about `existing` things.
    pub found: Found,
}

/// A `moved` block: what has the address `to` had `from` before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The old address of a block, of one of its instances, or of a module.
    pub from: Address,
    /// The address now.
    pub to: Address,
}

impl Moved {
    /// What an address was before this move, if it is moved by it.
    pub fn before(&self, address: &Address) -> Option<Address> {
        address.replaced(&self.to, &self.from)
    }

    /// What an address from before this move is now.
    pub fn after(&self, address: &Address) -> Option<Address> {
        address.replaced(&self.from, &self.to)
    }
}

/// A stage after matching its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// The name that was asked for; `default` when the stack has no stage blocks.
    pub name: String,
    /// Account that the caller must be in.
    pub account: Option<String>,
    /// Region, if the spec names one.
    pub region: Option<String>,
    /// Role to assume.
    pub assume_role: Option<String>,
    /// Ledger location.
    pub ledger: Option<String>,
    /// Where code goes that is too large to be sent along.
    pub artifacts: Option<ObjectFolder>,
    /// Refuse deletions.
    pub protect: bool,
    /// Life of a preview, in seconds.
    pub ttl: Option<i64>,
    /// Whether data may go without being asked for.
    pub disposable_data: bool,
    /// Policy that bounds every role.
    pub permissions_boundary: Option<String>,
}

/// A place for objects: a bucket, and what their keys begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectFolder {
    /// The bucket's name.
    pub bucket: String,
    /// What keys begin with; empty, or without slashes at its ends.
    pub prefix: String,
}

impl ObjectFolder {
    /// Reads `BUCKET`, `s3://BUCKET` or `s3://BUCKET/PREFIX`; `None` for anything else.
    ///
    /// Rules of names: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>.
    pub fn parse(text: &str) -> Option<Self> {
        let place = match text.strip_prefix("s3://") {
            Some(place) => place,
            None if text.contains('/') => return None,
            None => text,
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let edge =
            |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let known =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        let good = (3..=63).contains(&bucket.len())
            && bucket.chars().all(known)
            && edge(bucket.chars().next())
            && edge(bucket.chars().next_back());
        let prefix = prefix.trim_matches('/');
        good.then(|| Self { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }

    /// The address of a key below this place.
    pub fn url(&self, key: &str) -> String {
        let Self { bucket, prefix } = self;
        let slash = if prefix.is_empty() { "" } else { "/" };
        format!("s3://{bucket}/{prefix}{slash}{key}")
    }
}

/// One block, or one instance of it.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its address.
    pub address: Address,
    /// The block's word; `existing` blocks keep theirs.
    pub word: String,
    /// Labels as written.
    pub labels: Vec<String>,
    /// Every attribute of the block table, completed with defaults and canonical.
    pub attrs: Attrs,
    /// Nested blocks in order.
    pub blocks: Vec<Nested>,
    /// Addresses named in `depends_on`.
    pub depends_on: BTreeSet<Address>,
    /// The block's head.
    pub place: Place,
    /// Where each written attribute is; nested ones as `logs.retention`.
    pub places: Places,
}

/// A block inside a block.
#[derive(Clone, Debug)]
pub struct Nested {
    /// Its word.
    pub word: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Its attributes, completed.
    pub attrs: Attrs,
    /// Blocks inside it.
    pub blocks: Vec<Nested>,
    /// Its head.
    pub place: Place,
    /// Where each written attribute is.
    pub places: Places,
}

/// What may pass although a rule finds it.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule, such as `topology/endless-loop`.
    pub rule: String,
    /// The blocks that it may find something about.
    pub addresses: BTreeSet<Address>,
    /// Why.
    pub reason: String,
    /// The last day on which it passes.
    pub until: Option<Date>,
    /// The waiver's head.
    pub place: Place,
    /// Where each written attribute is.
    pub places: Places,
}

/// A declared output.
#[derive(Clone, Debug)]
pub struct Output {
    /// The value, maybe unknown.
    pub value: Value,
    /// The text that is published, maybe unknown; of what stays inside the stack, nothing.
    pub published: Option<Value>,
    /// Words for people.
    pub description: String,
    /// Where it is declared.
    pub place: Place,
}

/// Where attributes are, by their path. A block has a handful of them, and a stack many blocks, so
/// they are kept tight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Vec<(Box<str>, Place)>);

impl Places {
    fn find(&self, path: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_ref().cmp(path))
    }

    /// The place of exactly this path.
    pub fn get(&self, path: &str) -> Option<&Place> {
        self.find(path).ok().and_then(|at| self.0.get(at)).map(|(_, place)| place)
    }

    /// Whether this path is written.
    pub fn contains_key(&self, path: &str) -> bool {
        self.find(path).is_ok()
    }

    /// Sets the place of a path; the last one counts.
    pub fn insert(&mut self, path: &str, place: Place) {
        match self.find(path) {
            Ok(at) => drop(self.0.splice(at..=at, [(path.into(), place)])),
            Err(at) => self.0.insert(at, (path.into(), place)),
        }
    }

    /// Adds all places of another block.
    pub fn extend(&mut self, others: Self) {
        for (path, place) in others.0 {
            self.insert(&path, place);
        }
    }

    /// The place of an attribute, or of the nearest one around it.
    fn innermost(&self, attr: &str) -> Option<&Place> {
        self.get(attr).or_else(|| self.innermost(attr.rsplit_once('.')?.0))
    }
}

impl Declared {
    /// The attribute's value; `Null` when the table has no such attribute.
    pub fn attr(&self, name: &str) -> &Value {
        self.attrs.get(name).unwrap_or(&Value::Null)
    }
    /// Nested blocks with this word.
    pub fn nested<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Nested> {
        self.blocks.iter().filter(move |nested| nested.word == word)
    }
    /// The place of an attribute, or of what is inside of one as in `logs.retention`; of what it is in when it isn't
    /// written.
    pub fn place_of(&self, attr: &str) -> Place {
        self.places.innermost(attr).unwrap_or(&self.place).clone()
    }
}

impl Waiver {
    /// Whether this is about what a rule found at an address: the address itself, a part of it, or an instance of it.
    pub fn covers(&self, rule: &str, address: &Address) -> bool {
        let block = address.block();
        let whole = address.declaration();
        self.rule == rule
            && [address, &block, &whole].into_iter().any(|one| self.addresses.contains(one))
    }
    /// Whether its time is over. Nothing is over where nobody knows the day.
    pub fn is_over(&self, today: Option<Date>) -> bool {
        matches!((self.until, today), (Some(until), Some(today)) if until < today)
    }
    /// The place of an attribute, or the waiver's own.
    pub fn place_of(&self, attr: &str) -> Place {
        self.places.innermost(attr).unwrap_or(&self.place).clone()
    }
}

impl Nested {
    /// The attribute's value; `Null` when the table has no such attribute.
    pub fn attr(&self, name: &str) -> &Value {
        self.attrs.get(name).unwrap_or(&Value::Null)
    }
    /// The place of an attribute, or of what is inside of one as in `logs.retention`; of what it is in when it isn't
    /// written.
    pub fn place_of(&self, attr: &str) -> Place {
        self.places.innermost(attr).unwrap_or(&self.place).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_path_and_from_inside_out() {
        let at = |line| Place { file: "a.hcl".into(), line, column: 1, start: 0, end: 0 };
        let mut places = Places::default();
        for (path, line) in [("logs", 1), ("code", 2), ("logs.retention", 3), ("code", 4)] {
            places.insert(path, at(line));
        }
        assert_eq!(places.get("code"), Some(&at(4)));
        assert_eq!(places.innermost("logs.retention.days"), Some(&at(3)));
        assert_eq!(places.innermost("logs.format"), Some(&at(1)));
        assert_eq!(places.innermost("memory"), None);
    }

    #[test]
    fn a_place_for_objects_is_a_bucket_and_maybe_a_prefix() {
        for (text, url) in [
            ("acme-artifacts", Some("s3://acme-artifacts/k.zip")),
            ("s3://acme-artifacts", Some("s3://acme-artifacts/k.zip")),
            ("s3://acme.artifacts/a/b/", Some("s3://acme.artifacts/a/b/k.zip")),
            ("acme/a", None),
            ("Acme", None),
            ("ab", None),
            ("-acme", None),
            ("https://acme/x", None),
        ] {
            let found = ObjectFolder::parse(text).map(|place| place.url("k.zip"));
            assert_eq!(found.as_deref(), url, "{text}");
        }
    }
}
