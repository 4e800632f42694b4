//! Actions: what there are, and which resources and keys go with them.
use super::Options;
use super::glob::{Glob, Piece, Without};
use super::layers::{Row, Rows};
use super::mask::Mask;
use super::texts::{TooMany, every_way};
use crate::table::{Action, Service, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Actions that let the same rows match, and what goes with them.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) action: String,
    pub(super) mask: Mask,
    pub(super) link: Link,
}

/// What goes with an action.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Link {
    /// Forms of its resources; any without.
    pub(super) forms: Vec<Glob>,
    /// Names, or beginnings of names, of its service's own keys, in lower case; any without.
    pub(super) keys: Option<Vec<Glob>>,
}

/// Every row's patterns of actions in lower case: those without wildcards by name, the others one by one.
struct Matcher<'p> {
    rows: &'p [Row<'p>],
    literal: BTreeMap<String, Vec<usize>>,
    wild: Vec<(usize, Glob)>,
}

impl<'p> Matcher<'p> {
    fn new(rows: &'p [Row<'p>]) -> Self {
        let (mut literal, mut wild) = (BTreeMap::<String, Vec<usize>>::new(), Vec::new());
        for (at, row) in rows.iter().enumerate() {
            for text in row.statement.actions.iter().flat_map(|actions| &actions.patterns) {
                let lower = text.value.to_ascii_lowercase();
                if lower.contains(['*', '?']) {
                    wild.push((at, Glob::wild(&lower)));
                } else {
                    literal.entry(lower).or_default().push(at);
                }
            }
        }
        Self { rows, literal, wild }
    }

    fn mask(&self, action: &str) -> Mask {
        let lower = action.to_ascii_lowercase();
        let named = self.literal.get(&lower).into_iter().flatten().copied();
        let fitting = self.wild.iter().filter(|(_, glob)| glob.fits(&lower)).map(|(at, _)| *at);
        let named: BTreeSet<usize> = named.chain(fitting).collect();
        Mask::of(self.rows.len(), |at| {
            let actions = self.rows.get(at).and_then(|row| row.statement.actions.as_ref());
            actions.is_some_and(|actions| named.contains(&at) != actions.negated)
        })
    }
}

/// Every class of actions that some request may be for.
pub(super) fn classes(
    rows: &Rows<'_>,
    table: &Table,
    options: Options,
) -> Result<Vec<Class>, TooMany> {
    let matcher = Matcher::new(&rows.all);
    let mut classes: BTreeMap<(Mask, Link), Class> = BTreeMap::new();
    let candidates = match asked(rows, table) {
        Some(asked) => asked,
        None => candidates(&rows.all, table, options)?,
    };
    for (action, service) in candidates {
        let action = as_named(action, table);
        let link = match (options.link, service) {
            (true, Some(service)) => link(service, &action),
            _ => Link::default(),
        };
        let mask = matcher.mask(&action);
        let class = || Class { action: action.clone(), mask: mask.clone(), link: link.clone() };
        classes.entry((mask.clone(), link.clone())).or_insert_with(class);
    }
    Ok(classes.into_values().collect())
}

/// The action as its service writes it, where the table knows it: patterns are read in lower case.
fn as_named(action: String, table: &Table) -> String {
    match table.action(&action) {
        Some((service, known)) => format!("{}:{}", service.prefix, known.name),
        None => action,
    }
}

/// The very actions that are asked about, where they are named without wildcards.
fn asked<'t>(rows: &Rows<'_>, table: &'t Table) -> Option<Vec<(String, Option<&'t Service>)>> {
    let asked = rows.asked.as_ref()?.iter().filter_map(|at| rows.all.get(*at));
    let texts = asked.flat_map(|row| &row.statement.actions).flat_map(|actions| &actions.patterns);
    let named = texts.map(|text| {
        let service = table.action(&text.value).map(|(service, _)| service);
        (!text.value.contains(['*', '?'])).then(|| (text.value.clone(), service))
    });
    named.collect()
}

