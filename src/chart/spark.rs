//! Small charts without axes, in cells of tables and beside key figures: how they look, and what they say.

use crate::format::{Format, Region};
use crate::value::Value;
use crate::words::chart as said;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a small chart looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SparkKind {
    /// A line with a dot where it ends.
    #[default]
    Line,
    /// Bars from zero.
    Bar,
    /// Equal bars up for values above zero and down for those below.
    WinLoss,
}

/// A small chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spark {
    /// How it looks.
    pub kind: SparkKind,
    /// Its values; missing ones are gaps.
    pub values: Vec<Option<f64>>,
}

impl Spark {
    /// A small chart of the numbers of a list; what is no number is a gap.
    pub fn of_list(kind: SparkKind, value: &Value) -> Spark {
        let values = match value {
            Value::List(items) => items.iter().map(Value::as_f64).collect(),
            Value::Null
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Number(_)
            | Value::Decimal(_)
            | Value::Boolean(_)
            | Value::Date(_)
            | Value::Time(_)
            | Value::DateTime(_)
            | Value::Instant(_) => Vec::new(),
        };
        Spark { kind, values }
    }

    /// What it shows, in words; empty when it shows nothing.
    pub fn alt(&self, format: &Format, region: &Region) -> String {
        let there = || self.values.iter().flatten().copied().filter(|value| value.is_finite());
        let (Some(first), Some(last)) = (there().next(), there().next_back()) else { return String::new() };
        let write = |value: f64| format.display(&Value::Number(value), region).text;
        let language = region.language();
        match self.kind {
            SparkKind::WinLoss => {
                let count =
                    |wanted: fn(f64) -> bool| there().filter(|value| wanted(*value)).count().to_string();
                said::WINS.with(language, &[&count(|value| value > 0.0), &count(|value| value < 0.0)])
            }
            SparkKind::Line | SparkKind::Bar => {
                let low = there().fold(f64::INFINITY, f64::min);
                let high = there().fold(f64::NEG_INFINITY, f64::max);
                said::WAY.with(language, &[&write(first), &write(last), &write(low), &write(high)])
            }
        }
    }
}
