//! What can be found about a stack besides what its policies say by themselves.

/// Code, title and text of each.
pub static CODES: &[(&str, &str, &str)] = &[
    (
        "audit/expired-waiver",
        "a waiver whose day is over",
        "After the day in `until` a waiver lets nothing pass. An error of the audit, so that somebody looks at the reason \
         again: mend what was let pass, or give it another day.",
    ),
    (
        "audit/missing-grant",
        "a role that lacks what the stack needs",
        "An edge of the graph, a setting of the function or its `access` block needs what the role does not allow: the call \
         will be refused. The request shows it. Let the role allow it, or take the edge away. Not looked for where managed \
         policies are attached to the role, whose documents are not in the stack's files.",
    ),
    (
        "audit/undecided",
        "a role that could not be compared with what the stack needs",
        "Policies are compared by proof, never by a guess. Where one has a condition that can't be decided without knowing \
         more than the policies say, that is told instead: look at the statement yourself, and waive it with the reason.",
    ),
    (
        "audit/unknown-waiver",
        "a waiver for a rule that is not there",
        "`waive` names a rule of the audit by its code. There is none of this name, so it lets nothing pass.",
    ),
    (
        "audit/unneeded-grant",
        "a statement that nothing in the stack needs",
        "Nothing that the statement allows is needed by an edge of the graph, a setting of a function, or an `access` block. \
         What code needs besides its edges is said there: `access { allow = [{ actions = [...], resources = [...] }] }`. \
         The request is one that the statement lets pass.",
    ),
    (
        "audit/wider-grant",
        "a statement that allows more than the stack needs",
        "Something of the statement is needed, and the request that is shown is not: an action, a resource or a condition is \
         wider than the graph's edges ask for. Narrow it, or say in the `access` block what the code needs besides.",
    ),
];

/// The codes that a waiver may name.
pub fn waivable() -> impl Iterator<Item = &'static str> {
    let waived = |code: &&str| !code.ends_with("-waiver");
    CODES.iter().map(|(code, ..)| *code).filter(waived)
}
