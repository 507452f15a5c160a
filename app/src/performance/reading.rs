//! What the rows of official files say, by the layouts of domain paper 5.

use crate::{
    measures::{
        amount::{Parts, Unit, read_number},
        period::{Calendar, Length, Period, read_year},
    },
    performance::{
        catalogue::Series,
        types::{Amount, AreaKind, ENGLAND, ENGLAND_AND_WALES, Layout},
    },
};

/// A column of a layout: its key, the names it goes by whatever their case, and
/// whether a file without it is of another layout.
pub type LayoutColumn = (&'static str, &'static [&'static str], bool);

/// The columns of a layout in rows; none for those with periods as columns.
pub fn columns(layout: Layout) -> &'static [LayoutColumn] {
    match layout {
        Layout::Dfj => &[
            ("category", &["category"], true),
            ("stage", &["stage"], true),
            ("year", &["year"], true),
            ("quarter", &["quarter", "qtr"], true),
            ("dfj_new", &["dfj_new", "dfj"], true),
            ("region", &["region"], true),
            ("count", &["count"], false),
            ("cases", &["cases"], true),
        ],
        Layout::Timeliness => &[
            ("case_type", &["case_type"], true),
            ("region", &["region"], true),
            ("representation", &["representation"], true),
            ("quarter", &["quarter"], true),
            ("number_of_cases", &["number_of_cases"], true),
            ("mean_duration", &["mean_duration"], true),
            ("median_duration", &["median_duration"], false),
        ],
        Layout::FinalOrder => &[
            ("type", &["type"], true),
            ("year", &["year"], true),
            ("quarter", &["quarter"], true),
            ("number_of_disposals", &["number_of_disposals"], true),
            ("mean_duration", &["mean_duration"], true),
            ("median_duration", &["median_duration"], false),
        ],
        Layout::CareFinal => &[
            ("year", &["year"], true),
            ("quarter", &["quarter"], true),
            ("number_of_disposals", &["number_of_disposals"], true),
            ("mean_duration", &["mean_duration"], true),
            ("median_duration", &["median_duration"], false),
            ("disposed_in_26_weeks", &["disposed_in_26_weeks"], true),
        ],
        Layout::DfeSeries => &[
            ("time_period", &["time_period"], true),
            ("time_identifier", &["time_identifier"], true),
            ("geographic_level", &["geographic_level"], true),
            ("country_name", &["country_name"], false),
            ("region_name", &["region_name"], false),
            ("new_la_code", &["new_la_code"], true),
            ("la_name", &["la_name"], true),
            // Indicators are called by the publication; these are read.
            (
                "looked_after",
                &["children_looked_after", "number_cla", "cla_31_march"],
                true,
            ),
        ],
        Layout::CafcassDfj | Layout::CafcassCouncil => &[],
    }
}

/// The layouts whose figures stand in rows.
pub const IN_ROWS: [Layout; 5] = [
    Layout::Dfj,
    Layout::Timeliness,
    Layout::FinalOrder,
    Layout::CareFinal,
    Layout::DfeSeries,
];

/// Which area a figure is of, as far as the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AreaSaid {
    /// A country of the portal.
    Country(&'static str),
    /// To be looked up.
    Label(AreaKind, String),
}

/// One figure, or a part of one, in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    pub series: &'static Series,
    pub area: AreaSaid,
    pub period: Period,
    pub amount: Amount,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq)]
pub enum RowSaid {
    /// Figures, and what tells the row from every other of the file.
    Figures(Vec<Observed>, String),
    /// Something that the portal holds no series of, in words.
    NotHeld(String),
    /// Why it cannot be read.
    Rejected(String),
}

/// A row by its columns; "" where the file has none.
pub trait Cells {
    fn cell(&self, key: &str) -> &str;
}

/// What a row of a layout says.
pub fn read_row(layout: Layout, row: &impl Cells) -> RowSaid {
    let read = match layout {
        Layout::Dfj => read_dfj(row),
        Layout::Timeliness => read_timeliness(row),
        Layout::FinalOrder => read_final_order(row),
        Layout::CareFinal => read_care_final(row),
        Layout::DfeSeries => read_dfe(row),
        Layout::CafcassDfj | Layout::CafcassCouncil => Err("is not read row by row".to_owned()),
    };
    read.unwrap_or_else(RowSaid::Rejected)
}

/// A number of a column; none where a mark stands for it.
fn number(row: &impl Cells, key: &str) -> Result<Option<f64>, String> {
    let text = row.cell(key);
    match read_number(text) {
        Ok(number) => Ok(number.ok()),
        Err(error) => Err(format!("“{}” in the column “{key}” {error}", text.trim())),
    }
}

