//! The static check: minijinja's tree to our own form, every name looked up, every mistake at its place.

mod habits;
mod names;
mod operators;

use super::Names;
use super::ir::{Code, Expr, Op};
use super::kinds::Kind;
use super::library::{FILTERS, ROUND_DIGITS_MAX};
use super::scan::{self, Segment};
use super::syntax::{self, Mistake, ast};
use crate::diag::{self, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::value::{Decimal, Type, Value};
use crate::yaml::Text;
use std::collections::BTreeSet;
use std::ops::Range;

/// Deeper expressions are not written by people and would fill the stack.
const DEPTH_MAX: usize = 128;

/// Reads and checks the expression in a range of a text.
pub(super) fn compile(text: &Text, range: Range<usize>, names: &Names, sink: &mut Sink) -> Option<Code> {
    let source = &text.as_str()[range.clone()];
    if let Some(mistake) = braces(source) {
        report(text, range.start, mistake, sink);
        return None;
    }
    // A name that cannot be written without quotes was told of where it is declared.
    if names.is_awkward(source) {
        return None;
    }
    let tree = match syntax::parse(source) {
        Ok(tree) => tree,
        Err(mistake) => {
            for mistake in syntax::mistakes(source, mistake) {
                report(text, range.start, mistake, sink);
            }
            return None;
        }
    };
    let mut check = Check {
        text,
        source,
        offset: range.start,
        names,
        sink,
        depth: 0,
        compared: None,
        datasets: BTreeSet::new(),
        parameters: BTreeSet::new(),
    };
    let root = check.expr(&tree);
    let (datasets, parameters) = (check.datasets, check.parameters);
    names.used.parameters.borrow_mut().extend(parameters.iter().cloned());
    names.used.datasets.borrow_mut().extend(datasets.iter().cloned());
    let root = root?;
    Some(Code { root, span: text.span_of(trimmed(source, range.start)), datasets, parameters })
}

/// Tells of a mistake in an expression that begins at `offset` of a text.
pub(super) fn report(text: &Text, offset: usize, mistake: Mistake, sink: &mut Sink) {
    report_as(diag::Code::Expression, text, offset, mistake, sink);
}

/// The same, of a mistake that is none of an expression.
pub(super) fn report_as(code: diag::Code, text: &Text, offset: usize, mistake: Mistake, sink: &mut Sink) {
    let span = text.span_of(offset + mistake.at.start..offset + mistake.at.end);
    let diagnostic = Diagnostic::error(code, span, mistake.message);
    let diagnostic = match mistake.instead {
        Some(instead) => {
            let title = match instead.trim() {
                "" => {
                    format!("remove `{}`", &text.as_str()[offset + mistake.at.start..offset + mistake.at.end])
                }
                right => format!("write `{right}`"),
            };
            diagnostic.fix(title, span, instead)
        }
        None => diagnostic,
    };
    sink.push(match mistake.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    });
}

/// Says so when a condition is neither true nor false.
pub(super) fn expect_truth(code: &Code, sink: &mut Sink) -> Option<()> {
    if code.root.kind.may_be_truth() {
        return Some(());
    }
    let message = format!("a condition is true or false, but this is {}", code.root.kind);
    let diagnostic = Diagnostic::error(diag::Code::Expression, code.span, message);
    sink.push(diagnostic.help(operators::compare_help(&code.root.kind)));
    None
}

/// Braces in an expression, which is all code already.
fn braces(source: &str) -> Option<Mistake> {
    let whole = trimmed(source, 0);
    let message = "no `{{ }}` needed here: the whole field is an expression";
    let mut bare = String::new();
    let mut at: Option<Range<usize>> = None;
    for segment in scan::scan(source).ok()? {
        match segment {
            Segment::Words(words) => bare.push_str(&source[words]),
            // Braces in quotes are text.
            Segment::Code { outer, .. } if scan::is_quoted(source, outer.start) => return None,
            Segment::Code { outer, inner } => {
                let inside = source[inner].trim();
                let is_part = outer != whole && inside.contains(|c: char| c.is_whitespace() || c == '|');
                bare.push_str(&if is_part { format!("({inside})") } else { inside.to_owned() });
                at.get_or_insert(outer);
            }
        }
    }
    at?;
    Some(Mistake::new(whole, message).instead(bare.trim()))
}

