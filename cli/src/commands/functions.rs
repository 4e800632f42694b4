//! Functions of a deployment, found by the name that a person types.
use crate::error::CliError;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Known, View};
use cutover_schemas::value::Value;

/// A function as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its physical name.
    pub(super) name: String,
    /// Its log group.
    pub(super) log_group: Option<String>,
}

/// The function that `word` names: an address, a name in the spec, or a physical name.
pub(super) fn find(view: &View, word: &str) -> Result<Found, CliError> {
    let functions = || view.known.iter().filter(|(_, known)| known.kind == KindName::Function);
    let whole = format!("function.{word}");
    let hit = functions().find(|(address, known)| {
        address.as_str() == word
            || address.as_str() == whole
            || text(known, "name").as_deref() == Some(word)
    });
    let found = hit.and_then(|(_, known)| {
        Some(Found { name: text(known, "name")?, log_group: text(known, "log_group") })
    });
    found.ok_or_else(|| unknown(word, functions().map(|(address, _)| address)))
}

fn text(known: &Known, attr: &str) -> Option<String> {
    known.attrs.get(attr).and_then(Value::as_text).map(str::to_owned)
}

fn unknown<'a>(word: &str, known: impl Iterator<Item = &'a Address>) -> CliError {
    let names: Vec<String> =
        known.map(|address| address.as_str().trim_start_matches("function.").to_owned()).collect();
    let error =
        CliError::user("unknown/function", format!("no function `{word}` is deployed here"));
    match did_you_mean(word, names.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None if names.is_empty() => error.hint("nothing is deployed yet: `cutover apply`"),
        None => error.hint(format!("there are: {}", names.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::value::Attrs;
    use std::collections::{BTreeMap, BTreeSet};

    fn view() -> View {
        let known = Known {
            kind: KindName::Function,
            parent: None,
            attrs: Attrs::from([("name".into(), Value::text("shop-dev-orders"))]),
            depends_on: BTreeSet::new(),
            protect: false,
        };
        let address = Address::parse("function.orders").unwrap();
        View { known: BTreeMap::from([(address, known)]), ..View::default() }
    }

    #[test]
    fn a_function_is_found_by_any_of_its_names() {
        for word in ["orders", "function.orders", "shop-dev-orders"] {
            assert_eq!(find(&view(), word).unwrap().name, "shop-dev-orders");
        }
        let refusal = find(&view(), "order").unwrap_err();
        assert_eq!(refusal.hints, ["did you mean `orders`?"]);
    }
}