fn quarter_of(row: &impl Cells) -> Result<Period, String> {
    let year = row.cell("year").trim();
    let quarter = row.cell("quarter").trim();
    let words = format!("“{year} {quarter}”");
    let Some((year, is_double)) = read_year(year) else {
        return Err(format!("{words} is not a year and a quarter"));
    };
    if is_double {
        return Err(format!(
            "{words} is of a financial year, and this file counts by calendar years"
        ));
    }
    let number = quarter.trim_start_matches(['Q', 'q']);
    number
        .parse()
        .ok()
        .and_then(|number| Period::quarter(Calendar::Calendar, year, number))
        .ok_or_else(|| format!("{words} is not a year and a quarter"))
}

fn quarter_in(text: &str) -> Result<Period, String> {
    Period::read_quarter(text, Some(Calendar::Calendar))
        .map_err(|error| format!("“{}” {error}", text.trim()))
}

fn series(code: &str) -> Result<&'static Series, String> {
    Series::find(code).ok_or_else(|| format!("the portal has no series {code}"))
}

/// Names of kinds, whatever their case.
fn plain(text: &str) -> String {
    crate::wording::folded(text.trim())
}

fn read_dfj(row: &impl Cells) -> Result<RowSaid, String> {
    let (category, stage) = (plain(row.cell("category")), plain(row.cell("stage")));
    let code = match (category.as_str(), stage.as_str()) {
        ("public law", "start") => "moj_public_started",
        ("public law", "end") => "moj_public_closed",
        ("private law", "start") => "moj_private_started",
        ("private law", "end") => "moj_private_closed",
        (_, "start" | "end") => {
            return Ok(RowSaid::NotHeld(row.cell("category").trim().to_owned()));
        }
        _ => {
            let stage = row.cell("stage").trim();
            return Err(format!(
                "“{stage}” in the column “stage” is neither Start nor End"
            ));
        }
    };
    let period = quarter_of(row)?;
    let cases = number(row, "cases")?;
    // Read so that a number that is none is said, though nothing is done with it.
    number(row, "count")?;
    let label = row.cell("dfj_new").trim();
    if label.is_empty() {
        return Err("there is no DFJ area".to_owned());
    }
    let amount = cases.map_or(Amount::NONE, |cases| {
        Amount::of_parts(Parts::count(cases), Some(cases))
    });
    let key = format!(
        "{code}|{}|{label}|{}",
        period.first(),
        plain(row.cell("region"))
    );
    // The file has no row of the country, and a sum of its areas is one only where
    // all are there.
    let observed = Observed {
        series: series(code)?,
        area: AreaSaid::Label(AreaKind::Dfj, label.to_owned()),
        period,
        amount,
    };
    Ok(RowSaid::Figures(vec![observed], key))
}

fn read_timeliness(row: &impl Cells) -> Result<RowSaid, String> {
    let code = match plain(row.cell("case_type")).as_str() {
        "public law" | "public" => "moj_public_first",
        "private law" | "private" => "moj_private_first",
        _ => return Ok(RowSaid::NotHeld(row.cell("case_type").trim().to_owned())),
    };
    let representation = plain(row.cell("representation"));
    if matches!(representation.as_str(), "all" | "total" | "all cases") {
        // The others make it up, weighted by their cases.
        return Ok(RowSaid::NotHeld(
            "all kinds of representation together".to_owned(),
        ));
    }
    let period = quarter_in(row.cell("quarter"))?;
    let amount = mean_of(row, "number_of_cases")?;
    let region = row.cell("region").trim();
    let area = match plain(region).as_str() {
        "england & wales" | "england and wales" => AreaSaid::Country(ENGLAND_AND_WALES),
        "" => return Err("there is no region".to_owned()),
        _ => AreaSaid::Label(AreaKind::Region, region.to_owned()),
    };
    let key = format!(
        "{code}|{}|{}|{representation}",
        period.first(),
        plain(region)
    );
    let observed = Observed {
        series: series(code)?,
        area,
        period,
        amount,
    };
    Ok(RowSaid::Figures(vec![observed], key))
}

/// A mean with the number it is the mean of. Without the number it has no weight.
fn mean_of(row: &impl Cells, count: &str) -> Result<Amount, String> {
    let mean = number(row, "mean_duration")?;
    number(row, "median_duration")?;
    Ok(match (number(row, count)?, mean) {
        (Some(number), Some(mean)) => {
            Amount::of_parts(Parts::ratio(mean * number, number), Some(mean))
        }
        _ => Amount::NONE,
    })
}

