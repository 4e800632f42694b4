//! Updates: `SET a = b + :n REMOVE c[0] ADD d :more DELETE e :some`.

use super::parser::{Call, Mistake, Operand, Parser};
use super::path::{Path, Step};
use crate::ops::Fault;
use crate::ops::dynamodb::attribute::{Attribute, Item, not_a_number};
use crate::ops::dynamodb::faults::invalid;

/// An update, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in super::super) struct Update {
    sets: Vec<(Path, Term)>,
    removals: Vec<Path>,
    additions: Vec<(Path, Operand)>,
    deletions: Vec<(Path, Operand)>,
}

/// What an attribute is set to.
#[derive(Debug, Clone, PartialEq)]
enum Term {
    Plain(Operand),
    Sum(Operand, Operand),
    Difference(Operand, Operand),
}

/// Reads the sections, each at most once.
pub(super) fn sections(parser: &mut Parser<'_>) -> Result<Update, String> {
    let mut update = Update::default();
    let mut seen: Vec<&str> = Vec::new();
    loop {
        let section = ["SET", "REMOVE", "ADD", "DELETE"].into_iter().find(|it| parser.is_word(it));
        let Some(section) = section else { return Err(parser.unexpected()) };
        parser.skip();
        if seen.contains(&section) {
            let told =
                format!("The \"{section}\" section can only be used once in an update expression;");
            parser.mistake(Mistake::Section, told);
        }
        seen.push(section);
        loop {
            clause(parser, section, &mut update)?;
            if !parser.take_mark(",") {
                break;
            }
        }
        if *parser.peek() == super::token::Kind::End {
            return Ok(update);
        }
    }
}

fn clause(parser: &mut Parser<'_>, section: &str, update: &mut Update) -> Result<(), String> {
    let path = parser.path()?;
    if let Some(told) = update.paths().find_map(|earlier| earlier.clash(&path)) {
        parser.mistake(Mistake::Overlap, told);
    }
    match section {
        "SET" => {
            parser.expect_mark("=")?;
            let term = term(parser)?;
            update.sets.push((path, term));
        }
        "REMOVE" => update.removals.push(path),
        "ADD" => {
            let value = parser.operand()?;
            check_set(parser, "ADD", &value);
            update.additions.push((path, value));
        }
        _ => {
            let value = parser.operand()?;
            check_set(parser, "DELETE", &value);
            update.deletions.push((path, value));
        }
    }
    Ok(())
}

fn term(parser: &mut Parser<'_>) -> Result<Term, String> {
    if parser.is_mark("(")
        && parser.closing(parser.position()).is_some_and(|close| {
            !matches!(parser.token(close + 1), super::token::Kind::Mark("+" | "-"))
        })
    {
        parser.skip();
        let inner = parser.deeper(term)?;
        parser.expect_mark(")")?;
        return Ok(inner);
    }
    let left = parser.operand()?;
    check_operand(parser, &left);
    for mark in ["+", "-"] {
        if !parser.take_mark(mark) {
            continue;
        }
        let right = parser.operand()?;
        check_operand(parser, &right);
        for operand in [&left, &right] {
            if let Operand::Value(value) = operand {
                check_kind(parser, mark, value, "N");
            }
        }
        return Ok(if mark == "+" {
            Term::Sum(left, right)
        } else {
            Term::Difference(left, right)
        });
    }
    Ok(Term::Plain(left))
}

/// Calls are of the functions that have a value here.
fn check_operand(parser: &mut Parser<'_>, operand: &Operand) {
    let Operand::Call(Call { function, arguments }) = operand else { return };
    if function != "if_not_exists" && function != "list_append" {
        let told = format!("Invalid function name; function: {function}");
        parser.mistake(Mistake::UnknownFunction, told);
        return;
    }
    for argument in arguments {
        check_operand(parser, argument);
    }
    if arguments.len() != 2 {
        let told = format!(
            "Incorrect number of operands for operator or function; operator or function: {function}, number of \
             operands: {}",
            arguments.len()
        );
        parser.mistake(Mistake::Operands, told);
        return;
    }
    if function == "if_not_exists" && !matches!(arguments.first(), Some(Operand::Path(_))) {
        let told = format!(
            "Operator or function requires a document path; operator or function: {function}"
        );
        parser.mistake(Mistake::Type, told);
    }
    if function == "list_append" {
        for argument in arguments {
            if let Operand::Value(value) = argument {
                check_kind(parser, function, value, "L");
            }
        }
    }
}

