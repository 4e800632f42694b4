//! The grammar of the kind table: what a row can say about an attribute.
//!
//! One row makes the struct field, the decoder, the diff, the documentation, the JSON Schema and
//! the choice of operation. Nothing here knows a particular kind.
use crate::operations::Operation;
use crate::value::{Attrs, Value};

/// A literal that can stand in a `const` table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
    /// An empty map.
    NoEntries,
}

impl Literal {
    /// The literal as a value.
    pub fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(b) => Value::Bool(b),
            Self::Int(n) => Value::Int(n),
            Self::Text(text) => Value::text(text),
            Self::Texts(texts) => Value::List(texts.iter().copied().map(Value::text).collect()),
            Self::NoEntries => Value::Map(Attrs::new()),
        }
    }
}

/// What an attribute's values look like.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Any number.
    Number,
    /// Text.
    Text,
    /// One of a closed list of words.
    Enum(&'static [&'static str]),
    /// Whole seconds; written `"15s"`, `"5m"`, `"4h"`, `"30d"` or as a number.
    Duration,
    /// Whole milliseconds; written as a duration is, a bare number is seconds.
    Millis,
    /// A part of the whole, held as ten-thousandths; written `"5%"` or `0.05`.
    Share,
    /// An ARN, or a reference to something that has one.
    Arn,
    /// A JSON document of the given flavour, held as a tree.
    Document(Flavour),
    /// Ordered items.
    List(&'static Type),
    /// Items without order.
    Set(&'static Type),
    /// Entries by key.
    Map(&'static Type),
    /// An object with attributes of its own.
    Object(&'static [Attr]),
    /// A reference to a whole block of one of these words.
    Reference(&'static [&'static str]),
    /// One of several shapes, tried in order.
    Either(&'static [Type]),
    /// Anything.
    Any,
}

/// Which equalities hold between two JSON documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Object keys have no order.
    Json,
    /// An IAM policy: also, one item equals a list of it, and most lists are sets (aws-doc: IAM JSON policy grammar).
    Policy,
}

/// Who decides an attribute. Only `Spec` is ever diffed: phantom differences end here, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The user's files.
    Spec,
    /// The cloud service.
    Service,
    /// The rollout engine.
    Rollout,
}

/// What an absent attribute means, on both sides of the diff.
#[derive(Clone, Copy, Debug)]
pub enum Absent {
    /// It must be given.
    Required,
    /// It is this value.
    Is(Literal),
    /// It follows from the others.
    From(fn(&Attrs) -> Value),
    /// Nobody looks at it: when the spec is silent, whatever is live stays.
    Unmanaged,
}

/// How a changed attribute reaches the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// With this operation.
    With(Operation),
    /// With the first operation, and with the second where entries or the whole value go away.
    WithClearing(Operation, Operation),
    /// Only by replacing the resource.
    Replaces,
    /// Never from here.
    Never,
}

/// The facts of one attribute besides its type.
#[derive(Clone, Copy, Debug)]
pub struct Flags {
    /// What absence means.
    pub absent: Absent,
    /// Who decides it.
    pub owner: Owner,
    /// What writes it.
    pub writes: Writes,
    /// Inclusive range of a number, a duration in seconds, or a text's length.
    pub range: Option<(i64, i64)>,
    /// Values that come from nowhere in the spec are masked as well.
    pub sensitive: bool,
    /// Whether a change of it needs a new version of the function.
    pub versioned: bool,
    /// Whether the value is known before creation, from account, region and name.
    pub predictable: bool,
}

const PLAIN: Flags = Flags {
    absent: Absent::Required,
    owner: Owner::Spec,
    writes: Writes::Never,
    range: None,
    sensitive: false,
    versioned: false,
    predictable: false,
};

/// Written by one operation.
pub const fn by(operation: Operation) -> Flags {
    Flags { writes: Writes::With(operation), ..PLAIN }
}
/// Written by one operation, taken away by another.
pub const fn by_clearing(set: Operation, clear: Operation) -> Flags {
    Flags { writes: Writes::WithClearing(set, clear), ..PLAIN }
}
/// Fixed at creation.
pub const fn immutable() -> Flags {
    Flags { writes: Writes::Replaces, ..PLAIN }
}
/// Decided by the service; never diffed.
pub const fn computed() -> Flags {
    Flags { owner: Owner::Service, absent: Absent::Is(Literal::Null), ..PLAIN }
}
/// Decided by the rollout engine; never diffed.
pub const fn rolled() -> Flags {
    Flags { owner: Owner::Rollout, absent: Absent::Is(Literal::Null), ..PLAIN }
}
/// Means something in the spec only; never sent.
pub const fn written() -> Flags {
    PLAIN
}

