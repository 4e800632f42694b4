//! Which grants policies don't give: said before anything is tried.
use super::{Grant, Purpose, document};
use cutover_audit::contain::{self, Options, Verdict};
use cutover_audit::json;
use cutover_audit::policy::Policy;
use cutover_audit::request::Layers;
use cutover_audit::table::Table;
use cutover_schemas::graph::Identity;
use std::collections::BTreeSet;

/// A grant that policies don't give, or not for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What for.
    pub purpose: Purpose,
    /// Such as `sqs:CreateQueue`.
    pub action: &'static str,
    /// An ARN, maybe with stars, or `*`. Of a pattern, some ARN that it fits is not allowed.
    pub resource: String,
    /// Why nobody can tell, where that is so.
    pub undecided: Option<String>,
}

/// The grants that these policies, attached together, don't give to whoever is in this deployment's account and calls
/// its region. Conditions on anything else are taken not to hold: a policy that asks for a tag of the caller's gives
/// nothing for certain.
pub(super) fn missing(
    grants: &BTreeSet<Grant>,
    identity: &Identity,
    policies: &[Policy],
) -> Vec<Missing> {
    let has = Layers::identity(policies);
    let of = |grant: &Grant| {
        let undecided = match decide(grant, identity, &has) {
            Verdict::None => return None,
            Verdict::Witness(_) => None,
            Verdict::Undecided(why) => Some(why),
        };
        let Grant { purpose, action, resource, .. } = grant.clone();
        Some(Missing { purpose, action, resource, undecided })
    };
    let mut told = BTreeSet::new();
    let all = grants.iter().filter_map(of);
    // One thing may be needed for several purposes.
    all.filter(|one| told.insert((one.action, one.resource.clone()))).collect()
}

/// Whether a grant allows anything beyond what the policies do.
fn decide(grant: &Grant, identity: &Identity, has: &Layers<'_>) -> Verdict {
    let text = serde_json::to_string(&document::alone(grant, identity)).unwrap_or_default();
    let Ok(root) = json::parse(&text) else {
        return Verdict::Undecided("the policy that would allow it can't be written".to_owned());
    };
    let needed = Policy::read(&root);
    // Ids that AWS will make up have any form: the table's forms of resources are not asked.
    contain::beyond(&Layers::identity([&needed]), has, Table::embedded(), &Options::FREE)
}
