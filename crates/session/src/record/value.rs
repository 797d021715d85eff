//! The grammar of a line: names, numbers, texts, lists and records.

use std::fmt::{self, Write};

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A name, a number or a time.
    Atom(String),
    /// A text in quotes.
    Text(String),
    /// `[a b c]`
    List(Vec<Value>),
    /// `name(key=value flag)`; the name may be missing.
    Record(Record),
}

/// A name with fields.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Record {
    pub name: String,
    /// A field without a value is a flag.
    pub fields: Vec<(String, Option<Value>)>,
}

/// Deeper nesting than any input has.
const MAX_DEPTH: u32 = 16;

impl Record {
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            fields: Vec::new(),
        }
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Option<Value>> {
        let at = self.fields.iter().position(|(known, _)| known == key)?;
        Some(self.fields.remove(at).1)
    }

    /// Nothing may be left over: it would be something this version does not know.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.fields.first() {
            None => Ok(()),
            Some((key, _)) => Err(format!("`{}` has no field `{key}`", self.name)),
        }
    }

    /// A line that begins with this record's name.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: line, depth: 0 };
        let name = parser.atom()?;
        let fields = parser.fields(None)?;
        Ok(Self { name, fields })
    }

    /// Whether both say the same. The messages of errors are for people and do not count.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let is_error = self.name == "error";
        let counts = |(key, _): &&(String, Option<Value>)| !(is_error && key == "message");
        let mine = self.fields.iter().filter(counts);
        let theirs = other.fields.iter().filter(counts);
        self.name == other.name
            && mine.clone().count() == theirs.clone().count()
            && mine.zip(theirs).all(|(mine, theirs)| {
                mine.0 == theirs.0
                    && match (&mine.1, &theirs.1) {
                        (Some(mine), Some(theirs)) => mine.agrees(theirs),
                        (None, None) => true,
                        (Some(_), None) | (None, Some(_)) => false,
                    }
            })
    }

    fn write_fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, value)) in self.fields.iter().enumerate() {
            if index > 0 {
                f.write_char(' ')?;
            }
            f.write_str(key)?;
            if let Some(value) = value {
                write!(f, "={value}")?;
            }
        }
        Ok(())
    }
}

impl Value {
    pub(super) fn atom(value: impl fmt::Display) -> Self {
        Self::Atom(value.to_string())
    }

    /// The record that it is, or that its name alone stands for.
    pub(super) fn into_record(self) -> Result<Record, String> {
        match self {
            Self::Record(record) => Ok(record),
            Self::Atom(name) => Ok(Record::named(&name)),
            other => Err(format!("{other} is no record")),
        }
    }

    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Record(mine), Self::Record(theirs)) => mine.agrees(theirs),
            (Self::List(mine), Self::List(theirs)) => {
                mine.len() == theirs.len()
                    && mine.iter().zip(theirs).all(|(mine, theirs)| mine.agrees(theirs))
            }
            (mine, theirs) => mine == theirs,
        }
    }
}

/// As a line.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.fields.is_empty() {
            f.write_char(' ')?;
        }
        self.write_fields(f)
    }
}

/// As part of a line.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Atom(atom) => f.write_str(atom),
            Self::Text(text) => {
                f.write_char('"')?;
                for c in text.chars() {
                    match c {
                        '"' => f.write_str("\\\"")?,
                        '\\' => f.write_str("\\\\")?,
                        '\n' => f.write_str("\\n")?,
                        '\t' => f.write_str("\\t")?,
                        // Of names of files, which are anybody's.
                        c if c.is_control() => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                        c => f.write_char(c)?,
                    }
                }
                f.write_char('"')
            }
            Self::List(values) => {
                f.write_char('[')?;
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        f.write_char(' ')?;
                    }
                    write!(f, "{value}")?;
                }
                f.write_char(']')
            }
            Self::Record(record) => {
                write!(f, "{}(", record.name)?;
                record.write_fields(f)?;
                f.write_char(')')
            }
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ':' | '{' | '}')
}