fn trimmed(source: &str, offset: usize) -> Range<usize> {
    let start = source.len() - source.trim_start().len();
    let end = source.trim_end().len().max(start);
    offset + start..offset + end
}

struct Check<'a> {
    text: &'a Text,
    source: &'a str,
    offset: usize,
    names: &'a Names<'a>,
    sink: &'a mut Sink,
    depth: usize,
    /// The options of the text that a name is compared with; empty where any text will do.
    compared: Option<&'a [String]>,
    datasets: BTreeSet<String>,
    parameters: BTreeSet<String>,
}

impl<'a> Check<'a> {
    fn expr(&mut self, node: &ast::Expr<'a>) -> Option<Expr> {
        if self.depth == DEPTH_MAX {
            let message = "the expression is nested too deeply";
            self.fail(0..self.source.len(), message, "compute it in the SQL of a dataset");
            return None;
        }
        self.depth += 1;
        let expr = self.node(node);
        self.depth -= 1;
        expr
    }

    fn node(&mut self, node: &ast::Expr<'a>) -> Option<Expr> {
        match node {
            ast::Expr::Var(var) => self.name(var.id),
            ast::Expr::Const(constant) => self.constant(&constant.value, range_of(node)),
            ast::Expr::UnaryOp(unary) => self.unary(unary, range_of(node)),
            ast::Expr::BinOp(binary) => self.binary(binary),
            ast::Expr::Compare(chain) => self.chain(chain),
            ast::Expr::IfExpr(choice) => self.choice(choice),
            ast::Expr::Filter(filter) => self.filter(filter, range_of(node).end),
            ast::Expr::Test(test) => self.test(test, range_of(node).end),
            ast::Expr::GetAttr(part) => self.part(&part.expr, part.name, self.place(part.name)),
            ast::Expr::GetItem(item) => self.item(item, range_of(node)),
            ast::Expr::Call(call) => self.call(call, range_of(node).end),
            ast::Expr::List(list) => self.list(&list.items, range_of(node)),
            ast::Expr::Tuple(tuple) => self.list(&tuple.items, range_of(node)),
            ast::Expr::Slice(_) | ast::Expr::Map(_) => {
                let message = format!("an expression has no {}", node.description());
                self.fail(range_of(node), message, "shape data in the SQL of a dataset");
                None
            }
        }
    }

    /// A value that was written out; numbers are read again from the text, since the parser makes
    /// binary fractions of them.
    fn constant(&mut self, value: &minijinja::Value, at: Range<usize>) -> Option<Expr> {
        let written = self.source[at.clone()].replace('_', "");
        let (value, kind) = if let Some(text) = value.as_str() {
            (Value::Text(text.into()), Kind::TEXT)
        } else if let Ok(truth) = bool::try_from(value.clone()) {
            (Value::Boolean(truth), Kind::TRUTH)
        } else if value.is_none() {
            (Value::Null, Kind::Any)
        } else if let Ok(number) = i64::try_from(value.clone())
            && !written.contains(['.', 'e', 'E'])
        {
            (Value::Integer(number), Kind::INTEGER)
        } else if let Some(decimal) = Decimal::parse(&written) {
            (Value::Decimal(decimal), Kind::decimal(decimal.scale))
        } else if let Some(number) = f64::try_from(value.clone()).ok().filter(|number| number.is_finite()) {
            (Value::Number(number), Kind::Of(Type::Number))
        } else {
            self.fail(at, format!("`{written}` is not a number"), "a number has at most 38 digits");
            return None;
        };
        Some(Expr { op: Op::Const(value), kind, at })
    }