fn check_kind(parser: &mut Parser<'_>, operator: &str, value: &Attribute, kind: &str) {
    if value.kind() != kind {
        let told = format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {}",
            value.kind()
        );
        parser.mistake(Mistake::Type, told);
    }
}

/// `ADD` takes numbers and sets, `DELETE` only sets.
fn check_set(parser: &mut Parser<'_>, operator: &str, value: &Operand) {
    let word = match value {
        Operand::Value(Attribute::Number(_)) if operator == "ADD" => return,
        Operand::Value(value) => match value {
            Attribute::Text(_) => "STRING",
            Attribute::Number(_) => "NUMBER",
            Attribute::Bytes(_) => "BINARY",
            Attribute::Null => "NULL",
            Attribute::Flag(_) => "BOOLEAN",
            Attribute::List(_) => "LIST",
            Attribute::Map(_) => "MAP",
            Attribute::Texts(_) | Attribute::Numbers(_) | Attribute::Bytestrings(_) => return,
        },
        Operand::Undefined => return,
        Operand::Path(_) | Operand::Call(_) => "PATH",
    };
    let told = format!(
        "Incorrect operand type for operator or function; operator: {operator}, operand type: {word}"
    );
    parser.mistake(Mistake::Type, told);
}

impl Update {
    /// Every path that is written.
    pub(in super::super) fn paths(&self) -> impl Iterator<Item = &Path> {
        let additions = self.additions.iter().chain(&self.deletions).map(|(path, _)| path);
        self.sets.iter().map(|(path, _)| path).chain(&self.removals).chain(additions)
    }

    /// The item afterwards. Every value is read from the item as it was.
    pub(in super::super) fn apply(&self, before: &Item) -> Result<Item, Fault> {
        let mut item = before.clone();
        let values: Vec<(&Path, Attribute)> = self
            .sets
            .iter()
            .map(|(path, term)| Ok((path, term.value(before)?)))
            .collect::<Result<_, Fault>>()?;
        for (path, value) in values {
            put(&mut item, &path.0, value)?;
        }
        for (path, operand) in &self.additions {
            let Operand::Value(more) = operand else { continue };
            let sum = add(path.find(before), more)?;
            put(&mut item, &path.0, sum)?;
        }
        for (path, operand) in &self.deletions {
            let (Operand::Value(some), Some(present)) = (operand, path.find(before)) else {
                continue;
            };
            match without(present, some)? {
                Some(rest) => put(&mut item, &path.0, rest)?,
                None => remove(&mut item, &path.0)?,
            }
        }
        // Places are those of the list as it was, so the last one goes first.
        let mut removals: Vec<&Path> = self.removals.iter().collect();
        removals.sort_by(|one, two| two.0.cmp(&one.0));
        for path in removals {
            remove(&mut item, &path.0)?;
        }
        Ok(item)
    }
}

impl Term {
    fn value(&self, item: &Item) -> Result<Attribute, Fault> {
        match self {
            Term::Plain(operand) => value(operand, item),
            Term::Sum(one, two) => match (value(one, item)?, value(two, item)?) {
                (Attribute::Number(one), Attribute::Number(two)) => {
                    one.plus(two).map(Attribute::Number).map_err(|why| not_a_number(why, ""))
                }
                _ => Err(wrong_type()),
            },
            Term::Difference(one, two) => match (value(one, item)?, value(two, item)?) {
                (Attribute::Number(one), Attribute::Number(two)) => {
                    one.minus(two).map(Attribute::Number).map_err(|why| not_a_number(why, ""))
                }
                _ => Err(wrong_type()),
            },
        }
    }
}

fn value(operand: &Operand, item: &Item) -> Result<Attribute, Fault> {
    let missing = || {
        invalid("The provided expression refers to an attribute that does not exist in the item")
    };
    match operand {
        Operand::Value(value) => Ok(value.clone()),
        Operand::Path(path) => path.find(item).cloned().ok_or_else(missing),
        Operand::Call(call) => {
            let (Some(first), Some(second)) = (call.arguments.first(), call.arguments.get(1))
            else {
                return Err(missing());
            };
            if call.function == "if_not_exists" {
                return value(first, item).or_else(|_| value(second, item));
            }
            match (value(first, item)?, value(second, item)?) {
                (Attribute::List(mut list), Attribute::List(more)) => {
                    list.extend(more);
                    Ok(Attribute::List(list))
                }
                _ => Err(wrong_type()),
            }
        }
        Operand::Undefined => Err(missing()),
    }
}

