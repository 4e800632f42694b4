//! Stacks with parts left out.
use hcl_edit::structure::Body;

/// The text of a file without these parts, and which of them it had.
///
/// A part is a block's word and what is inside of it, as in `alarm` or `api.route.throttle`: it is cut from every block
/// of that word.
pub fn without<'a>(text: &str, parts: &[&'a str]) -> (String, Vec<&'a str>) {
    let mut body: Body = text.parse().expect("a file of a stack");
    let mut found = Vec::new();
    for part in parts {
        let names: Vec<&str> = part.split('.').collect();
        if cut(&mut body, &names) {
            found.push(*part);
        }
    }
    (body.to_string(), found)
}

/// Whether anything was cut.
fn cut(body: &mut Body, names: &[&str]) -> bool {
    match names {
        [] => false,
        [last] => body.remove_attribute(last).is_some() | !body.remove_blocks(last).is_empty(),
        [first, rest @ ..] => {
            let blocks = body.get_blocks_mut(first);
            blocks.fold(false, |found, block| found | cut(&mut block.body, rest))
        }
    }
}
