//! Operators in expressions: which kinds they take, and what comes out.

use super::Check;
use crate::diag::{self, Diagnostic, did_you_mean, list_names};
use crate::expr::ir::{Expr, Op, Operator};
use crate::expr::kinds::{self, Kind};
use crate::expr::syntax::ast;
use crate::value::{Type, Value};
use std::ops::Range;

impl<'a> Check<'a> {
    pub(super) fn unary(&mut self, unary: &ast::UnaryOp<'a>, at: Range<usize>) -> Option<Expr> {
        let operand = self.expr(&unary.expr)?;
        match unary.op {
            ast::UnaryOpKind::Not => {
                let operand = self.truth(operand)?;
                Some(Expr {
                    op: Op::Not(operand.into()),
                    kind: Kind::TRUTH,
                    at: at.start.min(at.end)..at.end,
                })
            }
            ast::UnaryOpKind::Neg => {
                if !operand.kind.may_be_number() {
                    let message = format!("`-` needs a number, but this is {}", operand.kind);
                    self.fail(operand.at, message, "only numbers have a sign");
                    return None;
                }
                let kind = operand.kind.clone();
                Some(Expr { op: Op::Negate(operand.into()), kind, at })
            }
        }
    }

    pub(super) fn binary(&mut self, binary: &ast::BinOp<'a>) -> Option<Expr> {
        let compares = matches!(binary.op, ast::BinOpKind::Eq | ast::BinOpKind::Ne | ast::BinOpKind::In);
        let (left, right) = match compares {
            true => self.sides(&binary.left, &binary.right),
            false => (self.expr(&binary.left), self.expr(&binary.right)),
        };
        let (left, right) = (left?, right?);
        let operator = match binary.op {
            ast::BinOpKind::Eq => Operator::Equal,
            ast::BinOpKind::Ne => Operator::NotEqual,
            ast::BinOpKind::Lt => Operator::Less,
            ast::BinOpKind::Lte => Operator::LessOrEqual,
            ast::BinOpKind::Gt => Operator::Greater,
            ast::BinOpKind::Gte => Operator::GreaterOrEqual,
            ast::BinOpKind::ScAnd => Operator::And,
            ast::BinOpKind::ScOr => Operator::Or,
            ast::BinOpKind::Add => Operator::Add,
            ast::BinOpKind::Sub => Operator::Subtract,
            ast::BinOpKind::Mul => Operator::Multiply,
            ast::BinOpKind::Div => Operator::Divide,
            ast::BinOpKind::Rem => Operator::Remainder,
            ast::BinOpKind::Concat => Operator::Concat,
            ast::BinOpKind::In => Operator::In,
            ast::BinOpKind::FloorDiv | ast::BinOpKind::Pow => {
                let sign = if matches!(binary.op, ast::BinOpKind::Pow) { "**" } else { "//" };
                let between = &self.source[left.at.end..right.at.start];
                let at = left.at.end + between.find(sign).unwrap_or(0);
                let at = at..at + sign.len();
                self.fail(at, format!("there is no `{sign}` here"), "compute it in the SQL of a dataset");
                return None;
            }
        };
        self.combine(operator, left, right)
    }

    /// Both sides of a comparison; a name that is none may be a text without quotes: `region == North`.
    fn sides(&mut self, left: &ast::Expr<'a>, right: &ast::Expr<'a>) -> (Option<Expr>, Option<Expr>) {
        let is_known = |name: &str| self.names.all(self.text.span().file).any(|known| known == name);
        match left {
            ast::Expr::Var(var) if !is_known(var.id) => {
                let right = self.expr(right);
                (self.beside(left, right.as_ref()), right)
            }
            _ => {
                let left = self.expr(left);
                let right = self.beside(right, left.as_ref());
                (left, right)
            }
        }
    }

    fn beside(&mut self, node: &ast::Expr<'a>, other: Option<&Expr>) -> Option<Expr> {
        let may_be_words = matches!(node, ast::Expr::Var(_) | ast::Expr::List(_) | ast::Expr::Tuple(_));
        let is_text = |kind: &Kind| *kind == Kind::TEXT || *kind == Kind::list_of_text();
        self.compared =
            other.filter(|other| may_be_words && is_text(&other.kind)).map(|other| self.options(other));
        let checked = self.expr(node);
        self.compared = None;
        checked
    }

    /// A name that is none beside a text: says that text stands in quotes.
    pub(super) fn is_text_without_quotes(&mut self, word: &str, at: Range<usize>) -> bool {
        let Some(options) = self.compared else { return false };
        let is_option = options.iter().any(|option| option == word);
        let option = did_you_mean(word, options.iter().map(String::as_str));
        let near = did_you_mean(word, self.names.all(self.text.span().file)).is_some();
        if option.is_none() && (near || !self.owners(word).is_empty()) {
            return false;
        }
        let message = format!("`{word}` is no name here; text stands in quotes");
        let quoted = format!("'{}'", option.unwrap_or(word));
        self.instead(diag::Code::UnknownName, at, message, quoted, is_option);
        true
    }

