//! Findings: what IAM Access Analyzer found in policies that AWS publishes, code by code, place by place.
use crate::pairs::percent;
use cutover_audit::json::{self, Node, Step};
use cutover_audit::policy::PolicyType;
use cutover_schemas::finding::Finding;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Codes with a bar: they follow from the policy alone. The others need the table of the day on which AWS looked.
const BARRED: &[&str] = &[
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    "REDUNDANT_ACTION",
    "REDUNDANT_RESOURCE",
    "EQUIVALENT_TO_NULL_FALSE",
    "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
    "TYPE_MISMATCH",
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
    "WILDCARD_WITHOUT_LIKE_OPERATOR",
];

/// One finding: its code, and the ways to its places.
type Key = (String, BTreeSet<Vec<String>>);

#[derive(Default)]
struct Count {
    both: usize,
    theirs: usize,
    ours: usize,
}

pub(crate) fn measure(policies: &Value, misses: bool) -> bool {
    let policies = policies.as_array().map(Vec::as_slice).unwrap_or_default();
    let sound = policies.iter().filter(|policy| policy["stale_suspect"] != Value::Bool(true));
    let sound: Vec<&Value> = sound.collect();
    let mut since: BTreeMap<String, String> = BTreeMap::new();
    for policy in &sound {
        for (code, _) in theirs(policy) {
            let day = policy["date"].as_str().unwrap_or_default().to_owned();
            let first = since.entry(code).or_insert_with(|| day.clone());
            *first = day.min(first.clone());
        }
    }
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for policy in &sound {
        let day = policy["date"].as_str().unwrap_or_default();
        let counted = |code: &str| since.get(code).is_some_and(|first| first.as_str() <= day);
        let text = policy["document"].to_string();
        let theirs = theirs(policy);
        let ours: Vec<Key> = ours(&text).into_iter().filter(|(code, _)| counted(code)).collect();
        let mut left = theirs.clone();
        for key in &ours {
            let count = counts.entry(key.0.clone()).or_default();
            if let Some(at) = left.iter().position(|one| one == key) {
                left.remove(at);
                count.both += 1;
            } else {
                count.ours += 1;
                tell(misses, "ours alone", policy, key);
            }
        }
        for key in left {
            counts.entry(key.0.clone()).or_default().theirs += 1;
            tell(misses, "theirs alone", policy, &key);
        }
    }
    println!("findings: {} policies that IAM Access Analyzer looked at", sound.len());
    println!("  {:56} {:>5} {:>9} {:>9}", "code", "found", "precision", "recall");
    let mut good = true;
    for (code, count) in &counts {
        let barred = BARRED.contains(&code.as_str());
        let precision = percent(count.both, count.both + count.ours);
        let recall = percent(count.both, count.both + count.theirs);
        println!(
            "  {code:56} {:>5} {precision:>8.1}% {recall:>8.1}%{}",
            count.both + count.theirs,
            if barred { "" } else { "  (depends on AWS's table of the day)" }
        );
        good &= !barred || (precision >= 95.0 && recall >= 95.0);
    }
    good
}

fn tell(misses: bool, whose: &str, policy: &Value, (code, places): &Key) {
    if misses {
        let places: Vec<String> = places.iter().map(|place| place.join(".")).collect();
        println!("    {whose}: {code} {} {} {}", policy["name"], policy["date"], places.join(" "));
    }
}

fn theirs(policy: &Value) -> Vec<Key> {
    let findings = policy["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let step = |step: &Value| {
        let named = step["value"].as_str().or_else(|| step["key"].as_str()).map(str::to_owned);
        named.or_else(|| step["index"].as_u64().map(|index| index.to_string())).unwrap_or_default()
    };
    let way = |location: &Value| {
        let path = location["path"].as_array().map(Vec::as_slice).unwrap_or_default();
        path.iter().map(step).collect::<Vec<_>>()
    };
    findings
        .iter()
        .map(|finding| {
            let locations = finding["locations"].as_array().map(Vec::as_slice).unwrap_or_default();
            let code = finding["issueCode"].as_str().unwrap_or_default().to_owned();
            (code, locations.iter().map(way).collect())
        })
        .collect()
}

fn ours(text: &str) -> Vec<Key> {
    let Ok(root) = json::parse(text) else { return Vec::new() };
    let findings = cutover_audit::lint("p.json", text, Some(PolicyType::Identity));
    findings.into_iter().filter_map(|finding| key(finding, &root)).collect()
}

fn key(finding: Finding, root: &Node) -> Option<Key> {
    let code = finding.access_analyzer?;
    let places = finding.place.iter().chain(finding.related.iter().map(|related| &related.place));
    let way = |path: Vec<Step>| {
        let step = |step: Step| match step {
            Step::Member(name) | Step::Name(name) => name,
            Step::Index(index) => index.to_string(),
        };
        path.into_iter().map(step).collect::<Vec<String>>()
    };
    Some((code, places.map(|place| way(root.path_to(&(place.start..place.end)))).collect()))
}