fn read_final_order(row: &impl Cells) -> Result<RowSaid, String> {
    let kind = plain(row.cell("type"));
    if !matches!(kind.as_str(), "private law" | "private") {
        return Ok(RowSaid::NotHeld(row.cell("type").trim().to_owned()));
    }
    if is_of_a_year(row) {
        return Ok(RowSaid::NotHeld("figures of whole years".to_owned()));
    }
    let period = quarter_of(row)?;
    let observed = Observed {
        series: series("moj_final_order")?,
        area: AreaSaid::Country(ENGLAND_AND_WALES),
        period,
        amount: mean_of(row, "number_of_disposals")?,
    };
    Ok(RowSaid::Figures(vec![observed], period.first().to_string()))
}

/// Whether a row has a year and no quarter.
fn is_of_a_year(row: &impl Cells) -> bool {
    row.cell("quarter").trim().is_empty() && read_year(row.cell("year")).is_some()
}

fn read_care_final(row: &impl Cells) -> Result<RowSaid, String> {
    if is_of_a_year(row) {
        return Ok(RowSaid::NotHeld("figures of whole years".to_owned()));
    }
    let period = if row.cell("year").trim().is_empty() {
        quarter_in(row.cell("quarter"))?
    } else {
        quarter_of(row)?
    };
    let all = number(row, "number_of_disposals")?;
    let within = number(row, "disposed_in_26_weeks")?;
    let share = match (within, all) {
        (Some(within), Some(all)) => {
            let parts = Parts::ratio(within, all)
                .checked(Unit::Percent)
                .map_err(|error| {
                    format!("“{within}” in the column “disposed_in_26_weeks” {error}")
                })?;
            Amount::of_parts(parts, parts.value(Unit::Percent))
        }
        _ => Amount::NONE,
    };
    let observed = |code: &str, amount| -> Result<Observed, String> {
        Ok(Observed {
            series: series(code)?,
            area: AreaSaid::Country(ENGLAND_AND_WALES),
            period,
            amount,
        })
    };
    Ok(RowSaid::Figures(
        vec![
            observed("moj_care_mean", mean_of(row, "number_of_disposals")?)?,
            observed("moj_care_26", share)?,
        ],
        period.first().to_string(),
    ))
}

