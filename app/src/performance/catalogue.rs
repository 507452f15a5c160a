//! The series of official figures that the portal holds: what each is, who
//! publishes it and how it is counted. Sources: domain paper 2.6 and 5.
//!
//! A series is of one publisher and one calendar. The Ministry of Justice and
//! Cafcass count differently, so they never share one.

use crate::{
    access::words,
    measures::{
        amount::Unit,
        bands::{Bands, Better},
        period::Calendar,
    },
};

words! {
    /// Who publishes figures.
    Publisher {
        Moj = "moj", "Ministry of Justice";
        Cafcass = "cafcass", "Cafcass";
        Dfe = "dfe", "Department for Education";
    }
}

impl Publisher {
    /// As people call it in a legend.
    pub fn short(self) -> &'static str {
        match self {
            Self::Moj => "MoJ",
            Self::Cafcass => "Cafcass",
            Self::Dfe => "DfE",
        }
    }

    /// The calendar whose quarters it counts by.
    pub fn calendar(self) -> Calendar {
        match self {
            Self::Moj => Calendar::Calendar,
            Self::Cafcass | Self::Dfe => Calendar::Financial,
        }
    }
}

words! {
    /// What boards are asked about: the five core measures and what was added.
    Measure {
        Kpm1 = "kpm1", "KPM1: average length of care and supervision cases";
        Kpm2 = "kpm2", "KPM2: care and supervision cases completed within 26 weeks";
        Kpm3 = "kpm3", "KPM3: average number of hearings for each case";
        Kpm4a = "kpm4a", "KPM4a: private law cases with a first hearing within 6 weeks";
        Kpm4b = "kpm4b", "KPM4b: average time to final order in private law cases";
        Later = "later", "Other measures";
    }
}

/// One line of figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Series {
    pub code: &'static str,
    pub measure: Measure,
    pub publisher: Publisher,
    /// Short enough for the head of a column.
    pub name: &'static str,
    pub definition: &'static str,
    pub unit: Unit,
    pub better: Better,
    /// Whether its direction says anything: more cases are neither good nor bad.
    pub is_judged: bool,
    pub target: Option<f64>,
    pub bands: Option<Bands>,
    /// Whether it has figures of the areas of boards.
    pub of_boards: bool,
}

const fn counted(code: &'static str, name: &'static str, definition: &'static str) -> Series {
    Series {
        code,
        measure: Measure::Later,
        publisher: Publisher::Moj,
        name,
        definition,
        unit: Unit::Count,
        better: Better::Down,
        is_judged: false,
        target: None,
        bands: None,
        of_boards: true,
    }
}

const fn weeks(
    code: &'static str,
    measure: Measure,
    name: &'static str,
    definition: &'static str,
) -> Series {
    Series {
        code,
        measure,
        publisher: Publisher::Moj,
        name,
        definition,
        unit: Unit::Weeks,
        better: Better::Down,
        is_judged: true,
        target: None,
        bands: None,
        of_boards: false,
    }
}

/// Every series, in the order of the pages.
pub const SERIES: [Series; 12] = [
    Series {
        publisher: Publisher::Cafcass,
        target: Some(26.0),
        bands: Some(Bands::CAFCASS),
        of_boards: true,
        ..weeks(
            "cafcass_duration",
            Measure::Kpm1,
            "Weeks of a care application (Cafcass)",
            "From issue to completion of the application, in whole weeks from calendar days. \
             An application may cover several children.",
        )
    },
    Series {
        target: Some(26.0),
        ..weeks(
            "moj_care_mean",
            Measure::Kpm1,
            "Mean weeks of a care or supervision case (MoJ)",
            "Children subject to each order where a care or supervision order was applied for, \
             from application to the disposal. England and Wales only.",
        )
    },
    Series {
        unit: Unit::Percent,
        better: Better::Up,
        ..weeks(
            "moj_care_26",
            Measure::Kpm2,
            "Disposed of within 26 weeks (MoJ)",
            "Disposals within 26 weeks over all disposals of care and supervision cases, \
             counted by children. England and Wales only.",
        )
    },
    weeks(
        "moj_final_order",
        Measure::Kpm4b,
        "Mean weeks to a final order, private law (MoJ)",
        "From issue to the last disposal on or before the first closure of the case. \
         England and Wales only.",
    ),
    weeks(
        "moj_public_first",
        Measure::Later,
        "Mean weeks to a first disposal, public law (MoJ)",
        "From application or issue to the earliest disposal, per child and order type, \
         all kinds of representation together, weighted by their cases.",
    ),
    weeks(
        "moj_private_first",
        Measure::Later,
        "Mean weeks to a first disposal, private law (MoJ)",
        "From application or issue to the earliest disposal, per child and order type, \
         all kinds of representation together, weighted by their cases.",
    ),
    counted(
        "moj_public_started",
        "Public law cases started (MoJ)",
        "Cases started in the quarter. Not the orders applied for.",
    ),
    counted(
        "moj_public_closed",
        "Public law cases closed (MoJ)",
        "Cases closed in the quarter. Not the orders made.",
    ),
    counted(
        "moj_private_started",
        "Private law cases started (MoJ)",
        "Cases started in the quarter. Not the orders applied for.",
    ),
    counted(
        "moj_private_closed",
        "Private law cases closed (MoJ)",
        "Cases closed in the quarter. Not the orders made.",
    ),
    Series {
        publisher: Publisher::Cafcass,
        target: Some(26.0),
        bands: Some(Bands::CAFCASS),
        ..weeks(
            "cafcass_council_duration",
            Measure::Later,
            "Weeks of a care application, by council (Cafcass)",
            "As the series of areas, for the council that applied.",
        )
    },
    Series {
        publisher: Publisher::Dfe,
        of_boards: false,
        ..counted(
            "dfe_looked_after",
            "Children looked after on 31 March (DfE)",
            "Children looked after by the council on 31 March of the year.",
        )
    },
];

impl Series {
    /// The series of a code.
    pub fn find(code: &str) -> Option<&'static Self> {
        SERIES.iter().find(|series| series.code == code)
    }

    /// The series of a measure.
    pub fn of(measure: Measure) -> impl Iterator<Item = &'static Self> {
        SERIES
            .iter()
            .filter(move |series| series.measure == measure)
    }

    /// The series with figures of the areas of boards.
    pub fn of_all_boards() -> impl Iterator<Item = &'static Self> {
        SERIES.iter().filter(|series| series.of_boards)
    }
}

impl Measure {
    /// Why the area of a board has no figure, where no file has any.
    pub fn why_not(self) -> &'static str {
        match self {
            Self::Kpm1 | Self::Later => "No official file with this measure has been loaded.",
            Self::Kpm2 => {
                "The official files that the portal reads give this for England and Wales only. It \
                 is not worked out for an area from other figures."
            }
            Self::Kpm3 | Self::Kpm4a => {
                "None of the official files that the portal reads gives this measure."
            }
            Self::Kpm4b => {
                "The official files that the portal reads give this for England and Wales only."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_series_has_a_code_of_its_own_and_bands_in_order() {
        for (at, series) in SERIES.iter().enumerate() {
            assert!(
                SERIES[at + 1..]
                    .iter()
                    .all(|other| other.code != series.code)
            );
            assert!(
                series
                    .bands
                    .is_none_or(|bands| bands.are_in_order(series.better))
            );
            assert_eq!(Series::find(series.code), Some(series));
        }
    }
}
