//! Widths of table columns, from measured text, so that Typst lays out each cell once and a column
//! keeps its width on every page.

/// Smallest share of a table's text size it may shrink to before cells break inside words.
const SCALE_MIN: f64 = 0.7;
/// Share of the text size that is given up before any line is broken.
const SCALE_BEFORE_WRAP: f64 = 0.92;
/// Step in which text shrinks.
const SCALE_STEP: f64 = 0.02;
/// Width a text column is not squeezed below, in ems, however short its words.
pub const TEXT_WIDTH_MIN_EM: f64 = 7.0;

/// What a column needs; widths in ems of the table's text.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// Width at which not even the heading wraps.
    pub full_em: f64,
    /// Width at which no cell wraps; a long heading may take two lines.
    pub natural_em: f64,
    /// Width below which words would break.
    pub least_em: f64,
    /// Space left and right of the text, in points.
    pub sides_pt: f64,
    /// What the author asked for.
    pub asked: Asked,
}

/// The width the author asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// A share of what is left.
    Share(f64),
    /// Points.
    Points(f64),
}

/// Widths that fill the column, and the share of the text size at which they do.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Widths with their sides.
    pub widths_pt: Vec<f64>,
    /// Share of the text size.
    pub scale: f64,
}

/// Fits columns into a width: wraps headings, then shrinks the text a little, then wraps cells, then
/// shrinks on.
pub fn fit(needs: &[Need], size_pt: f64, available_pt: f64) -> Fit {
    let total = |scale: f64, em: fn(&Need) -> f64| -> f64 {
        needs.iter().map(|need| wanted(need, size_pt * scale, em(need))).sum()
    };
    let fits = |scale: f64, em: fn(&Need) -> f64| total(scale, em) <= available_pt + 0.01;
    let scales = |least: f64| {
        let steps = ((1.0 - least) / SCALE_STEP).round() as usize;
        (0..=steps).map(|step| 1.0 - SCALE_STEP * step as f64)
    };
    if fits(1.0, |need| need.full_em) {
        return Fit { widths_pt: spread(needs, size_pt, available_pt, |need| need.full_em), scale: 1.0 };
    }
    let natural = scales(SCALE_BEFORE_WRAP).find(|scale| fits(*scale, |need| need.natural_em));
    if let Some(scale) = natural {
        let widths_pt = spread(needs, size_pt * scale, available_pt, |need| need.natural_em);
        return Fit { widths_pt, scale };
    }
    let scale = scales(SCALE_MIN).find(|scale| fits(*scale, |need| need.least_em)).unwrap_or(SCALE_MIN);
    Fit { widths_pt: squeeze(needs, size_pt * scale, available_pt), scale }
}

fn wanted(need: &Need, size_pt: f64, em: f64) -> f64 {
    match need.asked {
        Asked::Points(points) => points,
        Asked::Nothing | Asked::Share(_) => em * size_pt + need.sides_pt,
    }
}

/// Hands out what is left over: to the columns that asked for a share, else to all by their width.
fn spread(needs: &[Need], size_pt: f64, available_pt: f64, em: fn(&Need) -> f64) -> Vec<f64> {
    let widths: Vec<f64> = needs.iter().map(|need| wanted(need, size_pt, em(need))).collect();
    let slack = (available_pt - widths.iter().sum::<f64>()).max(0.0);
    let shares: f64 = needs.iter().map(share).sum();
    let flexible: f64 = needs.iter().zip(&widths).map(|(need, width)| flexible(need, *width)).sum();
    let part = |need: &Need, width: f64| match () {
        () if shares > 0.0 => share(need) / shares,
        () if flexible > 0.0 => self::flexible(need, width) / flexible,
        () => 0.0,
    };
    needs.iter().zip(&widths).map(|(need, width)| width + slack * part(need, *width)).collect()
}

fn share(need: &Need) -> f64 {
    match need.asked {
        Asked::Share(share) => share.max(0.0),
        Asked::Nothing | Asked::Points(_) => 0.0,
    }
}

fn flexible(need: &Need, width: f64) -> f64 {
    match need.asked {
        Asked::Nothing | Asked::Share(_) => width,
        Asked::Points(_) => 0.0,
    }
}

/// Takes what is missing from the widest columns, so that a column of short words keeps them on one
/// line beside one of sentences; when even the least is too much, all become narrower alike.
fn squeeze(needs: &[Need], size_pt: f64, available_pt: f64) -> Vec<f64> {
    let least: Vec<f64> = needs.iter().map(|need| wanted(need, size_pt, need.least_em)).collect();
    let full: Vec<f64> = needs.iter().map(|need| wanted(need, size_pt, need.full_em)).collect();
    let least_total: f64 = least.iter().sum();
    if least_total > available_pt {
        return least.iter().map(|width| width * available_pt / least_total).collect();
    }
    let capped = |cap: f64| -> Vec<f64> {
        least.iter().zip(&full).map(|(least, full)| full.min(cap).max(*least)).collect()
    };
    // Halving the range this often finds the cap to a millionth of a point.
    const HALVINGS: usize = 40;
    let (mut low, mut high) = (0.0, available_pt);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        match capped(middle).iter().sum::<f64>() > available_pt {
            true => high = middle,
            false => low = middle,
        }
    }
    capped(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(natural_em: f64, least_em: f64) -> Need {
        Need { full_em: natural_em, natural_em, least_em, sides_pt: 10.0, asked: Asked::Nothing }
    }

    #[test]
    fn columns_fill_the_width() {
        let fit = fit(&[need(10.0, 4.0), need(5.0, 5.0)], 10.0, 400.0);
        assert_eq!(fit.scale, 1.0);
        assert!((fit.widths_pt.iter().sum::<f64>() - 400.0).abs() < 0.01);
        assert!(fit.widths_pt[0] > fit.widths_pt[1]);
    }

    #[test]
    fn text_wraps_before_numbers_shrink() {
        let fit = fit(&[need(60.0, 8.0), need(8.0, 8.0)], 10.0, 300.0);
        assert_eq!(fit.scale, 1.0);
        assert!((fit.widths_pt[1] - 90.0).abs() < 0.01);
        assert!((fit.widths_pt[0] - 210.0).abs() < 0.01);
    }

    #[test]
    fn the_widest_column_gives_first() {
        let fit = fit(&[need(60.0, 8.0), need(12.0, 5.0), need(5.0, 5.0)], 10.0, 400.0);
        assert!((fit.widths_pt[1] - 130.0).abs() < 0.01);
        assert!((fit.widths_pt.iter().sum::<f64>() - 400.0).abs() < 0.01);
    }

    #[test]
    fn shares_take_what_is_left() {
        let mut wide = need(5.0, 5.0);
        wide.asked = Asked::Share(1.0);
        let fixed = Need { asked: Asked::Points(100.0), ..need(5.0, 5.0) };
        let fit = fit(&[wide, fixed, need(4.0, 4.0)], 10.0, 400.0);
        assert_eq!(fit.widths_pt, vec![250.0, 100.0, 50.0]);
    }

    #[test]
    fn too_many_columns_still_fit_the_page() {
        let fit = fit(&[need(8.0, 8.0); 12], 10.0, 400.0);
        assert_eq!(fit.scale, SCALE_MIN);
        assert!((fit.widths_pt.iter().sum::<f64>() - 400.0).abs() < 0.01);
    }
}
