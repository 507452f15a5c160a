//! Which row holds the names of the columns, and which column is what.

use super::super::types::{Cells, Columns, LogField, Remembered};
use super::plain;

/// How many rows of a file are looked at for the names of its columns.
pub const HEAD_ROWS: usize = 40;

/// What headers call a field, the surest first, in plain letters.
fn names(field: LogField) -> &'static [&'static str] {
    match field {
        LogField::Title => &[
            "action",
            "actions",
            "action required",
            "action agreed",
            "agreed action",
            "action point",
            "action title",
            "task",
            "what",
            "title",
            "description",
        ],
        LogField::Lead => &[
            "lead",
            "owner",
            "action owner",
            "action lead",
            "lead agency",
            "lead organisation",
            "lead officer",
            "responsible",
            "responsible person",
            "who",
            "by whom",
            "assigned to",
            "organisation",
        ],
        LogField::Reference => &[
            "ref",
            "reference",
            "ref no",
            "action ref",
            "action reference",
            "action no",
            "action number",
            "number",
            "no",
            "id",
            "#",
        ],
        LogField::Outcome => &[
            "what done looks like",
            "outcome",
            "expected outcome",
            "desired outcome",
            "success measure",
            "measure of success",
        ],
        LogField::Status => &[
            "status",
            "current status",
            "action status",
            "state",
            "open closed",
            "rag status",
            "status rag",
            "rag",
        ],
        LogField::Raised => &[
            "date raised",
            "raised",
            "raised on",
            "date agreed",
            "date added",
            "date set",
            "meeting date",
            "date of meeting",
            "date",
        ],
        LogField::Due => &[
            "due",
            "due date",
            "date due",
            "deadline",
            "by when",
            "target date",
            "due by",
            "timescale",
            "when",
        ],
        LogField::Closed => &[
            "date closed",
            "closed",
            "closed on",
            "date completed",
            "completed",
            "completed on",
            "completion date",
            "date complete",
        ],
        LogField::Update => &[
            "update",
            "updates",
            "latest update",
            "progress",
            "update progress",
            "progress update",
            "progress updates",
            "comments",
            "comment",
            "notes",
        ],
        LogField::Priority => &["priority"],
    }
}

/// A column name in plain letters: "Update / Progress:" is "update progress".
pub fn plain_header(header: &str) -> String {
    let letters: String = plain(header)
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '#' {
                letter
            } else {
                ' '
            }
        })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which column is what, by its name: as the board said before, or else by what such
/// columns are usually called. What is not certain stays open.
pub fn guess(headers: &Cells, remembered: &Remembered) -> Columns {
    let mut columns = Columns::default();
    let plain: Vec<(usize, String)> = headers
        .iter()
        .map(|(place, header)| (*place, plain_header(header)))
        .collect();
    for (place, header) in &plain {
        let known = remembered.get(header);
        if let Some(field) = known.and_then(|code| LogField::from_code(code))
            && columns.place(field).is_none()
        {
            columns.set(field, *place);
        }
    }
    let by_name = |columns: &mut Columns, is_it: &dyn Fn(&str, &str) -> bool| {
        for field in LogField::ALL {
            if columns.place(*field).is_some() {
                continue;
            }
            let found = names(*field).iter().find_map(|name| {
                plain.iter().find(|(place, header)| {
                    !remembered.contains_key(header)
                        && columns.field_at(*place).is_none()
                        && is_it(header, name)
                })
            });
            if let Some((place, _)) = found {
                columns.set(*field, *place);
            }
        }
    };
    by_name(&mut columns, &|header, name| header == name);
    // "Owner (organisation)", "Deadline for completion".
    by_name(&mut columns, &|header, name| {
        header
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(' '))
    });
    columns
}

/// The row with the names of the columns: the one among the first that names most of
/// them, or else the first with three cells. How many it names, and its place among
/// the rows.
pub fn header_among<'a>(
    rows: impl IntoIterator<Item = &'a Cells>,
    remembered: &Remembered,
) -> Option<(usize, usize)> {
    let rows: Vec<&Cells> = rows.into_iter().take(HEAD_ROWS).collect();
    let named = |cells: &Cells| {
        let columns = guess(cells, remembered);
        let fields = LogField::ALL
            .iter()
            .filter(|field| columns.place(**field).is_some());
        fields.count()
    };
    let mut best = None;
    for (place, cells) in rows.iter().enumerate() {
        let count = named(cells);
        // The first of equals: names that stand twice stand above first.
        if count >= 2 && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, place));
        }
    }
    let unnamed = |place| (0, place);
    best.or_else(|| {
        let wide = rows.iter().position(|cells| cells.len() >= 3);
        wide.map(unnamed)
    })
    .or_else(|| (!rows.is_empty()).then_some((0, 0)))
}

/// What is remembered of column names once somebody has said which column is what.
pub fn learn(remembered: &mut Remembered, headers: &Cells, columns: &Columns) {
    for (place, header) in headers {
        let field = columns.field_at(*place).map_or("", LogField::code);
        remembered.insert(plain_header(header), field.to_owned());
    }
}

/// What spreadsheet programs call a place: "A", "Z", "AA".
pub fn letters(place: usize) -> String {
    let mut rest = place;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}
