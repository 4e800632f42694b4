//! Ways to more rights than a policy seems to give: several actions that together make their caller someone mightier.
mod paths;
#[cfg(test)]
mod tests;

use crate::contain::{Ask, Options, Verdict, reach};
use crate::request::{Layers, Request, Values};
use crate::table::Table;
pub use paths::PATHS;
use std::collections::BTreeMap;

/// One way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// Its name; those of pathfinding.cloud keep theirs.
    pub id: &'static str,
    /// What it takes: all of these.
    pub actions: &'static [&'static str],
    /// The service to which `iam:PassRole` must pass a role; empty where it passes none.
    pub passed_to: &'static str,
    /// Where the fact is from.
    pub source: &'static str,
}

/// Whether a path is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One request for each action, in the path's order; the layers allow them all.
    Open(Vec<Request>),
    /// Some action is never allowed.
    Closed,
    /// Not decided, and why.
    Undecided(String),
}

/// Whether the layers let a caller go this way. Actions on one role, user or function must be allowed on the same one:
/// where each is allowed, but on none of the resources that were tried for all, it stays undecided.
pub fn find(path: &Path, layers: &Layers<'_>, table: &Table, options: &Options) -> Answer {
    find_knowing(path, layers, table, options, &mut Known::new())
}

/// What was found out about single actions, by action and by the service that a role is passed to.
pub type Known = BTreeMap<(&'static str, &'static str), Verdict>;

/// The same for one path of several through the same layers: many have actions in common.
pub fn find_knowing(
    path: &Path,
    layers: &Layers<'_>,
    table: &Table,
    options: &Options,
    known: &mut Known,
) -> Answer {
    let mut alone = Vec::new();
    for action in path.actions {
        let passed_to = if *action == "iam:PassRole" { path.passed_to } else { "" };
        let verdict = known
            .entry((*action, passed_to))
            .or_insert_with(|| reach(layers, &ask(path, action, None), table, options));
        match verdict {
            Verdict::Witness(request) => alone.push((**request).clone()),
            Verdict::None => return Answer::Closed,
            Verdict::Undecided(why) => return Answer::Undecided(why.clone()),
        }
    }
    let mut requests = alone.clone();
    for (at, action) in path.actions.iter().enumerate() {
        let Some(kind) = shared(action) else { continue };
        let together = path.actions.iter().zip(&alone).filter(|(one, _)| shared(one) == Some(kind));
        let candidates: Vec<&str> = together.map(|(_, one)| one.resource.as_str()).collect();
        // The first action of a kind chooses the resource for all of it.
        if path.actions.iter().position(|one| shared(one) == Some(kind)) != Some(at)
            || candidates.len() < 2
        {
            continue;
        }
        let same =
            candidates.iter().find_map(|one| on_one(path, kind, one, layers, table, *options));
        let Some(same) = same else {
            return Answer::Undecided(format!(
                "no one {kind} was found that all actions are allowed on"
            ));
        };
        for (place, request) in same {
            if let Some(slot) = requests.get_mut(place) {
                *slot = request;
            }
        }
    }
    // Names of actions are the same in any case; these are AWS's own.
    for (request, action) in requests.iter_mut().zip(path.actions) {
        (*action).clone_into(&mut request.action);
    }
    Answer::Open(requests)
}

/// A request on this resource for every action of a kind.
fn on_one(
    path: &Path,
    kind: &str,
    resource: &str,
    layers: &Layers<'_>,
    table: &Table,
    options: Options,
) -> Option<Vec<(usize, Request)>> {
    let of_kind = path.actions.iter().enumerate().filter(|(_, one)| shared(one) == Some(kind));
    of_kind
        .map(|(at, action)| {
            match reach(layers, &ask(path, action, Some(resource)), table, &options) {
                Verdict::Witness(request) => Some((at, *request)),
                Verdict::None | Verdict::Undecided(_) => None,
            }
        })
        .collect()
}

fn ask(path: &Path, action: &str, resource: Option<&str>) -> Ask {
    let pattern = resource.or_else(|| match shared(action).or_else(|| passed(action))? {
        "role" => Some("arn:aws:iam::*:role/*"),
        "user" => Some("arn:aws:iam::*:user/*"),
        "function" => Some("arn:aws:lambda:*:*:function:*"),
        _ => None,
    });
    let mut ask = Ask {
        actions: vec![action.to_owned()],
        resources: pattern.map(|one| vec![one.to_owned()]),
        ..Ask::default()
    };
    if action == "iam:PassRole" {
        let service = Values::One(path.passed_to.to_owned());
        ask.keys.insert("iam:passedtoservice".to_owned(), Some(service));
    }
    ask
}

fn passed(action: &str) -> Option<&'static str> {
    (action == "iam:PassRole").then_some("role")
}

/// The kind of resource that a path's other actions of the same kind must share.
fn shared(action: &str) -> Option<&'static str> {
    Some(match action {
        "iam:PutRolePolicy"
        | "iam:AttachRolePolicy"
        | "iam:UpdateAssumeRolePolicy"
        | "sts:AssumeRole" => "role",
        "iam:PutUserPolicy"
        | "iam:AttachUserPolicy"
        | "iam:CreateAccessKey"
        | "iam:DeleteAccessKey" => "user",
        "lambda:CreateFunction"
        | "lambda:InvokeFunction"
        | "lambda:UpdateFunctionCode"
        | "lambda:AddPermission"
        | "lambda:CreateFunctionUrlConfig"
        | "lambda:UpdateFunctionUrlConfig" => "function",
        _ => return None,
    })
}