fn wrong_type() -> Fault {
    invalid("An operand in the update expression has an incorrect data type")
}

fn wrong_path() -> Fault {
    invalid("The document path provided in the update expression is invalid for update")
}

/// A number raised, or a set with more members.
fn add(present: Option<&Attribute>, more: &Attribute) -> Result<Attribute, Fault> {
    match (present, more) {
        (None, more) => Ok(more.clone()),
        (Some(Attribute::Number(one)), Attribute::Number(two)) => {
            one.plus(*two).map(Attribute::Number).map_err(|why| not_a_number(why, ""))
        }
        (Some(Attribute::Texts(one)), Attribute::Texts(two)) => {
            Ok(Attribute::Texts(one.union(two).cloned().collect()))
        }
        (Some(Attribute::Numbers(one)), Attribute::Numbers(two)) => {
            Ok(Attribute::Numbers(one.union(two).copied().collect()))
        }
        (Some(Attribute::Bytestrings(one)), Attribute::Bytestrings(two)) => {
            Ok(Attribute::Bytestrings(one.union(two).cloned().collect()))
        }
        _ => Err(wrong_type()),
    }
}

/// A set with fewer members; none when nothing is left.
fn without(present: &Attribute, some: &Attribute) -> Result<Option<Attribute>, Fault> {
    let rest = match (present, some) {
        (Attribute::Texts(one), Attribute::Texts(two)) => {
            Attribute::Texts(one.difference(two).cloned().collect())
        }
        (Attribute::Numbers(one), Attribute::Numbers(two)) => {
            Attribute::Numbers(one.difference(two).copied().collect())
        }
        (Attribute::Bytestrings(one), Attribute::Bytestrings(two)) => {
            Attribute::Bytestrings(one.difference(two).cloned().collect())
        }
        _ => return Err(wrong_type()),
    };
    let empty = match &rest {
        Attribute::Texts(set) => set.is_empty(),
        Attribute::Numbers(set) => set.is_empty(),
        Attribute::Bytestrings(set) => set.is_empty(),
        _ => false,
    };
    Ok((!empty).then_some(rest))
}

/// Writes a value at a path whose parents exist. A place beyond a list's end is its end.
fn put(item: &mut Item, steps: &[Step], value: Attribute) -> Result<(), Fault> {
    match steps.split_first() {
        Some((Step::Name(name), [])) => {
            item.insert(name.clone(), value);
            Ok(())
        }
        Some((Step::Name(name), rest)) => put_in(item.get_mut(name), rest, value),
        Some((Step::Place(_), _)) | None => Err(wrong_path()),
    }
}

fn put_in(parent: Option<&mut Attribute>, steps: &[Step], value: Attribute) -> Result<(), Fault> {
    match (parent, steps.split_first()) {
        (Some(Attribute::Map(map)), Some((Step::Name(_), _))) => put(map, steps, value),
        (Some(Attribute::List(list)), Some((Step::Place(place), []))) => {
            match list.get_mut(*place) {
                Some(present) => *present = value,
                None => list.push(value),
            }
            Ok(())
        }
        (Some(Attribute::List(list)), Some((Step::Place(place), rest))) => {
            put_in(list.get_mut(*place), rest, value)
        }
        _ => Err(wrong_path()),
    }
}

/// Removes what stands at a path whose parents exist.
fn remove(item: &mut Item, steps: &[Step]) -> Result<(), Fault> {
    match steps.split_first() {
        Some((Step::Name(name), [])) => {
            item.remove(name);
            Ok(())
        }
        Some((Step::Name(name), rest)) => remove_in(item.get_mut(name), rest),
        Some((Step::Place(_), _)) | None => Err(wrong_path()),
    }
}

fn remove_in(parent: Option<&mut Attribute>, steps: &[Step]) -> Result<(), Fault> {
    match (parent, steps.split_first()) {
        (Some(Attribute::Map(map)), Some((Step::Name(_), _))) => remove(map, steps),
        (Some(Attribute::List(list)), Some((Step::Place(place), []))) => {
            if *place < list.len() {
                list.remove(*place);
            }
            Ok(())
        }
        (Some(Attribute::List(list)), Some((Step::Place(place), rest))) => {
            remove_in(list.get_mut(*place), rest)
        }
        _ => Err(wrong_path()),
    }
}