/// Actions by their full names, with their service where the table knows it.
fn candidates<'t>(
    rows: &[Row<'_>],
    table: &'t Table,
    options: Options,
) -> Result<Vec<(String, Option<&'t Service>)>, TooMany> {
    let texts: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| row.statement.actions.iter().flat_map(|actions| &actions.patterns))
        .map(|text| text.value.to_ascii_lowercase())
        .collect();
    let mut found = Vec::new();
    let mut services: BTreeMap<&str, Vec<Glob>> = BTreeMap::new();
    let mut across = Vec::new();
    for text in &texts {
        match text.split_once(':') {
            Some((service, _)) if !service.contains(['*', '?']) => {
                services.entry(service).or_default().push(Glob::wild(text));
            }
            _ if text.trim_matches(['*', ':']).is_empty() => {}
            _ => across.push(Glob::wild(text)),
        }
    }
    for (prefix, patterns) in &services {
        let service = table.service(prefix).filter(|_| options.known_names);
        let all: Vec<Glob> = patterns.iter().chain(&across).cloned().collect();
        if let Some(service) = service {
            let name = |name: &str| format!("{prefix}:{name}");
            let known = current(service).map(|action| name(&action.name));
            found.extend(known.map(|action| (action, Some(service))));
            found.push((to_come(prefix, &all), Some(service)));
        } else {
            let form = Glob::wild(&format!("{prefix}:*"));
            found.extend(every_way(&all, &[form])?.into_iter().map(|action| (action, None)));
        }
    }
    // Names that the table doesn't know may still be meant.
    let literal = texts.iter().filter(|text| !text.contains(['*', '?']));
    found.extend(literal.map(|text| {
        let service = text.split_once(':').and_then(|(service, _)| table.service(service));
        let name = service.and_then(|service| named(service, text));
        match (name, service) {
            (Some(name), Some(service)) => (format!("{}:{name}", service.prefix), Some(service)),
            _ => (text.clone(), None),
        }
    }));
    found.extend(elsewhere(&across, &services, table, options)?);
    Ok(found)
}

/// Actions of services that no pattern names.
fn elsewhere<'t>(
    across: &[Glob],
    services: &BTreeMap<&str, Vec<Glob>>,
    table: &'t Table,
    options: Options,
) -> Result<Vec<(String, Option<&'t Service>)>, TooMany> {
    let mut found = vec![("other:Action".to_owned(), None)];
    if across.is_empty() {
        return Ok(found);
    }
    let form = Glob(
        [vec![Piece::Any(Without::Colon), Piece::Letter(':')], vec![Piece::Any(Without::Colon)]]
            .concat(),
    );
    found.extend(every_way(across, &[form])?.into_iter().map(|action| (action, None)));
    if options.known_names {
        for prefix in table.prefixes().filter(|prefix| !services.contains_key(prefix)) {
            let Some(service) = table.service(prefix) else { continue };
            let names = current(service).map(|action| format!("{prefix}:{}", action.name));
            // What fits none of the patterns is like any other action.
            let fits = |name: &String| {
                let lower = name.to_ascii_lowercase();
                across.iter().any(|glob| glob.fits(&lower))
            };
            found.extend(names.filter(fits).map(|action| (action, Some(service))));
        }
    }
    Ok(found)
}

/// The name of an action that AWS may add to a service: no pattern that names one asks for it.
fn to_come(prefix: &str, patterns: &[Glob]) -> String {
    let names = (0_u32..).map(|at| match at {
        0 => format!("{prefix}:xNewAction"),
        at => format!("{prefix}:x{at}NewAction"),
    });
    let is_asked = |name: &String| {
        let lower = name.to_ascii_lowercase();
        let narrow = patterns.iter().filter(|glob| glob.0.len() > prefix.len() + 2);
        narrow.into_iter().any(|glob| glob.fits(&lower))
    };
    let first = format!("{prefix}:xNewAction");
    names.take(16).find(|name| !is_asked(name)).unwrap_or(first)
}

