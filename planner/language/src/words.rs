//! Small pieces of prose that many messages share.
use cutover_schemas::diagnostic::did_you_mean;

/// `` `a`, `b` and `c` ``, cut when long.
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 30;
    let all: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    let more = all.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = all.into_iter().take(SHOWN).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    match shown.pop() {
        None => String::new(),
        Some(last) if shown.is_empty() => last,
        Some(last) => format!("{} and {last}", shown.join(", ")),
    }
}

/// "did you mean" for a misspelt word, or everything there is.
pub(crate) fn suggest(word: &str, known: &[&str], none: &str) -> String {
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => none.to_owned(),
        None if known.len() == 1 => format!("there is {}", list(known.iter().copied())),
        None => format!("there are {}", list(known.iter().copied())),
    }
}

/// Labels as they are written: ` "a" "b"`.
pub(crate) fn quoted<'a>(labels: impl IntoIterator<Item = &'a str>) -> String {
    labels.into_iter().fold(String::new(), |mut out, label| {
        out.push_str(" \"");
        out.push_str(label);
        out.push('"');
        out
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_read_as_prose() {
        assert_eq!(super::list([]), "");
        assert_eq!(super::list(["a"]), "`a`");
        assert_eq!(super::list(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
