//! How a figure stands beside its target and in its bands.

use crate::access::words;

use super::amount::Unit;

words! {
    /// Which way a figure gets better.
    Better {
        Down = "down", "lower is better";
        Up = "up", "higher is better";
    }
}

words! {
    /// The band a figure is in.
    Band {
        Green = "green", "Green";
        Amber = "amber", "Amber";
        Red = "red", "Red";
    }
}

/// Where amber and red begin. Where lower is better, a figure from `amber` on is
/// amber and one from `red` on is red; where higher is better, one below `amber`
/// is amber and one below `red` is red.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    pub amber: f64,
    pub red: f64,
}

impl Bands {
    /// What Cafcass used in 2017 for the weeks of care applications: 26 or less
    /// green, 27 to 29 amber, 30 or more red.
    pub const CAFCASS: Self = Self {
        amber: 27.0,
        red: 30.0,
    };

    /// Whether amber comes before red on the way to worse.
    pub fn are_in_order(self, better: Better) -> bool {
        match better {
            Better::Down => self.amber < self.red,
            Better::Up => self.amber > self.red,
        }
    }

    /// The band of a figure. It is in whole numbers, as the publisher's bands
    /// are: 26.4 weeks are 26.
    pub fn of(self, value: f64, better: Better) -> Band {
        let value = value.round();
        let is_past = |limit: f64| match better {
            Better::Down => value >= limit,
            Better::Up => value < limit,
        };
        if is_past(self.red) {
            Band::Red
        } else if is_past(self.amber) {
            Band::Amber
        } else {
            Band::Green
        }
    }

    /// "26 or less green, 27 to 29 amber, 30 or more red", in whole numbers.
    pub fn in_words(self, better: Better) -> String {
        let number = super::amount::plain;
        match better {
            Better::Down => format!(
                "{} or less green, {} to {} amber, {} or more red",
                number(self.amber - 1.0),
                number(self.amber),
                number(self.red - 1.0),
                number(self.red)
            ),
            Better::Up => format!(
                "{} or more green, {} to {} amber, less than {} red",
                number(self.amber),
                number(self.red),
                number(self.amber - 1.0),
                number(self.red)
            ),
        }
    }
}

/// "13.4 weeks above the target", "at the target".
pub fn distance(value: f64, target: f64, unit: Unit) -> String {
    let difference = to_a_tenth(value - target);
    if difference == 0.0 {
        return "at the target".to_owned();
    }
    let side = if difference > 0.0 { "above" } else { "below" };
    format!("{} {side} the target", size(difference.abs(), unit))
}

fn to_a_tenth(difference: f64) -> f64 {
    (difference * 10.0).round() / 10.0
}

/// "2 weeks less", compared with an earlier figure.
pub fn difference(value: f64, before: f64, unit: Unit) -> String {
    let difference = to_a_tenth(value - before);
    if difference == 0.0 {
        return "no change".to_owned();
    }
    let more = if difference > 0.0 { "more" } else { "less" };
    format!("{} {more}", size(difference.abs(), unit))
}

/// "2 weeks less (better)", compared with an earlier figure.
pub fn change(value: f64, before: f64, unit: Unit, better: Better) -> String {
    let words = difference(value, before, unit);
    let by = to_a_tenth(value - before);
    if by == 0.0 {
        return words;
    }
    let is_better = (by < 0.0) == (better == Better::Down);
    let judged = if is_better { "better" } else { "worse" };
    format!("{words} ({judged})")
}

/// A difference of two percentages is in percentage points.
fn size(difference: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => {
            let noun = if difference == 1.0 { "point" } else { "points" };
            format!("{} percentage {noun}", super::amount::plain(difference))
        }
        _ => unit.in_words(difference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_of_cafcass() {
        for (weeks, band) in [
            (0.0, Band::Green),
            (26.0, Band::Green),
            (26.4, Band::Green),
            (27.0, Band::Amber),
            (29.0, Band::Amber),
            (29.4, Band::Amber),
            (30.0, Band::Red),
            (53.0, Band::Red),
        ] {
            assert_eq!(Bands::CAFCASS.of(weeks, Better::Down), band, "{weeks}");
        }
        assert_eq!(
            Bands::CAFCASS.in_words(Better::Down),
            "26 or less green, 27 to 29 amber, 30 or more red"
        );
    }

    #[test]
    fn bands_turn_round_where_more_is_better() {
        let bands = Bands {
            amber: 60.0,
            red: 40.0,
        };
        assert!(bands.are_in_order(Better::Up));
        assert!(!bands.are_in_order(Better::Down));
        assert_eq!(bands.of(60.0, Better::Up), Band::Green);
        assert_eq!(bands.of(59.0, Better::Up), Band::Amber);
        assert_eq!(bands.of(39.0, Better::Up), Band::Red);
    }

    #[test]
    fn distances_are_said_in_words() {
        assert_eq!(
            distance(39.4, 26.0, Unit::Weeks),
            "13.4 weeks above the target"
        );
        assert_eq!(distance(26.0, 26.0, Unit::Weeks), "at the target");
        assert_eq!(
            distance(37.0, 38.0, Unit::Percent),
            "1 percentage point below the target"
        );
        assert_eq!(
            change(40.0, 42.0, Unit::Weeks, Better::Down),
            "2 weeks less (better)"
        );
        assert_eq!(
            change(37.0, 42.0, Unit::Percent, Better::Up),
            "5 percentage points less (worse)"
        );
        assert_eq!(change(40.0, 40.04, Unit::Weeks, Better::Down), "no change");
    }
}