fn read_dfe(row: &impl Cells) -> Result<RowSaid, String> {
    let (time, kind) = (row.cell("time_period"), plain(row.cell("time_identifier")));
    let period = match (kind.as_str(), read_year(time)) {
        ("financial year" | "reporting year", Some((year, true))) => {
            Period::year(Calendar::Financial, year)
        }
        // The year that ends on 31 March of the year that is named.
        ("reporting year", Some((year, false))) => Period::year(Calendar::Financial, year - 1),
        ("calendar year", Some((year, false))) => {
            return Ok(RowSaid::NotHeld(format!("calendar year {year}")));
        }
        ("financial year", Some(_)) => None,
        ("financial year" | "reporting year" | "calendar year", None) => None,
        _ => {
            let kind = row.cell("time_identifier").trim();
            return Ok(RowSaid::NotHeld(format!("time identifier “{kind}”")));
        }
    };
    let period = period
        .filter(|period| period.length() == Length::Year)
        .ok_or_else(|| {
            let kind = row.cell("time_identifier").trim();
            format!("“{}” is not a {}", time.trim(), kind.to_lowercase())
        })?;
    let area = match plain(row.cell("geographic_level")).as_str() {
        "national" => AreaSaid::Country(ENGLAND),
        "local authority" => {
            let name = row.cell("la_name").trim();
            if name.is_empty() {
                return Err("there is no council".to_owned());
            }
            AreaSaid::Label(AreaKind::Council, name.to_owned())
        }
        _ => {
            let level = row.cell("geographic_level").trim();
            return Ok(RowSaid::NotHeld(format!("level “{level}”")));
        }
    };
    let amount = number(row, "looked_after")?.map_or(Amount::NONE, |count| {
        Amount::of_parts(Parts::count(count), Some(count))
    });
    let key = format!("{}|{area:?}", period.first());
    let observed = Observed {
        series: series("dfe_looked_after")?,
        area,
        period,
        amount,
    };
    Ok(RowSaid::Figures(vec![observed], key))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    impl Cells for HashMap<&str, &str> {
        fn cell(&self, key: &str) -> &str {
            self.get(key).copied().unwrap_or("")
        }
    }

    fn row<'a>(cells: &[(&'a str, &'a str)]) -> HashMap<&'a str, &'a str> {
        cells.iter().copied().collect()
    }

    fn figures(layout: Layout, cells: &[(&str, &str)]) -> Vec<Observed> {
        match read_row(layout, &row(cells)) {
            RowSaid::Figures(figures, _) => figures,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn cases_of_an_area_are_read_whatever_the_case_of_its_words() {
        let cells = [
            ("category", "PUBLIC LAW"),
            ("stage", "Start"),
            ("year", "2024"),
            ("quarter", "1"),
            ("dfj_new", "Carlisle DFJ"),
            ("region", "North West"),
            ("count", ""),
            ("cases", "1,234"),
        ];
        let found = figures(Layout::Dfj, &cells);
        assert_eq!(found[0].series.code, "moj_public_started");
        assert_eq!(
            found[0].area,
            AreaSaid::Label(AreaKind::Dfj, "Carlisle DFJ".to_owned())
        );
        assert_eq!(
            found[0].period.names_in_both(),
            "Q1 2024 by calendar year, Q4 2023-24 by financial year"
        );
        assert_eq!(found[0].amount.value, Some(1234.0));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn rows_that_cannot_be_read_say_why() {
        let cells = |changed: (&'static str, &'static str)| {
            let mut cells = row(&[
                ("category", "Private Law"),
                ("stage", "End"),
                ("year", "2024"),
                ("quarter", "Q2"),
                ("dfj_new", "Carlisle DFJ"),
                ("cases", "12"),
            ]);
            cells.insert(changed.0, changed.1);
            match read_row(Layout::Dfj, &cells) {
                RowSaid::Rejected(why) => why,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            cells(("cases", "26wks")),
            "“26wks” in the column “cases” has something beside the number"
        );
        assert_eq!(
            cells(("cases", "1.234,5")),
            "“1.234,5” in the column “cases” has a comma where a decimal point belongs"
        );
        assert_eq!(
            cells(("quarter", "5")),
            "“2024 5” is not a year and a quarter"
        );
        assert_eq!(
            cells(("year", "2024-25")),
            "“2024-25 Q2” is of a financial year, and this file counts by calendar years"
        );
        assert_eq!(cells(("dfj_new", " ")), "there is no DFJ area");
        assert_eq!(
            cells(("stage", "Middle")),
            "“Middle” in the column “stage” is neither Start nor End"
        );
        assert_eq!(
            cells(("cases", "-4")),
            "“-4” in the column “cases” must not be less than 0"
        );
    }

    #[test]
    fn care_cases_have_a_mean_and_a_share() {
        let cells = [
            ("quarter", "2019-Q1"),
            ("number_of_disposals", "102"),
            ("mean_duration", "33.5"),
            ("disposed_in_26_weeks", "11"),
        ];
        let found = figures(Layout::CareFinal, &cells);
        assert_eq!(found[0].amount.value, Some(33.5));
        assert_eq!(found[1].amount.upper, Some(11.0));
        assert!((found[1].amount.value.unwrap() - 1100.0 / 102.0).abs() < 1e-9);
        let year = row(&[("year", "2019"), ("number_of_disposals", "400")]);
        assert_eq!(
            read_row(Layout::CareFinal, &year),
            RowSaid::NotHeld("figures of whole years".to_owned())
        );
        let mut above = row(&cells);
        above.insert("disposed_in_26_weeks", "103");
        assert!(matches!(
            read_row(Layout::CareFinal, &above),
            RowSaid::Rejected(_)
        ));
        above.insert("disposed_in_26_weeks", "..");
        match read_row(Layout::CareFinal, &above) {
            RowSaid::Figures(found, _) => assert_eq!(found[1].amount, Amount::NONE),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn other_things_are_counted_and_not_rejected() {
        for (layout, cells, what) in [
            (
                Layout::Dfj,
                row(&[("category", "Divorce"), ("stage", "Start")]),
                "Divorce",
            ),
            (
                Layout::Timeliness,
                row(&[("case_type", "Adoption")]),
                "Adoption",
            ),
            (
                Layout::DfeSeries,
                row(&[("time_period", "2025"), ("time_identifier", "Week 3")]),
                "time identifier “Week 3”",
            ),
            (
                Layout::DfeSeries,
                row(&[
                    ("time_period", "202425"),
                    ("time_identifier", "Financial year"),
                    ("geographic_level", "Regional"),
                ]),
                "level “Regional”",
            ),
        ] {
            assert_eq!(read_row(layout, &cells), RowSaid::NotHeld(what.to_owned()));
        }
    }

    #[test]
    fn councils_of_a_financial_year() {
        let found = figures(
            Layout::DfeSeries,
            &[
                ("time_period", "202425"),
                ("time_identifier", "Financial year"),
                ("geographic_level", "Local authority"),
                ("new_la_code", "E08000012"),
                ("la_name", "Liverpool"),
                ("looked_after", "c"),
            ],
        );
        assert_eq!(found[0].period.name(), "April 2024 to March 2025");
        assert_eq!(found[0].amount, Amount::NONE);
    }
}
