//! Small charts in cells, drawn by the spreadsheet from numbers on the sheet of chart data.

use super::canvas::Canvas;
use super::cell::Stored;
use super::ledger::{CHART_DATA_FIRST_ROW, DataColumn, Ledger};
use super::style::color;
use crate::chart::{Spark, SparkKind};
use rust_xlsxwriter::{ChartEmptyCells, Sparkline, SparklineType, XlsxError};

/// Puts a small chart into a cell of the current row; one value alone shows no way.
pub fn write(
    canvas: &mut Canvas,
    column: u16,
    (group, label): (&str, &str),
    spark: &Spark,
    ledger: &mut Ledger,
) -> Result<(), XlsxError> {
    let finite = |value: &&Option<f64>| value.is_some_and(f64::is_finite);
    if spark.values.iter().filter(finite).count() < 2 {
        return Ok(());
    }
    let number =
        |value: &Option<f64>| value.filter(|value| value.is_finite()).map_or(Stored::Blank, Stored::Number);
    let data = ledger.chart_data.add(vec![DataColumn {
        chart: group.into(),
        heading: label.into(),
        code: "General".into(),
        cells: spark.values.iter().map(number).collect(),
    }]);
    let last = CHART_DATA_FIRST_ROW + spark.values.len() as u32 - 1;
    let colors = &canvas.styles.theme.colors;
    let sparkline = Sparkline::new()
        .set_range((ledger.chart_data.name.as_str(), CHART_DATA_FIRST_ROW, data, last, data))
        .set_sparkline_color(color(colors.accent))
        .show_empty_cells_as(ChartEmptyCells::Gaps);
    let sparkline = match spark.kind {
        SparkKind::Line => {
            sparkline.set_line_weight(1.5).set_last_point_color(color(colors.accent)).show_last_point(true)
        }
        SparkKind::Bar => negative(sparkline.set_type(SparklineType::Column), canvas),
        SparkKind::WinLoss => negative(sparkline.set_type(SparklineType::WinLose), canvas),
    };
    canvas.sheet.add_sparkline(canvas.row, column, &sparkline)?;
    Ok(())
}

/// Losses in their colour.
fn negative(sparkline: Sparkline, canvas: &Canvas) -> Sparkline {
    sparkline.show_negative_points(true).set_negative_points_color(color(canvas.styles.theme.colors.bad))
}
