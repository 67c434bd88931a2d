//! Values that are made from those before them: rolling means and running sums.

use super::model::Point;
use std::collections::VecDeque;

/// Puts the mean of the last `count` values in place of each; the first ones have no mean yet, and missing values
/// stay missing.
pub(super) fn roll(points: &mut [Point], count: usize) {
    let mut last: VecDeque<f64> = VecDeque::with_capacity(count + 1);
    for point in points {
        let Some(value) = point.value else { continue };
        last.push_back(value);
        if last.len() > count {
            last.pop_front();
        }
        // Summed anew each time: a running sum would gather errors over a million values.
        let mean = (last.len() == count).then(|| last.iter().sum::<f64>() / count as f64);
        set(point, mean);
    }
}

/// Puts the sum of all values so far in place of each; missing values stay missing and add nothing.
pub(super) fn add_up(points: &mut [Point]) {
    let mut sum = 0.0;
    for point in points {
        if let Some(value) = point.value {
            sum += value;
            set(point, Some(sum));
        }
    }
}

fn set(point: &mut Point, value: Option<f64>) {
    point.value = value;
    point.high = value.unwrap_or(0.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[Option<f64>]) -> Vec<Point> {
        let point = |(x, value): (usize, &Option<f64>)| Point {
            x: x as f64,
            value: *value,
            low: 0.0,
            high: value.unwrap_or(0.0),
        };
        values.iter().enumerate().map(point).collect()
    }

    fn values(points: &[Point]) -> Vec<Option<f64>> {
        points.iter().map(|point| point.value).collect()
    }

    #[test]
    fn a_rolling_mean_begins_when_there_are_enough_values() {
        let mut points = points(&[Some(1.0), Some(3.0), None, Some(5.0)]);
        roll(&mut points, 2);
        assert_eq!(values(&points), [None, Some(2.0), None, Some(4.0)]);
    }

    #[test]
    fn a_running_sum_passes_over_gaps() {
        let mut points = points(&[Some(1.0), None, Some(2.0)]);
        add_up(&mut points);
        assert_eq!(values(&points), [Some(1.0), None, Some(3.0)]);
        assert_eq!(points[2].high, 3.0);
    }
}