impl Flags {
    /// Absent means this literal.
    pub const fn or(self, literal: Literal) -> Self {
        Self { absent: Absent::Is(literal), ..self }
    }
    /// Absent follows from the other attributes.
    pub const fn or_from(self, from: fn(&Attrs) -> Value) -> Self {
        Self { absent: Absent::From(from), ..self }
    }
    /// Absent means: leave what is live alone.
    pub const fn unmanaged(self) -> Self {
        Self { absent: Absent::Unmanaged, ..self }
    }
    /// Absent means nothing is set.
    pub const fn optional(self) -> Self {
        self.or(Literal::Null)
    }
    /// Numbers, seconds or text lengths from `min` to `max`.
    pub const fn range(self, min: i64, max: i64) -> Self {
        assert!(min <= max);
        Self { range: Some((min, max)), ..self }
    }
    /// Masked on every screen.
    pub const fn sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }
    /// A change needs a new version.
    pub const fn versioned(self) -> Self {
        Self { versioned: true, ..self }
    }
    /// Known before creation.
    pub const fn predictable(self) -> Self {
        Self { predictable: true, ..self }
    }
}

/// One attribute.
#[derive(Clone, Copy, Debug)]
pub struct Attr {
    /// Its name in the spec and in values.
    pub name: &'static str,
    /// One line for people.
    pub doc: &'static str,
    /// What its values look like.
    pub ty: Type,
    /// Everything else.
    pub flags: Flags,
}

/// One kind of resource.
#[derive(Debug)]
pub struct Kind {
    /// Its word.
    pub name: &'static str,
    /// One line for people.
    pub doc: &'static str,
    /// Its attributes.
    pub attrs: &'static [Attr],
    /// Operations that create it, in order; all but the first run only when what they write is set.
    pub create: &'static [Operation],
    /// Operations that change it, in order.
    pub update: &'static [Operation],
    /// Operations that delete it.
    pub delete: &'static [Operation],
    /// Attributes that only one live thing can have at a time. Where a replacement changes one of
    /// them the new thing is made first and there is no gap; else the old one has to go first.
    pub natural_key: &'static [&'static str],
    /// Deleting the parent deletes this too, so it needs no call of its own then.
    pub dies_with_parent: bool,
    /// Deletion order without a spec: higher goes first.
    pub rank: u8,
    /// Deleting it loses the user's data.
    pub holds_data: bool,
    /// The attribute that names a document which it shares with others of its kind: writes to one document go one at a
    /// time, and what leaves it leaves before anything new enters.
    pub shares: Option<&'static str>,
    /// Attributes whose change makes the service give another value to a second one: whoever refers to that must wait.
    pub renews: &'static [(&'static str, &'static str)],
}

impl Kind {
    /// The row of one attribute.
    pub fn attr(&self, name: &str) -> Option<&'static Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }
}

/// A Rust type that may stand in a kind: the one place where a type's meaning meets its representation.
pub trait Field: Sized {
    /// The type in the table.
    const TYPE: Type;
    /// Reads a fully known value.
    fn read(value: &Value) -> Option<Self>;
}

/// Whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds(pub i64);
/// An ARN as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArnText(pub String);
/// Any JSON document.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonDocument(pub serde_json::Value);
/// An IAM policy as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDocument(pub serde_json::Value);

