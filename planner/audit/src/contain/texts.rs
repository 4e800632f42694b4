//! One text for every way in which patterns can fit and not fit together: complete, and as short as can be.
use super::glob::{Glob, Piece, Without};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// States of the product automaton that are looked at. Of the policies that AWS publishes, with up to 89 patterns a
/// policy, none takes a tenth of it; what takes more has many wildcards within its patterns, and is left undecided.
const MOST_STATES: usize = 40_000;

/// Ways that are told apart. Each is a text that every later dimension is multiplied with.
const MOST_WAYS: usize = 8_192;

/// There are too many ways in which the patterns fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMany;

/// For every set of these patterns that some text fits, and no other of them, such a text. Texts have to fit one of
/// `forms`, where there are any.
pub(super) fn every_way(patterns: &[Glob], forms: &[Glob]) -> Result<Vec<String>, TooMany> {
    let patterns: BTreeSet<&Glob> = patterns.iter().collect();
    if forms.is_empty() {
        let simple: Option<Vec<(String, bool)>> =
            patterns.iter().map(|pattern| pattern.simple()).collect();
        if let Some(simple) = simple {
            return Ok(simple_ways(&simple));
        }
    }
    Product::new(patterns.into_iter().chain(forms), forms.len()).run()
}

/// The same for each form by itself: most patterns fit none of its texts, and need not be told apart there. A text for
/// every set of patterns that some text of some form fits.
pub(super) fn every_way_of_forms(
    patterns: &[Glob],
    forms: &[Glob],
) -> Result<Vec<String>, TooMany> {
    if forms.is_empty() {
        return every_way(patterns, forms);
    }
    let (mut texts, mut known) = (Vec::new(), BTreeSet::new());
    for form in forms {
        let mut near = Vec::new();
        for pattern in patterns.iter().collect::<BTreeSet<_>>() {
            if meet(pattern, form)? {
                near.push(pattern.clone());
            }
        }
        let form = std::slice::from_ref(form);
        texts.extend(every_way(&near, form)?.into_iter().filter(|text| known.insert(text.clone())));
    }
    Ok(texts)
}

/// Whether some text fits both.
fn meet(one: &Glob, other: &Glob) -> Result<bool, TooMany> {
    if let (Some((text, false)), _) | (_, Some((text, false))) = (one.simple(), other.simple()) {
        return Ok(one.fits(&text) && other.fits(&text));
    }
    let texts = every_way(std::slice::from_ref(one), std::slice::from_ref(other))?;
    Ok(texts.iter().any(|text| one.fits(text)))
}

/// Patterns that are texts, or texts with a `*` at their end: a text fits in the same way as the longest beginning of it
/// that is a pattern's text, followed by a letter that no pattern goes on with.
fn simple_ways(patterns: &[(String, bool)]) -> Vec<String> {
    let mut ways: BTreeSet<String> = BTreeSet::new();
    for (text, open) in patterns {
        ways.insert(text.clone());
        if *open {
            ways.insert(aside(text, patterns));
        }
    }
    ways.insert(aside("", patterns));
    ways.into_iter().collect()
}

/// This text and one more letter, with which no pattern goes on.
fn aside(text: &str, patterns: &[(String, bool)]) -> String {
    let next =
        patterns.iter().filter_map(|(pattern, _)| pattern.strip_prefix(text)?.chars().next());
    let taken: BTreeSet<char> = next.collect();
    format!("{text}{}", free(|letter| !taken.contains(&letter)))
}

/// A letter that is not taken.
fn free(is_free: impl Fn(char) -> bool) -> char {
    let plain = ('x'..='z').chain('a'..='w').chain('0'..='9').chain('A'..='Z');
    // There are more letters than any policy has.
    plain.chain('\u{100}'..='\u{ffff}').find(|letter| is_free(*letter)).unwrap_or('x')
}

