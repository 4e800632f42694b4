//! How text looks: whether there is colour, and which.
use crate::args::Color;
use anstyle::{AnsiColor, Style as Ansi};

/// What a piece of text is about; the colour follows from it, never the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something comes to be; all is well.
    Create,
    /// Something changes in place; a warning.
    Update,
    /// Something goes and comes back.
    Replace,
    /// Something goes; an error.
    Delete,
    /// Something is taken over, or is told by the way.
    Adopt,
    /// What a reader looks for first.
    Strong,
    /// What a reader may skip.
    Faint,
}

/// How to write for one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are written.
    pub color: bool,
    /// Columns to wrap at, where something wraps.
    pub width: usize,
}

/// What the environment says about colour.
#[derive(Clone, Debug, Default)]
pub struct ColorEnvironment {
    /// `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub no_color: bool,
    /// `CLICOLOR_FORCE` is set and neither empty nor `0`.
    pub force: bool,
    /// `TERM` is `dumb`.
    pub dumb: bool,
}

impl ColorEnvironment {
    /// Reads the process's environment.
    pub fn of_process() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR").is_some(),
            force: set("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
            dumb: set("TERM").is_some_and(|value| value == "dumb"),
        }
    }
}

impl Style {
    /// Neither colour nor a terminal.
    pub const PLAIN: Self = Self { color: false, width: 100 };

    /// The flag decides, then `NO_COLOR`, then `CLICOLOR_FORCE`, then whether this is a terminal.
    pub fn decide(flag: Color, environment: &ColorEnvironment, terminal: bool) -> Self {
        let color = match flag {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if environment.no_color => false,
            Color::Auto if environment.force => true,
            Color::Auto => terminal && !environment.dumb,
        };
        Self { color, ..Self::PLAIN }
    }

    /// The text in the colour of its tone.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let ansi = ansi(tone);
        format!("{ansi}{text}{ansi:#}")
    }
}

fn ansi(tone: Tone) -> Ansi {
    let color = |color: AnsiColor| Ansi::new().fg_color(Some(color.into()));
    match tone {
        Tone::Create => color(AnsiColor::Green),
        Tone::Update => color(AnsiColor::Yellow),
        Tone::Replace => color(AnsiColor::Magenta).bold(),
        Tone::Delete => color(AnsiColor::Red).bold(),
        Tone::Adopt => color(AnsiColor::Cyan),
        Tone::Strong => Ansi::new().bold(),
        Tone::Faint => Ansi::new().dimmed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(flag: Color, set: &[&str], expect: bool) {
        let has = |name| set.contains(&name);
        let environment =
            ColorEnvironment { no_color: has("NO_COLOR"), force: has("force"), dumb: false };
        assert_eq!(Style::decide(flag, &environment, has("terminal")).color, expect, "{set:?}");
    }

    #[test]
    fn the_flag_beats_no_color_which_beats_force_which_beats_the_terminal() {
        check(Color::Always, &["NO_COLOR"], true);
        check(Color::Never, &["force", "terminal"], false);
        check(Color::Auto, &["NO_COLOR", "force", "terminal"], false);
        check(Color::Auto, &["force"], true);
        check(Color::Auto, &["terminal"], true);
        check(Color::Auto, &[], false);
    }

    #[test]
    fn plain_text_carries_no_escapes() {
        assert_eq!(Style::PLAIN.paint(Tone::Delete, "gone"), "gone");
        let colored = Style { color: true, ..Style::PLAIN };
        assert_eq!(colored.paint(Tone::Delete, "gone"), "\u{1b}[1m\u{1b}[31mgone\u{1b}[0m");
    }
}
