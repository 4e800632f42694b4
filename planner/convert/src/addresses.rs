//! Addresses that other tools put together from the id of an API: here it has one, without a stage in its path.
use crate::hcl::{Expr, Part};

const HOST: &str = ".execute-api.";
const DOMAIN: &str = ".amazonaws.com";

/// `https://ID.execute-api.REGION.amazonaws.com/STAGE/path` as `${api.x.url}/path`.
pub(crate) fn shortened(value: Expr) -> Expr {
    let Expr::Template(parts) = &value else { return value };
    found(parts).map_or_else(|| value.clone(), Expr::template)
}

fn found(parts: &[Part]) -> Option<Vec<Part>> {
    let at = parts
        .iter()
        .position(|part| matches!(part, Part::Value(Expr::Reference(text)) if is_id(text)))?;
    let Part::Value(Expr::Reference(api)) = parts.get(at)? else { return None };
    let mut before = parts.get(..at)?.to_vec();
    let Some(Part::Text(text)) = before.last_mut() else { return None };
    *text = text.strip_suffix("https://")?.to_owned();
    let rest = parts.get(at + 1..)?;
    let Some(Part::Text(host)) = rest.first() else { return None };
    if !host.starts_with(HOST) {
        return None;
    }
    let end =
        rest.iter().position(|part| matches!(part, Part::Text(text) if text.contains(DOMAIN)))?;
    let Part::Text(text) = rest.get(end)? else { return None };
    let (_, path) = text.split_once(DOMAIN)?;
    let mut behind = vec![Part::Text(path.to_owned())];
    behind.extend(rest.get(end + 1..)?.iter().cloned());
    let url = Part::Value(Expr::reference(format!("{}.url", api.strip_suffix(".id")?)));
    before.push(url);
    before.extend(without_stage(behind));
    Some(before)
}

/// `api.NAME.id`.
fn is_id(reference: &str) -> bool {
    reference.starts_with("api.") && reference.strip_suffix(".id").is_some()
}

/// A path without its first part, which may be computed.
fn without_stage(mut parts: Vec<Part>) -> Vec<Part> {
    let Some(Part::Text(path)) = parts.first_mut() else { return parts };
    let Some(rest) = path.strip_prefix('/') else { return parts };
    if rest.is_empty() {
        // The stage is what comes next, where anything does.
        let behind = parts.get(2..).unwrap_or_default().to_vec();
        return behind;
    }
    *path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default().to_owned();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_stage() {
        let text = |text: &str| Part::Text(text.to_owned());
        let value = |name: &str| Part::Value(Expr::reference(name));
        let check = |path: Vec<Part>, expected: &str| {
            let mut parts = vec![
                text("https://"),
                value("api.rest.id"),
                text(".execute-api."),
                value("stack.region"),
                text(".amazonaws.com"),
            ];
            parts.extend(path);
            let made = shortened(Expr::template(parts));
            assert_eq!(crate::hcl::expression(&made), expected);
        };
        check(vec![text("/Prod/orders/")], "\"${api.rest.url}/orders/\"");
        check(vec![text("/Prod")], "api.rest.url");
        check(vec![text("/"), value("var.stage"), text("/x")], "\"${api.rest.url}/x\"");
        check(vec![], "api.rest.url");
    }
}
