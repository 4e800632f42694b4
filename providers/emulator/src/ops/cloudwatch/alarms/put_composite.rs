//! `PutCompositeAlarm`.

use super::{Kind, check, put, rule};
use crate::ops::cloudwatch::queries::validation;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most alarms that a rule names.
const MOST_CHILDREN: usize = 100;

/// The members of a suppressor, which are not modelled.
const SUPPRESSOR: &[&str] =
    &["ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"];

pub(in super::super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = check::name(input)?;
    let text = input.need_text("AlarmRule")?;
    input.length("AlarmRule", 1, 10_240)?;
    let rule = rule::parse(world, text)
        .map_err(|why| validation(format!("Error in AlarmRule [{why}]")))?;
    let children = rule.children();
    if children.len() > MOST_CHILDREN {
        let text = format!("AlarmRule names more than {MOST_CHILDREN} alarms");
        return Err(validation(text));
    }
    let unknown: Vec<&str> = children
        .iter()
        .filter(|child| !world.cloudwatch.alarms.contains(child))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        return Err(validation(format!(
            "Could not save the composite alarm as alarms [{}] in the alarm rule do not exist",
            unknown.join(", ")
        )));
    }
    check::absent(input, SUPPRESSOR)?;
    let mut settings = check::shared(world, input, Kind::Composite)?;
    settings.insert("AlarmRule".to_owned(), text.into());
    put::keep(world, input, (name, Kind::Composite), settings)?;
    Ok(Reply::empty())
}