impl Field for bool {
    const TYPE: Type = Type::Bool;
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}
impl Field for i64 {
    const TYPE: Type = Type::Int;
    fn read(value: &Value) -> Option<Self> {
        value.as_int()
    }
}
impl Field for f64 {
    const TYPE: Type = Type::Number;
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Float(number) => Some(number.get()),
            // Whole numbers beyond 2^53 lose their end, as they do on the wire.
            #[allow(clippy::cast_precision_loss, reason = "services take numbers as 64-bit floats")]
            other => other.as_int().map(|whole| whole as Self),
        }
    }
}
impl Field for String {
    const TYPE: Type = Type::Text;
    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(str::to_owned)
    }
}
impl Field for Seconds {
    const TYPE: Type = Type::Duration;
    fn read(value: &Value) -> Option<Self> {
        value.as_int().map(Seconds)
    }
}
impl Field for ArnText {
    const TYPE: Type = Type::Arn;
    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| Self(text.to_owned()))
    }
}
impl Field for PolicyDocument {
    const TYPE: Type = Type::Document(Flavour::Policy);
    fn read(value: &Value) -> Option<Self> {
        value.as_map()?;
        value.to_plain_json().map(Self)
    }
}
impl Field for JsonDocument {
    const TYPE: Type = Type::Document(Flavour::Json);
    fn read(value: &Value) -> Option<Self> {
        if value.is_null() { None } else { value.to_plain_json().map(Self) }
    }
}
impl<T: Field> Field for Option<T> {
    const TYPE: Type = T::TYPE;
    fn read(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value).map(Some) }
    }
}
impl<T: Field> Field for Vec<T> {
    const TYPE: Type = Type::List(&T::TYPE);
    fn read(value: &Value) -> Option<Self> {
        value.as_list()?.iter().map(T::read).collect()
    }
}
impl<T: Field + Ord> Field for std::collections::BTreeSet<T> {
    const TYPE: Type = Type::Set(&T::TYPE);
    fn read(value: &Value) -> Option<Self> {
        value.as_list()?.iter().map(T::read).collect()
    }
}
impl<T: Field> Field for std::collections::BTreeMap<String, T> {
    const TYPE: Type = Type::Map(&T::TYPE);
    fn read(value: &Value) -> Option<Self> {
        value.as_map()?.iter().map(|(key, item)| Some((key.clone(), T::read(item)?))).collect()
    }
}

/// A kind's typed view: made only from fully known attributes, by the provider.
pub trait Typed: Sized {
    /// The kind's row.
    const KIND: &'static Kind;
    /// Fails with the attribute's name while something is unknown: at attempt time a broken invariant.
    fn read(attrs: &Attrs) -> Result<Self, &'static str>;
}

/// Declares a kind: the struct, its table row and its decoder, one line an attribute.
macro_rules! kind {
    ($(#[doc = $kdoc:literal])* $name:ident = $word:literal {
        $($(#[doc = $doc:literal])* $field:ident : $ty:ty = $flags:expr;)*
    } create $create:expr; update $update:expr; delete $delete:expr; $(with { $($extra:ident : $value:expr),* })?) => {
        $(#[doc = $kdoc])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[doc = $doc])* pub $field: $ty,)* }
        impl $crate::table::Typed for $name {
            const KIND: &'static $crate::table::Kind = &$crate::table::Kind {
                $($($extra: $value,)*)?
                ..$crate::table::Kind {
                    name: $word,
                    doc: concat!($($kdoc),*),
                    attrs: &[$($crate::table::Attr {
                        name: stringify!($field),
                        doc: concat!($($doc),*),
                        ty: <$ty as $crate::table::Field>::TYPE,
                        flags: $flags,
                    },)*],
                    create: $create,
                    update: $update,
                    delete: $delete,
                    natural_key: &["name"],
                    dies_with_parent: false,
                    rank: 50,
                    holds_data: false,
                    shares: None,
                    renews: &[],
                }
            };
            fn read(attrs: &$crate::value::Attrs) -> Result<Self, &'static str> {
                Ok(Self { $($field: <$ty as $crate::table::Field>::read(
                    attrs.get(stringify!($field)).unwrap_or(&$crate::value::Value::Null),
                ).ok_or(stringify!($field))?,)* })
            }
        }
    };
}
pub(crate) use kind;

/// Declares the attributes of a spec block, one line each.
macro_rules! attrs {
    ($($(#[doc = $doc:literal])* $name:ident : $ty:expr => $flags:expr;)*) => {
        &[$($crate::table::Attr { name: stringify!($name), doc: concat!($($doc),*), ty: $ty, flags: $flags },)*]
    };
}
pub(crate) use attrs;