    fn list(&mut self, items: &[ast::Expr<'a>], at: Range<usize>) -> Option<Expr> {
        let items: Vec<Option<Expr>> = items.iter().map(|item| self.expr(item)).collect();
        let items = items.into_iter().collect::<Option<Vec<Expr>>>()?;
        let item =
            items.iter().map(|item| item.kind.clone()).reduce(|a, b| if a == b { a } else { Kind::Any });
        let item = match item {
            Some(Kind::Of(kind)) => kind,
            _ => Type::Other("value".into()),
        };
        Some(Expr { op: Op::List(items), kind: Kind::Of(Type::List(Box::new(item))), at })
    }

    fn filter(&mut self, filter: &ast::Filter<'a>, end: usize) -> Option<Expr> {
        let name_at = self.place(filter.name);
        let Some(found) = FILTERS.iter().find(|known| known.name == filter.name) else {
            let names = || FILTERS.iter().map(|known| known.name);
            if self.names.formats.0.contains_key(filter.name) {
                let message = format!("`{}` is a format, not a filter", filter.name);
                let help = format!("write `format('{}')`", filter.name);
                self.push(diag::Code::UnknownName, name_at, message, help);
                return None;
            }
            self.unknown("filter", filter.name, name_at, names);
            return None;
        };
        let input = filter.expr.as_ref().and_then(|input| self.expr(input));
        let arguments = self.arguments(&filter.args, name_at.clone(), found.usage);
        let (input, arguments) = (input?, arguments?);
        if !found.arguments.contains(&arguments.len()) {
            let message = format!("`{}` has {} here", found.name, count_arguments(arguments.len()));
            self.fail(name_at.start..end, message, format!("write `{}`", found.usage));
            return None;
        }
        if !found.accepts.takes(&input.kind) {
            let message =
                format!("`{}` is for {}, but this is {}", found.name, found.accepts.describe(), input.kind);
            self.fail(input.at.clone(), message, format!("`{}`: {}", found.usage, found.summary));
            return None;
        }
        let at = input.at.start..end;
        match found.name {
            "format" => self.format(input, &arguments[0], at),
            "round" => {
                let digits = match arguments.first().map(|digits| &digits.op) {
                    None => 0,
                    Some(Op::Const(Value::Integer(digits))) if (0..=ROUND_DIGITS_MAX).contains(digits) => {
                        *digits
                    }
                    Some(_) => {
                        let message = format!("`round` needs a number from 0 to {ROUND_DIGITS_MAX}");
                        self.fail(arguments[0].at.clone(), message, format!("write `{}`", found.usage));
                        return None;
                    }
                };
                let kind =
                    if input.kind == Kind::INTEGER { Kind::INTEGER } else { Kind::decimal(digits as u8) };
                Some(Expr { op: Op::Filter { filter: found, input: input.into(), arguments }, kind, at })
            }
            _ => {
                let kind = (found.result)(&input.kind, arguments.first().map(|argument| &argument.kind));
                Some(Expr { op: Op::Filter { filter: found, input: input.into(), arguments }, kind, at })
            }
        }
    }

    /// Finds the format by name or code, and whether it can show the value.
    fn format(&mut self, input: Expr, name: &Expr, at: Range<usize>) -> Option<Expr> {
        let Op::Const(Value::Text(code)) = &name.op else {
            let message = "`format` needs a name or a code in quotes";
            self.fail(name.at.clone(), message, "write `value | format('usd0')`");
            return None;
        };
        // Inside quotes without escapes the code stands byte by byte in the text.
        let quoted = name.at.len() == code.len() + 2;
        let (text, offset) = (self.text, self.offset);
        let whole = text.span_of(offset + name.at.start..offset + name.at.end);
        let inside = |part: Range<usize>| match quoted {
            true => {
                text.span_of(offset + name.at.start + 1 + part.start..offset + name.at.start + 1 + part.end)
            }
            false => whole,
        };
        let format = self.names.formats.find_at(code, whole, inside, self.sink)?;
        let kind = match &input.kind {
            Kind::Range => Some(Type::Date),
            Kind::Of(kind) => Some(kind.clone()),
            Kind::Any => None,
        };
        if kind.is_some_and(|kind| !format.suits(&kind)) {
            let shows = if format.is_date() { "dates and times" } else { "numbers" };
            let message = format!("the format `{code}` shows {shows}, but this is {}", input.kind);
            self.push(diag::Code::UnknownFormat, name.at.clone(), message, "use a format of the same kind");
            return None;
        }
        let kind = input.kind.clone();
        Some(Expr { op: Op::Format { input: input.into(), format }, kind, at })
    }

    fn test(&mut self, test: &ast::Test<'a>, end: usize) -> Option<Expr> {
        let operand = self.expr(&test.expr)?;
        if !matches!(test.name, "none" | "missing") {
            if matches!(test.name.to_lowercase().as_str(), "null" | "nil" | "empty" | "none" | "na") {
                let span = self.span(self.place(test.name));
                let message = format!("there is no test `is {}`", test.name);
                let told = Diagnostic::error(diag::Code::Expression, span, message);
                self.sink.push(told.fix("write `none`", span, "none"));
                return None;
            }
            let message = format!("there is no test `is {}`", test.name);
            self.fail(
                self.place(test.name),
                message,
                "write `is none` or `is not none`, or compare with `==`",
            );
            return None;
        }
        let at = operand.at.start..end;
        Some(Expr { op: Op::IsMissing(operand.into()), kind: Kind::TRUTH, at })
    }

    /// Arguments by position; there are no others.
    fn arguments(
        &mut self,
        arguments: &[ast::CallArg<'a>],
        at: Range<usize>,
        usage: &str,
    ) -> Option<Vec<Expr>> {
        let checked: Vec<Option<Expr>> = arguments
            .iter()
            .map(|argument| match argument {
                ast::CallArg::Pos(node) => self.expr(node),
                ast::CallArg::Kwarg(name, _) => {
                    let at = self.place(name);
                    self.fail(at, "arguments have no names here", format!("write `{usage}`"));
                    None
                }
                ast::CallArg::PosSplat(_) | ast::CallArg::KwargSplat(_) => {
                    self.fail(at.clone(), "arguments are given one by one", format!("write `{usage}`"));
                    None
                }
            })
            .collect();
        checked.into_iter().collect()
    }

    /// The bytes of a name that the parser cut out of the source.
    fn place(&self, name: &str) -> Range<usize> {
        let start = (name.as_ptr() as usize).checked_sub(self.source.as_ptr() as usize);
        match start.filter(|start| start + name.len() <= self.source.len()) {
            Some(start) => start..start + name.len(),
            None => 0..self.source.len(),
        }
    }

    fn span(&self, at: Range<usize>) -> Span {
        self.text.span_of(self.offset + at.start..self.offset + at.end)
    }

    fn fail(&mut self, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.push(diag::Code::Expression, at, message, help);
    }

    fn push(
        &mut self,
        code: diag::Code,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = self.span(at);
        self.sink.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Tells of a mistake and of what to write in its place.
    fn instead(
        &mut self,
        code: diag::Code,
        at: Range<usize>,
        message: impl Into<String>,
        text: String,
        safe: bool,
    ) {
        let span = self.span(at);
        let told = Diagnostic::error(code, span, message).fix(format!("write `{text}`"), span, text);
        self.sink.push(if safe { told } else { told.unsure() });
    }

    /// Says that nothing of this sort has this name, and which one was probably meant.
    fn unknown<'n, I>(&mut self, sort: &str, name: &str, at: Range<usize>, known: impl Fn() -> I)
    where
        I: Iterator<Item = &'n str>,
    {
        let code = match sort {
            "name" | "filter" | "function" => diag::Code::UnknownName,
            _ => diag::Code::UnknownColumn,
        };
        let span = self.span(at);
        let diagnostic = Diagnostic::error(code, span, format!("unknown {sort} `{name}`"));
        self.sink.push(match did_you_mean(name, known()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                span,
                near,
            ),
            None if known().nth(1).is_none() => {
                diagnostic.help(format!("the only one here is {}", list_names(known(), 1)))
            }
            None => diagnostic.help(format!("there are {}", list_names(known(), 12))),
        });
    }
}

fn range_of(node: &ast::Expr) -> Range<usize> {
    let span = node.span();
    span.start_offset as usize..span.end_offset as usize
}

fn count_arguments(count: usize) -> String {
    match count {
        0 => "no arguments".into(),
        1 => "1 argument".into(),
        count => format!("{count} arguments"),
    }
}