/// All patterns read at once: the places that each of them may be at.
struct Product<'g> {
    patterns: Vec<&'g Glob>,
    /// The first place of each pattern, and the number of all places.
    starts: Vec<usize>,
    places: usize,
    /// How many of the last patterns are forms.
    forms: usize,
    /// Whether some wildcard keeps out of a letter.
    keeps: bool,
}

/// A set of places.
type State = Box<[u64]>;

impl<'g> Product<'g> {
    fn new(patterns: impl Iterator<Item = &'g Glob>, forms: usize) -> Self {
        let patterns: Vec<&Glob> = patterns.collect();
        let mut starts = Vec::with_capacity(patterns.len());
        let mut places = 0;
        for pattern in &patterns {
            starts.push(places);
            places += pattern.0.len() + 1;
        }
        let keeps = patterns.iter().flat_map(|pattern| &pattern.0).any(|piece| {
            matches!(piece, Piece::One(without) | Piece::Any(without) if *without != Without::Nothing)
        });
        Self { patterns, starts, places, forms, keeps }
    }

    fn run(&self) -> Result<Vec<String>, TooMany> {
        let mut first = self.nowhere();
        for number in 0..self.patterns.len() {
            self.reach(&mut first, number, 0);
        }
        let mut known: BTreeMap<State, (Option<usize>, char)> = BTreeMap::new();
        let mut trail: Vec<(Option<usize>, char)> = vec![(None, ' ')];
        let mut queue: VecDeque<(State, usize)> = VecDeque::from([(first.clone(), 0)]);
        known.insert(first, (None, ' '));
        let (mut ways, mut texts) = (BTreeSet::new(), Vec::new());
        while let Some((state, at)) = queue.pop_front() {
            if let Some(way) = self.way(&state)
                && ways.insert(way)
            {
                texts.push(read_back(&trail, at));
                if texts.len() > MOST_WAYS {
                    return Err(TooMany);
                }
            }
            for letter in self.letters(&state) {
                let next = self.step(&state, letter);
                if known.contains_key(&next) || self.is_lost(&next) {
                    continue;
                }
                if known.len() >= MOST_STATES {
                    return Err(TooMany);
                }
                known.insert(next.clone(), (Some(at), letter));
                trail.push((Some(at), letter));
                queue.push_back((next, trail.len() - 1));
            }
        }
        Ok(texts)
    }

    fn nowhere(&self) -> State {
        vec![0; self.places.div_ceil(64)].into_boxed_slice()
    }

    fn reach(&self, state: &mut State, number: usize, at: usize) {
        let (Some(pattern), Some(start)) = (self.patterns.get(number), self.starts.get(number))
        else {
            return;
        };
        let mut at = at;
        loop {
            set(state, start + at);
            match pattern.0.get(at) {
                Some(Piece::Any(_)) => at += 1,
                _ => return,
            }
        }
    }

