//! From text to expression.

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Number(f64),
    Text(String),
    Name(String),
    List(Vec<Expression>),
    Negative(Box<Expression>),
    Pair(Box<Expression>, Operator, Box<Expression>),
    Call(String, Vec<Expression>),
}

/// What stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    Different,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divided,
    Power,
}

impl Operator {
    /// Its result; comparisons are 1 or 0.
    pub(super) fn of(self, left: f64, right: f64) -> f64 {
        let truth = |holds: bool| f64::from(u8::from(holds));
        match self {
            Operator::Or => truth(left != 0.0 || right != 0.0),
            Operator::And => truth(left != 0.0 && right != 0.0),
            Operator::Equal => truth((left - right).abs() < f64::EPSILON),
            Operator::Different => truth((left - right).abs() >= f64::EPSILON),
            Operator::Less => truth(left < right),
            Operator::LessOrEqual => truth(left <= right),
            Operator::Greater => truth(left > right),
            Operator::GreaterOrEqual => truth(left >= right),
            Operator::Plus => left + right,
            Operator::Minus => left - right,
            Operator::Times => left * right,
            Operator::Divided => left / right,
            Operator::Power => left.powf(right),
        }
    }

    /// How tightly it binds.
    fn strength(self) -> u8 {
        match self {
            Operator::Or => 1,
            Operator::And => 2,
            Operator::Equal
            | Operator::Different
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => 3,
            Operator::Plus | Operator::Minus => 4,
            Operator::Times | Operator::Divided => 5,
            Operator::Power => 6,
        }
    }
}

/// Operators as they are written, longer ones first.
const OPERATORS: &[(&str, Operator)] = &[
    ("||", Operator::Or),
    ("&&", Operator::And),
    ("==", Operator::Equal),
    ("!=", Operator::Different),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("+", Operator::Plus),
    ("-", Operator::Minus),
    ("*", Operator::Times),
    ("/", Operator::Divided),
    ("^", Operator::Power),
];

/// How deep parentheses may go: far more than anyone writes.
const DEEPEST: usize = 64;

impl Expression {
    /// Reads an expression; the error is for people.
    pub(crate) fn parse(text: &str) -> Result<Expression, String> {
        let mut reader = Reader { rest: text, depth: 0 };
        let expression = reader.pairs(0)?;
        match reader.ahead() {
            "" => Ok(expression),
            rest => Err(format!("Unexpected `{rest}` in expression")),
        }
    }

    /// The ids that it names.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Expression::Name(name) => vec![name],
            Expression::Number(_) | Expression::Text(_) => Vec::new(),
            Expression::Negative(inner) => inner.names(),
            Expression::Pair(left, _, right) => [left.names(), right.names()].concat(),
            Expression::List(items) | Expression::Call(_, items) => {
                items.iter().flat_map(Expression::names).collect()
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn ahead(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        self.rest
    }

    fn takes(&mut self, word: &str) -> bool {
        match self.ahead().strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn operator(&mut self) -> Option<(Operator, &'a str)> {
        let ahead = self.ahead();
        let symbols = OPERATORS.iter().copied();
        let words = [("AND", Operator::And), ("OR", Operator::Or)].into_iter();
        symbols.chain(words).find_map(|(word, operator)| {
            let rest = ahead.strip_prefix(word)?;
            let is_whole = !word.starts_with(char::is_alphabetic) || !rest.starts_with(is_name);
            is_whole.then_some((operator, rest))
        })
    }

    /// Operands joined by operators that bind at least so tightly.
    fn pairs(&mut self, least: u8) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("The expression is nested too deeply".to_owned());
        }
        let mut left = self.operand()?;
        while let Some((operator, rest)) = self.operator() {
            if operator.strength() < least {
                break;
            }
            self.rest = rest;
            let right = self.pairs(operator.strength() + 1)?;
            left = Expression::Pair(Box::new(left), operator, Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expression, String> {
        if self.takes("-") {
            // `-x ^ 2` is `-(x ^ 2)`.
            return Ok(Expression::Negative(Box::new(self.pairs(Operator::Power.strength())?)));
        }
        if self.takes("(") {
            let inner = self.pairs(0)?;
            return if self.takes(")") { Ok(inner) } else { Err("A `)` is missing".to_owned()) };
        }
        if self.takes("[") {
            return Ok(Expression::List(self.items("]")?));
        }
        let ahead = self.ahead();
        match ahead.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some(letter) if letter.is_ascii_digit() || letter == '.' => self.number(),
            Some(letter) if letter.is_ascii_alphabetic() => self.name(),
            Some(_) => Err(format!("Unexpected `{ahead}` in expression")),
            None => Err("The expression ends too early".to_owned()),
        }
    }

    fn items(&mut self, end: &str) -> Result<Vec<Expression>, String> {
        let mut items = Vec::new();
        if self.takes(end) {
            return Ok(items);
        }
        loop {
            items.push(self.pairs(0)?);
            if self.takes(end) {
                return Ok(items);
            }
            if !self.takes(",") {
                return Err(format!("A `{end}` is missing"));
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Expression, String> {
        let inside = self.rest.get(1..).unwrap_or_default();
        let (text, rest) = inside.split_once(quote).ok_or("A quote is missing")?;
        self.rest = rest;
        Ok(Expression::Text(text.to_owned()))
    }

    fn number(&mut self) -> Result<Expression, String> {
        let text = self.word(|letter| letter.is_ascii_digit() || letter == '.');
        text.parse().map(Expression::Number).map_err(|_| format!("`{text}` is no number"))
    }

    fn name(&mut self) -> Result<Expression, String> {
        let name = self.word(is_name);
        if self.takes("(") {
            return Ok(Expression::Call(name.to_ascii_uppercase(), self.items(")")?));
        }
        Ok(Expression::Name(name.to_owned()))
    }

    fn word(&mut self, part: fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|letter| !part(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        word
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
