//! Workbooks of Cafcass: areas in rows, quarters in columns, headers merged.

use std::collections::BTreeMap;

use super::{
    catalogue::Series,
    reading::{AreaSaid, Observed},
    types::{Amount, AreaKind, ENGLAND, Layout},
};
use crate::{
    measures::{
        amount::read_number,
        period::{Period, PeriodError},
    },
    wording,
};

/// A row of a sheet: its number as people count it, and what stands in it by place.
pub type Line = (u64, BTreeMap<usize, String>);

/// The header is looked for in this many rows.
const HEAD_ROWS: usize = 30;

/// A table as found in a sheet.
#[derive(Debug, Default, PartialEq)]
pub struct Wide {
    pub layout: Option<Layout>,
    pub rows: u64,
    pub observed: Vec<(u64, Observed)>,
    pub rejected: Vec<(u64, String)>,
}

/// The table in a sheet; none where it has no header of quarters.
///
/// # Errors
/// There is a header, but it does not say what stands below.
pub fn read(lines: &[Line]) -> Result<Option<Wide>, String> {
    let head = lines.get(..HEAD_ROWS.min(lines.len())).unwrap_or(lines);
    let Some((at, quarters)) = head.iter().enumerate().find_map(|(at, (_, cells))| {
        let above = at.checked_sub(1).and_then(|above| head.get(above));
        let quarters = quarters_of(cells, above.map(|(_, cells)| cells));
        (quarters.len() >= 2).then_some((at, quarters))
    }) else {
        return Ok(None);
    };
    let first = quarters.keys().next().copied().unwrap_or(0);
    // The name of the areas stands in the header, or above it where cells are merged.
    let layout = (at.saturating_sub(1)..=at)
        .rev()
        .filter_map(|row| head.get(row))
        .flat_map(|(_, cells)| cells.range(..first))
        .find_map(|(place, text)| Some((*place, layout_of(text)?)));
    let Some((label_at, layout)) = layout else {
        return Err(
            "The first column of the table must be called “DFJ area” or “Local authority”"
                .to_owned(),
        );
    };
    if let Some(quarter) = quarters.values().find_map(|(_, read)| match read {
        Err((words, error)) => Some(format!("The column “{words}” {error}")),
        Ok(_) => None,
    }) {
        return Err(quarter);
    }
    let code = if layout == Layout::CafcassDfj {
        "cafcass_duration"
    } else {
        "cafcass_council_duration"
    };
    let Some(series) = Series::find(code) else {
        return Ok(None);
    };
    let mut wide = Wide {
        layout: Some(layout),
        ..Wide::default()
    };
    for (number, cells) in lines.iter().skip(at + 1) {
        let values = quarters.iter().filter_map(|(place, (_, period))| {
            let period = period.as_ref().ok()?;
            Some((*period, cells.get(place).map_or("", String::as_str)))
        });
        let values: Vec<(Period, &str)> = values.collect();
        // A title or a footnote below the table has no figures beside it.
        if values.iter().all(|(_, text)| text.trim().is_empty()) {
            continue;
        }
        wide.rows += 1;
        let label = cells.get(&label_at).map_or("", |label| label.trim());
        if label.is_empty() {
            wide.rejected.push((*number, "there is no area".to_owned()));
            continue;
        }
        let area = match wording::folded(label).as_str() {
            "england" | "national" | "england total" | "all" => AreaSaid::Country(ENGLAND),
            _ if layout == Layout::CafcassDfj => AreaSaid::Label(AreaKind::Dfj, label.to_owned()),
            _ => AreaSaid::Label(AreaKind::Council, label.to_owned()),
        };
        for (period, text) in values {
            match read_number(text) {
                Ok(number_read) => wide.observed.push((
                    *number,
                    Observed {
                        series,
                        area: area.clone(),
                        period,
                        amount: number_read.map_or(Amount::NONE, |value| Amount {
                            value: Some(value),
                            ..Amount::NONE
                        }),
                    },
                )),
                Err(error) => wide.rejected.push((
                    *number,
                    format!("“{}” under {} {error}", text.trim(), period.name()),
                )),
            }
        }
    }
    Ok(Some(wide))
}

