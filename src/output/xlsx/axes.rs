//! The axes of native charts: first and last value, steps and formats as the compiled chart has them.

use super::cell::Stored;
use super::plot::{Across, Drawing, Plot, serial};
use super::style::color;
use crate::chart::{Axis, AxisKind, Chart, Grain, Layer, Panel, Stack};
use crate::format::Format;
use crate::theme::Theme;
use crate::value::Type;
use rust_xlsxwriter::{
    Chart as NativeChart, ChartAxis, ChartAxisCrossing, ChartAxisDateUnitType, ChartAxisLabelPosition,
    ChartAxisTickType, ChartFont, ChartFormat, ChartLine,
};

/// Size of labels, in points.
const LABEL_PT: f64 = 9.0;
/// Labels that fit along an axis.
const LABELS_MAX: usize = 12;
/// Days of a year between labels of moments: never too few, so that no year is named twice.
const YEAR_DAYS: f64 = 366.0;
/// Lengths of time between labels: how many, of which unit, and days in all.
const DATE_STEPS: [(f64, ChartAxisDateUnitType, f64); 9] = [
    (1.0, ChartAxisDateUnitType::Days, 1.0),
    (7.0, ChartAxisDateUnitType::Days, 7.0),
    (1.0, ChartAxisDateUnitType::Months, 30.4),
    (3.0, ChartAxisDateUnitType::Months, 91.3),
    (6.0, ChartAxisDateUnitType::Months, 182.6),
    (1.0, ChartAxisDateUnitType::Years, 365.2),
    (2.0, ChartAxisDateUnitType::Years, 730.5),
    (5.0, ChartAxisDateUnitType::Years, 1826.0),
    (10.0, ChartAxisDateUnitType::Years, 3652.0),
];

/// The type of labels.
pub fn font(theme: &Theme) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(&theme.sheet_font).set_size(LABEL_PT).set_color(color(theme.colors.muted));
    font
}

/// Sets the axis that categories, days or numbers stand on.
pub fn set_shared(native: &mut NativeChart, chart: &Chart, plot: &Plot, theme: &Theme) {
    let axis = if plot.drawing == Drawing::Bars { native.y_axis() } else { native.x_axis() };
    axis.set_font(&font(theme)).set_major_gridlines(false).set_major_tick_type(ChartAxisTickType::None);
    axis.set_format(ChartFormat::new().set_line(&line(theme)));
    // Labels stay below when values are negative.
    axis.set_label_position(ChartAxisLabelPosition::Low);
    name(axis, &chart.x, theme);
    let count = plot.columns[0].cells.len();
    match plot.across {
        Across::Names => {
            axis.set_text_axis(true);
            if let AxisKind::Time(grain) = chart.x.kind {
                axis.set_num_format(date_code(&chart.x, unit_of(grain)));
            }
            // Ranges are longer than most names.
            let fits = if plot.drawing == Drawing::Histogram { LABELS_MAX } else { 2 * LABELS_MAX };
            if plot.drawing != Drawing::Bars && count > fits {
                let step = count.div_ceil(LABELS_MAX).min(200) as u16;
                axis.set_label_interval(step).set_tick_interval(step);
            }
        }
        Across::Days => {
            axis.set_date_axis(true);
            set_date_steps(axis, &chart.x, &plot.columns[0].cells);
        }
        Across::Numbers => set_numbers(axis, &chart.x),
    }
    if plot.drawing == Drawing::Bars {
        // Spreadsheets draw the first bar at the bottom. Turned round, the axis of the values would move
        // to the top, were it not told to stand at the far end.
        axis.set_reverse().set_crossing(ChartAxisCrossing::Max);
    }
    if chart.x.hidden {
        axis.set_label_position(ChartAxisLabelPosition::None);
    }
}

/// Sets the axis of the values on the right.
pub fn set_values_right(native: &mut NativeChart, model: &Axis, theme: &Theme) {
    let axis = native.y2_axis();
    axis.set_font(&font(theme)).set_major_tick_type(ChartAxisTickType::None);
    axis.set_format(ChartFormat::new().set_no_line());
    name(axis, model, theme);
    set_range(axis, model);
    axis.set_num_format(model.format.code());
    if model.kind == AxisKind::Log {
        axis.set_log_base(10);
    }
}

/// Sets the axis of the values.
pub fn set_values(native: &mut NativeChart, plot: &Plot, (panel, layer): (&Panel, &Layer), theme: &Theme) {
    let model = panel.axis(layer.side);
    // For lying bars the sheet writer calls the axis of the values `x`.
    let axis = if plot.drawing == Drawing::Bars { native.x_axis() } else { native.y_axis() };
    axis.set_font(&font(theme)).set_major_tick_type(ChartAxisTickType::None);
    axis.set_major_gridlines(!model.hidden);
    if !model.hidden {
        axis.set_major_gridlines_line(&line(theme));
    }
    axis.set_format(ChartFormat::new().set_no_line());
    name(axis, model, theme);
    if layer.stack == Stack::Normalize {
        axis.set_num_format("0%").set_min(0).set_max(1);
    } else {
        set_range(axis, model);
        axis.set_num_format(model.format.code());
    }
    if model.kind == AxisKind::Log {
        axis.set_log_base(10);
    }
    if model.reverse {
        axis.set_reverse();
    }
    if model.hidden {
        axis.set_label_position(ChartAxisLabelPosition::None);
    }
}

