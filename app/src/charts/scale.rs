//! The scale of a picture: from where to where, and the numbers beside it.

/// What a picture's height stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    pub ticks: Vec<f64>,
    lowest: f64,
    highest: f64,
    top: f64,
    floor: f64,
}

impl Scale {
    /// A scale with round numbers that has room for all values, drawn between two
    /// heights. It starts at zero where the values are not far from it, or where
    /// lengths are compared.
    pub fn of(values: impl Iterator<Item = f64>, from_zero: bool, top: f64, floor: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if from_zero || (low >= 0.0 && low < (high - low) * 1.5) {
            low = low.min(0.0);
        }
        let step = round_step((high - low).max(high.abs() * 0.02).max(1e-6) / 4.0);
        let first = (low / step).floor();
        let count = ((high / step).ceil() - first).clamp(1.0, 12.0) as usize;
        let ticks: Vec<f64> = (0..=count)
            .map(|tick| (first + tick as f64) * step)
            .collect();
        let (lowest, highest) = (
            ticks.first().copied().unwrap_or(0.0),
            ticks.last().copied().unwrap_or(1.0),
        );
        Self {
            ticks,
            lowest,
            highest,
            top,
            floor,
        }
    }

    /// The height of a value.
    pub fn y(&self, value: f64) -> f64 {
        let share = (value - self.lowest) / (self.highest - self.lowest);
        self.floor - share.clamp(-0.1, 1.1) * (self.floor - self.top)
    }
}

/// 1, 2 or 5 times a power of ten, not below `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_round_numbers() {
        let scale = |values: &[f64]| Scale::of(values.iter().copied(), false, 0.0, 100.0);
        assert_eq!(scale(&[26.0, 43.0]).ticks, [25.0, 30.0, 35.0, 40.0, 45.0]);
        assert_eq!(scale(&[3.0, 18.0]).ticks, [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(scale(&[]).ticks, [0.0, 0.5, 1.0]);
        let flat = scale(&[40.0, 40.0]);
        assert!(flat.ticks.len() >= 2 && flat.y(40.0).is_finite());
        assert!((scale(&[0.0, 100.0]).y(50.0) - 50.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn every_value_has_its_place(values in proptest::collection::vec(-1e4f64..1e4, 1..20)) {
            let scale = Scale::of(values.iter().copied(), false, 10.0, 90.0);
            prop_assert!((2..=13).contains(&scale.ticks.len()));
            for value in values {
                prop_assert!((9.99..=90.01).contains(&scale.y(value)), "{value} {scale:?}");
            }
        }
    }
}