fn named<'s>(service: &'s Service, action: &str) -> Option<&'s str> {
    let (_, name) = action.split_once(':')?;
    let found = service.actions.iter().find(|one| one.name.eq_ignore_ascii_case(name))?;
    Some(&found.name)
}

/// The actions that a service has, those that it once had aside.
fn current(service: &Service) -> impl Iterator<Item = &Action> {
    service.actions.iter().filter(|action| !action.retired)
}

/// The forms of an action's resources, and its service's keys that it has.
fn link(service: &Service, action: &str) -> Link {
    let Some((_, name)) = action.split_once(':') else { return Link::default() };
    let Some(action) = current(service).find(|one| one.name == name) else {
        return all_forms(service);
    };
    let types = action.resources.iter().filter_map(|target| {
        service.resources.iter().find(|resource| resource.name == target.resource)
    });
    let mut forms: Vec<Glob> = types.clone().map(|resource| form(&resource.arn)).collect();
    if action.resources.iter().all(|target| !target.required) {
        forms.push(Glob::literal("*"));
    }
    let own = action.keys.iter();
    let own = own.chain(action.resources.iter().flat_map(|target| &target.keys));
    let own = own.chain(types.flat_map(|resource| &resource.keys));
    let mut keys: Vec<Glob> = own.map(|key| key_form(key)).collect();
    forms.sort();
    forms.dedup();
    keys.sort();
    keys.dedup();
    Link { forms, keys: Some(keys) }
}

/// Services whose names of resources may have a `:` in them: keys of objects, streams and groups of logs.
const WITH_COLONS: [&str; 4] = ["logs", "s3", "s3-object-lambda", "s3express"];

/// The ARN of a type of resource with wildcards for its places. Names have no `:` but for some services', and a name that
/// something follows has no `/`, which tells a bucket from its objects.
fn form(arn: &str) -> Glob {
    let service = arn.split(':').nth(2).unwrap_or_default();
    let places = arn.matches("${").count();
    let (mut pieces, mut rest, mut place) = (Vec::new(), arn, 0);
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        place += 1;
        pieces.extend(Glob::literal(before).0);
        let is_last = place == places;
        pieces.push(Piece::Any(match name {
            "BucketName" => Without::ColonAndSlash,
            _ if is_last && WITH_COLONS.contains(&service) => Without::Nothing,
            _ if is_last => Without::Colon,
            _ => Without::ColonAndSlash,
        }));
        rest = behind;
    }
    pieces.extend(Glob::literal(rest).0);
    Glob(pieces)
}

/// The forms of everything that a service has: an action to come may be about any of it.
fn all_forms(service: &Service) -> Link {
    let forms = service.resources.iter().map(|resource| form(&resource.arn));
    let mut forms: Vec<Glob> = forms.chain([Glob::literal("*")]).collect();
    forms.sort();
    forms.dedup();
    Link { forms, keys: None }
}

/// A key, or a family of keys that ends in a name of the user's.
fn key_form(key: &str) -> Glob {
    let lower = key.to_ascii_lowercase();
    let before = ["<key>", "tag-key"].iter().find_map(|end| lower.strip_suffix(end));
    let before = before.or_else(|| Some(lower.split_once("${")?.0));
    match before.or_else(|| lower.ends_with('/').then_some(&lower)) {
        Some(before) => Glob::wild(&format!("{before}*")),
        None => Glob::literal(&lower),
    }
}

impl Link {
    /// Whether a request for the action may have a key. Global keys are everybody's.
    pub(super) fn has_key(&self, key: &str) -> bool {
        key.starts_with("aws:")
            || self.keys.as_ref().is_none_or(|keys| keys.iter().any(|form| form.fits(key)))
    }
}