    /// Every pattern's places in a state, with the pieces that stand there.
    fn pieces<'s>(
        &'s self,
        state: &'s State,
    ) -> impl Iterator<Item = (usize, usize, Option<&'s Piece>)> + 's {
        places(state).map(move |place| {
            let number = self.starts.partition_point(|start| *start <= place).saturating_sub(1);
            let at = place - self.starts.get(number).copied().unwrap_or_default();
            (number, at, self.patterns.get(number).and_then(|pattern| pattern.0.get(at)))
        })
    }

    /// Letters that lead to different states: those that patterns ask for, those that wildcards keep out of, and one that
    /// stands for all others.
    fn letters(&self, state: &State) -> Vec<char> {
        let mut letters: BTreeSet<char> = self
            .pieces(state)
            .filter_map(|(.., piece)| match piece {
                Some(Piece::Letter(letter)) => Some(*letter),
                _ => None,
            })
            .collect();
        let wild = self
            .pieces(state)
            .any(|(.., piece)| matches!(piece, Some(Piece::One(_) | Piece::Any(_))));
        if self.keeps && wild {
            letters.extend([':', '/']);
        }
        let other = free(|letter| !letters.contains(&letter));
        // The plain letter last: what patterns ask for makes the texts that people know.
        letters.into_iter().chain([other]).collect()
    }

    fn step(&self, state: &State, letter: char) -> State {
        let mut next = self.nowhere();
        for (number, at, piece) in self.pieces(state) {
            match piece {
                Some(Piece::Letter(known)) if *known == letter => {
                    self.reach(&mut next, number, at + 1);
                }
                Some(Piece::One(without)) if without.lets(letter) => {
                    self.reach(&mut next, number, at + 1);
                }
                Some(Piece::Any(without)) if without.lets(letter) => {
                    self.reach(&mut next, number, at);
                }
                _ => {}
            }
        }
        next
    }

    /// The patterns that fit what led to a state; nothing where no form does.
    fn way(&self, state: &State) -> Option<Vec<usize>> {
        let (mut fitting, mut formed) = (Vec::new(), self.forms == 0);
        let first_form = self.patterns.len() - self.forms;
        for (number, _, piece) in self.pieces(state) {
            if piece.is_none() {
                if number >= first_form {
                    formed = true;
                } else {
                    fitting.push(number);
                }
            }
        }
        formed.then_some(fitting)
    }

    /// Whether no form can fit any more.
    fn is_lost(&self, state: &State) -> bool {
        let first_form = self.patterns.len() - self.forms;
        self.forms > 0 && !self.pieces(state).any(|(number, ..)| number >= first_form)
    }
}

fn set(state: &mut State, place: usize) {
    if let Some(word) = state.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

/// The places of a state, in order.
fn places(state: &State) -> impl Iterator<Item = usize> + '_ {
    state.iter().enumerate().flat_map(|(at, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(at * 64 + bit)
        })
    })
}

fn read_back(trail: &[(Option<usize>, char)], at: usize) -> String {
    let mut letters = Vec::new();
    let mut here = Some(at);
    while let Some((Some(before), letter)) = here.and_then(|at| trail.get(at)) {
        letters.push(*letter);
        here = Some(*before);
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sets of patterns that texts fit.
    fn ways(patterns: &[Glob], texts: &[String]) -> BTreeSet<Vec<bool>> {
        let way = |text: &String| patterns.iter().map(|pattern| pattern.fits(text)).collect();
        texts.iter().map(way).collect()
    }

    /// Every text of up to five of these letters.
    fn all_texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..5 {
            let longer = |text: &String| ["a", "b", "c"].map(|letter| format!("{text}{letter}"));
            last = last.iter().flat_map(longer).collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn every_way_is_found() {
        let sets: &[&[&str]] = &[
            &["a", "ab", "a*", "*"],
            &["a*b", "b*a", "*ab*"],
            &["?b", "a?", "ab", "*"],
            &["a*", "ab*", "abc", "b"],
            &["*a*", "*b*", "*c*"],
            &["a?b*", "ab*", "?*?"],
        ];
        for set in sets {
            let patterns: Vec<Glob> = set.iter().map(|text| Glob::wild(text)).collect();
            let found = ways(&patterns, &every_way(&patterns, &[]).unwrap());
            let expected = ways(&patterns, &all_texts());
            assert_eq!(found, expected, "{set:?}");
        }
    }

    #[test]
    fn texts_fit_a_form() {
        let forms = [Glob::wild("a*b"), Glob::wild("c")];
        let patterns = [Glob::wild("a*"), Glob::wild("c*"), Glob::wild("acb")];
        let texts = every_way(&patterns, &forms).unwrap();
        assert!(texts.iter().all(|text| forms.iter().any(|form| form.fits(text))), "{texts:?}");
        assert_eq!(ways(&patterns, &texts).len(), 3, "{texts:?}");
    }
}