    /// The options of the parameter that an operand is.
    fn options(&self, operand: &Expr) -> &'a [String] {
        match &operand.op {
            Op::Parameter(name) => self.names.choices.get(name).map_or(&[], Vec::as_slice),
            _ => &[],
        }
    }

    /// Says so when a parameter is compared with a text that is none of its options.
    fn among_options(&mut self, parameter: &Expr, other: &Expr) -> Option<()> {
        let options = self.options(parameter);
        let texts = match &other.op {
            Op::List(items) => items.iter().collect(),
            _ => vec![other],
        };
        let mut all = Some(());
        for text in texts {
            let Op::Const(Value::Text(written)) = &text.op else { continue };
            if options.is_empty() || options.contains(written) {
                continue;
            }
            let name = &self.source[parameter.at.clone()];
            let span = self.span(text.at.clone());
            let message = format!("`{name}` is never `{written}`");
            let told = Diagnostic::error(diag::Code::WrongValue, span, message);
            let known = || options.iter().map(String::as_str);
            self.sink.push(match did_you_mean(written, known()) {
                Some(near) => told.label(format!("did you mean `{near}`?")).fix(
                    format!("write `'{near}'`"),
                    span,
                    format!("'{near}'"),
                ),
                None => told.help(format!("its options are {}", list_names(known(), 8))),
            });
            all = None;
        }
        all
    }

    /// `a < b < c` is `a < b and b < c`.
    pub(super) fn chain(&mut self, chain: &ast::Compare<'a>) -> Option<Expr> {
        let mut left = self.expr(&chain.expr)?;
        let mut all: Option<Expr> = None;
        for step in &chain.ops {
            let right = self.expr(&step.expr)?;
            let operator = match step.op {
                ast::CompareOpKind::Eq => Operator::Equal,
                ast::CompareOpKind::Ne => Operator::NotEqual,
                ast::CompareOpKind::Lt => Operator::Less,
                ast::CompareOpKind::Lte => Operator::LessOrEqual,
                ast::CompareOpKind::Gt => Operator::Greater,
                ast::CompareOpKind::Gte => Operator::GreaterOrEqual,
                ast::CompareOpKind::In => Operator::In,
                ast::CompareOpKind::NotIn => {
                    self.fail(
                        right.at,
                        "`not in` cannot stand in a chain of comparisons",
                        "write `… and a not in b`",
                    );
                    return None;
                }
            };
            let next = self.combine(operator, left, right.clone())?;
            all = Some(match all {
                Some(all) => self.combine(Operator::And, all, next)?,
                None => next,
            });
            left = right;
        }
        all
    }

    fn combine(&mut self, operator: Operator, left: Expr, right: Expr) -> Option<Expr> {
        let at = left.at.start..right.at.end.max(left.at.start);
        let (left, right, kind) = match operator {
            Operator::And | Operator::Or => {
                if let Some((first, second)) = self.either(&left, &right).filter(|_| operator == Operator::Or)
                {
                    let message = "each side of `or` is a whole condition";
                    let text = format!("{first}, {second}]");
                    self.instead(diag::Code::Expression, at, message, text, false);
                    return None;
                }
                let (left, right) = (self.truth(left), self.truth(right));
                (left?, right?, Kind::TRUTH)
            }
            Operator::Concat => (left, right, Kind::TEXT),
            Operator::In => {
                if let Some(message) = kinds::never_in(&left.kind, &right.kind) {
                    self.fail(at, message, "write `value in ['a', 'b']` or `date in period`");
                    return None;
                }
                // In a text, a part of an option may be looked for.
                match (&right.op, &right.kind) {
                    (Op::List(_), _) => self.among_options(&left, &right)?,
                    (Op::Parameter(_), Kind::Of(Type::List(_))) => self.among_options(&right, &left)?,
                    _ => {}
                }
                (left, right, Kind::TRUTH)
            }
            Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {
                let (left, right) = self.comparable(operator, left, right, at.clone())?;
                if matches!(operator, Operator::Equal | Operator::NotEqual) {
                    let (right_fits, left_fits) =
                        (self.among_options(&left, &right), self.among_options(&right, &left));
                    right_fits.and(left_fits)?;
                }
                (left, right, Kind::TRUTH)
            }
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Remainder => {
                self.filtered_whole(&left, &right)?;
                if matches!(operator, Operator::Divide | Operator::Remainder) && is_zero(&right) {
                    let message = "a division by zero is always missing";
                    self.fail(right.at, message, "divide by something else");
                    return None;
                }
                match kinds::arithmetic(operator, &left.kind, &right.kind) {
                    Ok(kind) => (left, right, kind),
                    Err(message) => {
                        self.fail(at, message, "numbers and numbers, or dates and whole numbers of days");
                        return None;
                    }
                }
            }
        };
        Some(Expr { op: Op::Binary { operator, left: left.into(), right: right.into() }, kind, at })
    }

    /// `x == 'a' or 'b'`, as `x in ['a'` and `'b'`.
    fn either(&self, left: &Expr, right: &Expr) -> Option<(String, String)> {
        let Op::Binary { operator: Operator::Equal, left: tested, right: first } = &left.op else {
            return None;
        };
        let (Op::Const(_), Op::Const(Value::Text(_) | Value::Integer(_))) = (&first.op, &right.op) else {
            return None;
        };
        let written = |part: &Expr| &self.source[part.at.clone()];
        Some((format!("{} in [{}", written(tested), written(first)), written(right).to_owned()))
    }

    /// `a / b | format('pct')` formats `b` alone and then loses the format; nobody means that.
    fn filtered_whole(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        let name = match &right.op {
            Op::Format { .. } => "format",
            Op::Filter { filter, .. } if filter.name == "round" => "round",
            _ => return Some(()),
        };
        if self.source[..right.at.start].trim_end().ends_with('(') {
            return Some(());
        }
        let written = &self.source[right.at.clone()];
        let (alone, filter) = written.split_once('|').unwrap_or((written, name));
        let whole = &self.source[left.at.start..right.at.start + alone.trim_end().len()];
        let help = format!("write `({whole}) | {}`", filter.trim());
        let message = format!("`{name}` is done to `{}` alone here", alone.trim_end());
        self.fail(right.at.clone(), message, help);
        None
    }

    /// Two operands that can be compared; a text beside a date is read as one: `period.start > '2012-01-01'`.
    fn comparable(
        &mut self,
        operator: Operator,
        left: Expr,
        right: Expr,
        at: Range<usize>,
    ) -> Option<(Expr, Expr)> {
        let left = self.as_date(left, &right.kind)?;
        let right = self.as_date(right, &left.kind)?;
        if let Some(message) = kinds::incomparable(operator, &left.kind, &right.kind) {
            let help = match (&left.kind, &right.kind) {
                (Kind::Range, _) | (_, Kind::Range) => "a range of dates has `.start` and `.end`",
                (Kind::Of(Type::Text), _) | (_, Kind::Of(Type::Text)) => {
                    "numbers are written without quotes, dates as `'2012-01-31'`"
                }
                _ => "both sides must be of one kind",
            };
            self.fail(at, message, help);
            return None;
        }
        Some((left, right))
    }

    fn as_date(&mut self, expr: Expr, other: &Kind) -> Option<Expr> {
        let (Op::Const(Value::Text(text)), Kind::Of(Type::Date | Type::DateTime)) = (&expr.op, other) else {
            return Some(expr);
        };
        match text.parse() {
            Ok(date) => {
                Some(Expr { op: Op::Const(Value::Date(date)), kind: Kind::Of(Type::Date), at: expr.at })
            }
            Err(_) => {
                self.fail(expr.at, format!("`{text}` is not a date"), "write dates as `'2012-01-31'`");
                None
            }
        }
    }

    pub(super) fn choice(&mut self, choice: &ast::IfExpr<'a>) -> Option<Expr> {
        let then = self.expr(&choice.true_expr);
        let test = self.expr(&choice.test_expr).and_then(|test| self.truth(test));
        let otherwise = choice.false_expr.as_ref().map(|otherwise| self.expr(otherwise));
        let (then, test) = (then?, test?);
        let otherwise = match otherwise {
            Some(checked) => Some(checked?),
            None => None,
        };
        let end = otherwise.as_ref().map_or(test.at.end, |otherwise| otherwise.at.end);
        let kind = otherwise.as_ref().map_or(then.kind.clone(), |otherwise| then.kind.or(&otherwise.kind));
        let at = then.at.start..end;
        let op = Op::Choice { test: test.into(), then: then.into(), otherwise: otherwise.map(Box::new) };
        Some(Expr { op, kind, at })
    }

    /// An operand that is true or false.
    fn truth(&mut self, operand: Expr) -> Option<Expr> {
        if operand.kind.may_be_truth() {
            return Some(operand);
        }
        let message = format!("a condition is true or false, but this is {}", operand.kind);
        self.fail(operand.at, message, compare_help(&operand.kind));
        None
    }
}

/// Whether an operand is a zero that was written out.
fn is_zero(operand: &Expr) -> bool {
    match &operand.op {
        Op::Const(value) => value.as_f64() == Some(0.0),
        Op::Negate(inner) => is_zero(inner),
        _ => false,
    }
}

/// How to make a condition of a value.
pub(super) fn compare_help(kind: &Kind) -> &'static str {
    match kind {
        Kind::Of(kind) if kind.is_numeric() => "compare it, as in `… > 0`",
        Kind::Of(Type::Text) => "compare it, as in `… != ''` or `… is not none`",
        _ => "compare it, or write `… is not none`",
    }
}
