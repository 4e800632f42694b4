//! An account is twelve digits. Its length is the block table's business.
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let Some(account) = &spec.stage.account else {
        return;
    };
    if !account.chars().all(|c| c.is_ascii_digit()) {
        problems.push(
            Diagnostic::error("spec/bad-account", format!("`{account}` is no account of AWS"))
                .help("an account is twelve digits, in quotes: `account = \"111111111111\"`"),
        );
    }
}
