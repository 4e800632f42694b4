//! Subnets and security groups of functions: some, and not too many
//! (<https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html>).
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;
use cutover_schemas::value::Value;

/// What, how many at most, and what a wrong one begins with instead of.
const PARTS: &[(&str, usize, &str)] = &[("subnets", 16, "subnet-"), ("security_groups", 5, "sg-")];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        let Some(vpc) = function.attr("vpc").as_map() else { continue };
        for (name, most, start) in PARTS {
            let place = || function.place_of(&format!("vpc.{name}"));
            let words = name.replace('_', " ");
            let given = match vpc.get(*name) {
                Some(Value::List(items)) => items.as_slice(),
                Some(Value::Reference(existing)) => spec
                    .blocks
                    .get(existing)
                    .and_then(|block| block.attr("ids").as_list())
                    .unwrap_or_default(),
                _ => continue,
            };
            if given.is_empty() || given.len() > *most {
                let message = format!(
                    "`{}` is in {} {words}; Lambda takes 1 to {most}",
                    function.address,
                    given.len()
                );
                problems.push(
                    Diagnostic::error("spec/over-limit", message)
                        .at(place())
                        .help("name those that it needs; without `vpc` it is in none"),
                );
            }
            for id in given.iter().filter_map(super::plain).filter(|id| !id.starts_with(start)) {
                problems.push(
                    Diagnostic::error(
                        "spec/bad-vpc",
                        format!("`{id}` is no id, as {words} have them"),
                    )
                    .at(place())
                    .help(format!("such an id begins with `{start}`")),
                );
            }
        }
    }
}
