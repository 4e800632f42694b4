//! Which parameters a list shows: by path, and by filters of either sort.

use super::faults::{bad_key, bad_option, invalid};
use super::model::Parameter;
use crate::ops::{Fault, Input};

/// Members of a filter are all true of what it lets through.
pub(super) struct Filter {
    key: String,
    option: String,
    values: Vec<String>,
}

const PATH: &str = "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward \
slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use only letters, numbers, or the \
following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, \
must use the forward slash symbol \"/\". Valid example: /get/parameters2-/by1./path0_.";

/// A path that lists may be asked for.
pub(super) fn path(given: &str) -> Result<String, Fault> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-_/".contains(letter);
    if !given.starts_with('/') || !given.chars().all(allowed) || given.contains("//") {
        return Err(invalid(PATH));
    }
    Ok(given.trim_end_matches('/').to_owned())
}

/// Whether a name is below a path, at any depth or right below it. A name without a slash is below the root.
pub(super) fn is_below(name: &str, path: &str, recursive: bool) -> bool {
    let name = if name.starts_with('/') { name.to_owned() } else { format!("/{name}") };
    let rest = name.strip_prefix(path).and_then(|rest| rest.strip_prefix('/'));
    rest.is_some_and(|rest| recursive || !rest.contains('/'))
}

/// The newer and the older filters of a request. Within a path only some keys make sense.
pub(super) fn read(input: &Input, of_path: bool) -> Result<Vec<Filter>, Fault> {
    if input.has("Filters") && input.has("ParameterFilters") {
        return Err(invalid("You can use either Filters or ParameterFilters in a single request."));
    }
    let older = input.list("Filters").iter();
    let newer = input.list("ParameterFilters").iter();
    let mut filters = Vec::new();
    for (given, is_older) in older.map(|one| (one, true)).chain(newer.map(|one| (one, false))) {
        let given = input.part(given);
        let key = given.need_text("Key")?.to_owned();
        let known =
            matches!(key.as_str(), "Name" | "Type" | "KeyId" | "Path" | "Tier" | "DataType");
        if !known && !key.starts_with("tag:") {
            let rule = "Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType";
            return Err(input.invalid("parameterFilters.1.member.key", &key, rule));
        }
        if of_path && !matches!(key.as_str(), "Type" | "KeyId" | "DataType") {
            return Err(bad_key(&key));
        }
        let usual = match key.as_str() {
            "Path" => "OneLevel",
            "Name" if is_older => "BeginsWith",
            _ => "Equals",
        };
        let option = given.text("Option").unwrap_or(usual).to_owned();
        let options: &[&str] = match key.as_str() {
            "Path" => &["OneLevel", "Recursive"],
            "Name" => &["Equals", "BeginsWith", "Contains"],
            _ => &["Equals", "BeginsWith"],
        };
        if !options.contains(&option.as_str()) {
            return Err(bad_option(&option));
        }
        let mut values = given.texts("Values");
        if key == "Path" {
            values = values.iter().map(|value| path(value)).collect::<Result<_, _>>()?;
        }
        filters.push(Filter { key, option, values });
    }
    Ok(filters)
}

impl Filter {
    pub(super) fn passes(&self, parameter: &Parameter) -> bool {
        let now = parameter.now();
        let has = match self.key.as_str() {
            "Path" => {
                let recursive = self.option == "Recursive";
                return self.values.iter().any(|path| is_below(&parameter.name, path, recursive));
            }
            "Name" => Some(parameter.name.clone()),
            "Type" => Some(now.shape),
            "KeyId" => now.key,
            "Tier" => Some(now.tier),
            "DataType" => Some(now.data_type),
            tag => parameter.tags.get(tag.strip_prefix("tag:").unwrap_or(tag)).cloned(),
        };
        let Some(has) = has else { return false };
        let bare = has.strip_prefix('/').unwrap_or(&has);
        let fits = |value: &String| match self.option.as_str() {
            "BeginsWith" => has.starts_with(value.as_str()) || bare.starts_with(value.as_str()),
            "Contains" => has.contains(value.as_str()),
            _ => has == *value,
        };
        // A tag without values is asked for by its key alone.
        self.values.is_empty() || self.values.iter().any(fits)
    }
}