impl Parser<'_> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expected<T>(&self, what: &str) -> Result<T, String> {
        Err(match self.peek() {
            Some(c) => format!("{what} expected, not `{}`", c.escape_default()),
            None => format!("{what} expected, not the end of the line"),
        })
    }

    fn atom(&mut self) -> Result<String, String> {
        let end = self.rest.find(|c| !is_atom(c)).unwrap_or(self.rest.len());
        if end == 0 {
            return self.expected("a name or number");
        }
        let (atom, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(atom.to_owned())
    }

    /// Up to the closing bracket, which is taken; `None`: up to the end of the line.
    fn fields(&mut self, close: Option<char>) -> Result<Vec<(String, Option<Value>)>, String> {
        let mut fields: Vec<(String, Option<Value>)> = Vec::new();
        loop {
            self.spaces();
            match (self.peek(), close) {
                (None, None) => return Ok(fields),
                (Some(c), Some(close)) if c == close => {
                    self.skip(c);
                    return Ok(fields);
                }
                _ => {}
            }
            let key = self.atom()?;
            let value = if self.skip('=') { Some(self.value()?) } else { None };
            fields.push((key, value));
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        if self.depth == MAX_DEPTH {
            return Err("too deeply nested".to_owned());
        }
        self.depth += 1;
        let value = match self.peek() {
            Some('"') => Value::Text(self.text()?),
            Some('[') => {
                self.skip('[');
                let mut values = Vec::new();
                loop {
                    self.spaces();
                    if self.skip(']') {
                        break;
                    }
                    values.push(self.value()?);
                }
                Value::List(values)
            }
            Some('(') => self.record(String::new())?,
            _ => {
                let atom = self.atom()?;
                if self.peek() == Some('(') {
                    self.record(atom)?
                } else {
                    Value::Atom(atom)
                }
            }
        };
        self.depth -= 1;
        Ok(value)
    }

    fn record(&mut self, name: String) -> Result<Value, String> {
        self.skip('(');
        let fields = self.fields(Some(')'))?;
        Ok(Value::Record(Record { name, fields }))
    }

    fn text(&mut self) -> Result<String, String> {
        self.skip('"');
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, c @ ('"' | '\\'))) => text.push(c),
                    Some((_, 'u')) => {
                        let digits: String =
                            chars.by_ref().map(|(_, c)| c).take_while(|c| *c != '}').collect();
                        let code = digits
                            .strip_prefix('{')
                            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
                        let c = code.and_then(char::from_u32);
                        text.push(c.ok_or("a wrong \\u{…} in a text")?);
                    }
                    _ => return Err("a wrong \\ in a text".to_owned()),
                },
                c => text.push(c),
            }
        }
        Err("a text without its closing quotation mark".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_were_written() {
        let lines = [
            "wake",
            "a b=1 c=-2.5000000 d",
            r#"a name="x \"y\" \\ \n\t\u{1b}é" l=[1 two "three" (a=1) b(c)] r=s(t=u(v=[]) w)"#,
        ];
        for line in lines {
            let record = Record::parse(line).unwrap();
            assert_eq!(record.to_string(), line);
        }
    }

    #[test]
    fn what_is_no_line_is_refused_with_its_reason() {
        let table = [
            ("", "a name or number expected, not the end of the line"),
            ("a =1", "a name or number expected, not `=`"),
            ("a b=", "a name or number expected, not the end of the line"),
            ("a b=[1", "a name or number expected, not the end of the line"),
            ("a b=c(1", "a name or number expected, not the end of the line"),
            ("a b=\"c", "a text without its closing quotation mark"),
            (r#"a b="\x""#, "a wrong \\ in a text"),
            (r#"a b="\u{d800}""#, "a wrong \\u{…} in a text"),
            (r#"a b="\u{"#, "a wrong \\u{…} in a text"),
        ];
        for (line, reason) in table {
            assert_eq!(Record::parse(line).unwrap_err(), reason, "{line}");
        }
        let deep = format!("a b={}", "[".repeat(100_000));
        assert_eq!(Record::parse(&deep).unwrap_err(), "too deeply nested");
    }

    #[test]
    fn messages_of_errors_do_not_count() {
        let agree =
            |one: &str, other: &str| Record::parse(one).unwrap().agrees(&Record::parse(other).unwrap());
        assert!(agree(
            "a r=error(code=1 message=\"x\")",
            "a r=error(code=1 message=\"y\")"
        ));
        assert!(agree("a r=error(code=1 message=\"x\")", "a r=error(code=1)"));
        assert!(!agree("a r=error(code=1)", "a r=error(code=2)"));
        assert!(!agree("a message=\"x\"", "a message=\"y\""));
        assert!(!agree("a l=[1 2]", "a l=[1]"));
        assert!(!agree("a f", "a f=1"));
    }
}