fn set_numbers(axis: &mut ChartAxis, model: &Axis) {
    match model.kind {
        AxisKind::Time(grain) => {
            axis.set_num_format(date_code(model, unit_of(grain)));
            if let (Stored::Number(min), Stored::Number(max)) = (serial(model.min), serial(model.max)) {
                axis.set_min(min).set_max(max);
                if grain == Grain::Year {
                    let years = ((max - min) / YEAR_DAYS / LABELS_MAX as f64).ceil().max(1.0);
                    axis.set_major_unit(years * YEAR_DAYS);
                }
            }
        }
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Band => {
            axis.set_num_format(model.format.code());
            set_range(axis, model);
        }
    }
    if model.kind == AxisKind::Log {
        axis.set_log_base(10);
    }
}

fn set_range(axis: &mut ChartAxis, model: &Axis) {
    let (min, max) = whole_steps(model);
    axis.set_min(min).set_max(max);
    if model.step > 0.0 && model.kind == AxisKind::Linear {
        axis.set_major_unit(model.step);
    }
}

/// The ends of an axis as spreadsheets need them, which count their steps from its beginning: at a step.
fn whole_steps(model: &Axis) -> (f64, f64) {
    let (Some(first), Some(last)) = (model.ticks.first(), model.ticks.last()) else {
        return (model.min, model.max);
    };
    let hair = model.step * 1e-9;
    match model.kind {
        AxisKind::Linear if model.step > 0.0 && !model.hidden => (
            if model.min < first - hair { first - model.step } else { *first },
            if model.max > last + hair { last + model.step } else { *last },
        ),
        AxisKind::Log if model.min > 0.0 => {
            (10f64.powf(model.min.log10().floor()), 10f64.powf(model.max.log10().ceil()))
        }
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Time(_) | AxisKind::Band => {
            (model.min, model.max)
        }
    }
}

/// Months and years between labels, so that they are whole and few enough, and not finer than the data.
fn set_date_steps(axis: &mut ChartAxis, model: &Axis, cells: &[Stored]) {
    let grain_days = match model.kind {
        AxisKind::Time(Grain::Week) => 7.0,
        AxisKind::Time(Grain::Month) => 30.4,
        AxisKind::Time(Grain::Quarter) => 91.3,
        AxisKind::Time(Grain::Year) => 365.2,
        AxisKind::Time(Grain::Moment | Grain::Day) => 1.0,
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Band => 1.0,
    };
    let number = |cell: Option<&Stored>| match cell {
        Some(Stored::Number(number)) => Some(*number),
        Some(Stored::Blank | Stored::Boolean(_) | Stored::Text(_)) | None => None,
    };
    let (Some(first), Some(last)) = (number(cells.first()), number(cells.last())) else { return };
    let fits = |days: f64| days >= grain_days && (last - first) / days <= LABELS_MAX as f64;
    let step = DATE_STEPS.iter().find(|(_, _, days)| fits(*days)).unwrap_or(&DATE_STEPS[8]);
    axis.set_major_unit(step.0).set_major_unit_date_type(step.1).set_num_format(date_code(model, step.1));
}

/// The unit in which values of a grain are named.
fn unit_of(grain: Grain) -> ChartAxisDateUnitType {
    match grain {
        Grain::Moment | Grain::Day | Grain::Week => ChartAxisDateUnitType::Days,
        Grain::Month | Grain::Quarter => ChartAxisDateUnitType::Months,
        Grain::Year => ChartAxisDateUnitType::Years,
    }
}

/// How labels that are whole units apart are written: no finer than the unit, unless the author chose.
fn date_code(model: &Axis, unit: ChartAxisDateUnitType) -> &str {
    let chosen = [Type::Date, Type::DateTime].iter().all(|kind| model.format != Format::default_for(kind));
    match unit {
        ChartAxisDateUnitType::Months if !chosen => "mmm yyyy",
        ChartAxisDateUnitType::Years if !chosen => "yyyy",
        ChartAxisDateUnitType::Days | ChartAxisDateUnitType::Months | ChartAxisDateUnitType::Years => {
            model.format.code()
        }
    }
}

fn name(axis: &mut ChartAxis, model: &Axis, theme: &Theme) {
    // Names and days speak for themselves, unless the author says what they are.
    let said = match model.kind {
        AxisKind::Band | AxisKind::Time(_) => [&model.heading, &None],
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => [&model.title, &model.unit],
    };
    let parts: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
    let text = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ");
    if !text.is_empty() {
        let mut font = font(theme);
        font.unset_bold();
        // A leading `=` would make it a reference.
        axis.set_name(text.trim_start_matches('=')).set_name_font(&font);
    }
}

fn line(theme: &Theme) -> ChartLine {
    let mut line = ChartLine::new();
    line.set_color(color(theme.colors.line)).set_width(0.75);
    line
}