/// The words above a column of a quarter, and the quarter, or what is wrong with it.
type Quarter = (String, Result<Period, (String, PeriodError)>);

/// The columns that are quarters. Where a cell has a quarter only, the year stands
/// above it, in a cell merged over several.
fn quarters_of(
    cells: &BTreeMap<usize, String>,
    above: Option<&BTreeMap<usize, String>>,
) -> BTreeMap<usize, Quarter> {
    let mut quarters = BTreeMap::new();
    for (place, text) in cells {
        let text = text.trim();
        let is_bare = matches!(
            text.to_ascii_uppercase().as_str(),
            "Q1" | "Q2" | "Q3" | "Q4"
        );
        let words = if is_bare {
            let year = above.and_then(|above| above.range(..=place).next_back());
            match year {
                Some((_, year)) => format!("{text} {}", year.trim()),
                None => continue,
            }
        } else {
            text.to_owned()
        };
        let quarter: Quarter = match Period::read_quarter(&words, None) {
            Ok(period) => (words, Ok(period)),
            Err(PeriodError::NotAPeriod) => continue,
            Err(error) => (words.clone(), Err((words, error))),
        };
        quarters.insert(*place, quarter);
    }
    quarters
}

fn layout_of(text: &str) -> Option<Layout> {
    let text = wording::folded(text);
    if text.contains("dfj") || text.contains("designated family judge") {
        Some(Layout::CafcassDfj)
    } else if text.contains("local authority") || text.contains("council") || text.trim() == "la" {
        Some(Layout::CafcassCouncil)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rows: &[&[&str]]) -> Vec<Line> {
        rows.iter()
            .zip(1..)
            .map(|(row, number)| {
                let cells = row.iter().enumerate();
                let cells = cells.filter(|(_, text)| !text.is_empty());
                (
                    number,
                    cells.map(|(at, text)| (at, (*text).to_owned())).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn years_merged_over_quarters_are_read_and_the_header_may_stand_low() {
        let sheet = lines(&[
            &["Care application duration history"],
            &[],
            &["Produced by Cafcass"],
            &[],
            &[],
            &["DFJ area", "2023-24", "", "", "", "2024-25"],
            &["", "Q1", "Q2", "Q3", "Q4", "Q1", "Q2"],
            &["Cumbria", "30", "31", "..", "33", "34", "35"],
            &["England", "40", "41", "42", "43", "42", "26wks"],
            &["Note: whole weeks"],
        ]);
        let wide = read(&sheet).unwrap().unwrap();
        assert_eq!(wide.layout, Some(Layout::CafcassDfj));
        assert_eq!((wide.rows, wide.observed.len()), (2, 11));
        assert_eq!(
            wide.rejected,
            [(
                9,
                "“26wks” under July to September 2024 has something beside the number".to_owned()
            )]
        );
        let (row, first) = &wide.observed[0];
        assert_eq!(
            (*row, first.period.name().as_str()),
            (8, "April to June 2023")
        );
        assert_eq!(wide.observed[2].1.amount, Amount::NONE);
        assert_eq!(wide.observed[6].1.area, AreaSaid::Country(ENGLAND));
    }

    #[test]
    fn a_quarter_without_its_calendar_is_refused() {
        let sheet = lines(&[
            &["DFJ area", "Q1 2024", "Q2 2024"],
            &["Cumbria", "30", "31"],
        ]);
        let refusal = read(&sheet).unwrap_err();
        assert!(
            refusal.starts_with("The column “Q1 2024” does not say"),
            "{refusal}"
        );
    }

    #[test]
    fn other_tables_are_none_of_ours_or_say_what_is_missing() {
        assert_eq!(read(&lines(&[&["Name", "Email"], &["a", "b"]])), Ok(None));
        let sheet = lines(&[
            &["Area", "Q1 2024-25", "Q2 2024-25"],
            &["Cumbria", "30", "31"],
        ]);
        assert!(read(&sheet).is_err());
        let councils = lines(&[
            &["Local authority", "Q1 2024-25", "Q2 2024-25"],
            &["Leeds", "30", "31"],
        ]);
        let wide = read(&councils).unwrap().unwrap();
        assert_eq!(wide.layout, Some(Layout::CafcassCouncil));
    }
}
