//! Reading XLSX files.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Cursor},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use chrono::{NaiveDate, NaiveTime};
use quick_xml::events::{BytesStart, Event};

use super::{
    Cell, Refusal, archive, events,
    gathering::{Asked, Found, Gathering},
};

/// Sheets after these are not looked at.
const SHEETS: usize = 50;

/// Texts that a workbook may have beside its sheets. A table at its limits has
/// fifteen different ones in every row.
const STRINGS: u64 = 150_000;

/// Elements that may describe styles, sheets and their relations. The library
/// makes some hundred bytes of each.
const ELEMENTS: u64 = 150_000;

/// Excel's own limit of formats of cells.
const FORMATS: u64 = 65_490;

/// What the formats of cells may hold of texts, in bytes: the library gives each
/// of them its own copy of its number format and its font's name.
const FORMAT_BYTES: u64 = 16 * 1024 * 1024;

/// Elements with which the text of a string, a cell or a comment begins.
const BEGINS_A_TEXT: [&str; 4] = ["si", "c", "comment", "text"];

/// `<si/>`
const SHORTEST_STRING: u64 = 5;

/// The first day after those that Excel counts.
const SERIALS_END: f64 = 2_958_466.0;

/// Reads an XLSX file that was inspected.
///
/// # Errors
/// It is broken, or its table is refused.
pub(super) fn read(bytes: &[u8], asked: &Asked<'_>) -> Result<Found, Refusal> {
    distrust(bytes)?;
    // The library counts with what the file says, without looking whether the
    // numbers fit. Where that panics, the file is broken.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, asked))).unwrap_or(Err(Refusal::Unreadable))
}

/// Looks at the parts of which the library makes much more than they are.
fn distrust(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = archive::open(bytes)?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(archive::refusal)?;
        let name = part.name().map_err(archive::refusal)?.to_ascii_lowercase();
        let size = part.size();
        let part = BufReader::new(part);
        if name.ends_with("sharedstrings.xml") {
            check_strings(part, size)?;
        } else if name.ends_with("styles.xml") {
            check_styles(part)?;
        } else if name.ends_with("workbook.xml") || name.ends_with(".rels") {
            check_elements(part)?;
        } else if name.ends_with(".xml") {
            check_sheets(part)?;
        }
    }
    Ok(())
}

/// The library makes room for as many strings as are announced, before it reads
/// one, and keeps all there are.
fn check_strings(part: impl BufRead, size: u64) -> Result<(), Refusal> {
    let mut strings = 0;
    each_element(part, |element| {
        match element.local_name().as_ref() {
            "sst" => {
                let announced = announced_strings(element)?;
                if announced > size / SHORTEST_STRING {
                    return Err(Refusal::Unreadable);
                }
                strings = strings.max(announced);
            }
            "si" => strings += 1,
            _ => {}
        }
        within(strings, STRINGS)
    })
}

/// How many strings an element announces.
///
/// # Errors
/// It can be understood in more ways than one.
fn announced_strings(element: &BytesStart<'_>) -> Result<u64, Refusal> {
    const ANNOUNCED: &str = "uniqueCount";
    let mut announced = 0;
    let mut times = 0;
    // Attributes that are there twice are an error here.
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
        if attribute.key.as_ref() == ANNOUNCED {
            announced = attribute.value.parse().map_err(|_| Refusal::Unreadable)?;
            times += 1;
        }
    }
    // Another reader may see an attribute where this one sees none.
    if element.attributes_raw().matches(ANNOUNCED).count() != times {
        return Err(Refusal::Unreadable);
    }
    Ok(announced)
}

fn check_styles(part: impl BufRead) -> Result<(), Refusal> {
    let (mut elements, mut formats, mut longest) = (0, 0, 0);
    each_element(part, |element| {
        elements += 1;
        match element.local_name().as_ref() {
            "xf" => formats += 1,
            "numFmt" | "name" => longest = longest.max(element.len() as u64),
            _ => {}
        }
        within(elements, ELEMENTS)?;
        within(formats, FORMATS)?;
        within(longest.saturating_mul(formats), FORMAT_BYTES)
    })
}

fn check_elements(part: impl BufRead) -> Result<(), Refusal> {
    let mut elements = 0;
    let mut sheets = Sheets::default();
    each_element(part, |element| {
        elements += 1;
        within(elements, ELEMENTS)?;
        sheets.note(element)
    })
}

/// The part of a sheet, or one of another name that the file takes for its list of
/// sheets.
fn check_sheets(part: impl BufRead) -> Result<(), Refusal> {
    let mut sheets = Sheets::default();
    each_element(part, |element| sheets.note(element))
}

/// Which parts a workbook has for sheets. The library reads one as often as it is
/// named, so that fifty sheets could be one of which much is made each time.
#[derive(Default)]
struct Sheets {
    named: HashSet<String>,
}

impl Sheets {
    /// # Errors
    /// A part is named for a second time, or is none of XML.
    fn note(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let is_sheet = match element.local_name().as_ref() {
            "sheet" => true,
            "Relationship" => false,
            _ => return Ok(()),
        };
        let (mut part, mut is_worksheet) = (None, is_sheet);
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
            match attribute.key.local_name().as_ref() {
                "id" if is_sheet => part = Some(attribute.value.to_string()),
                "Target" if !is_sheet => {
                    let path = attribute.value.to_ascii_lowercase();
                    part = path.rsplit(['/', '\\']).next().map(str::to_owned);
                }
                "Type" if !is_sheet => is_worksheet = attribute.value.ends_with("/worksheet"),
                _ => {}
            }
        }
        let Some(part) = part.filter(|_| is_worksheet) else {
            return Ok(());
        };
        if (is_sheet || part.ends_with(".xml")) && self.named.insert(part) {
            Ok(())
        } else {
            Err(Refusal::Unreadable)
        }
    }
}

fn within(number: u64, limit: u64) -> Result<(), Refusal> {
    if number > limit {
        Err(Refusal::TooMuchPacked)
    } else {
        Ok(())
    }
}

/// Calls `check` with the elements of a part until it refuses one. The library
/// keeps the text of a cell or string as a whole, so that it may not be long.
fn each_element(
    part: impl BufRead,
    mut check: impl FnMut(&BytesStart<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut xml = events::reader(part);
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    let mut text = 0;
    loop {
        match events::next(&mut xml, &mut buffer)? {
            Event::Start(element) | Event::Empty(element) => {
                if BEGINS_A_TEXT.contains(&element.local_name().as_ref()) {
                    text = 0;
                }
                check(&element)?;
            }
            Event::Text(piece) => text += piece.len(),
            Event::CData(piece) => text += piece.len(),
            Event::GeneralRef(piece) => text += piece.len(),
            Event::Eof => return Ok(()),
            _ => {}
        }
        within(text as u64, events::LONGEST as u64)?;
    }
}

fn sheets(bytes: &[u8], asked: &Asked<'_>) -> Result<Found, Refusal> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    if asked.looks() && sheets.len() > SHEETS {
        return Err(Refusal::TooMuchPacked);
    }
    let mut found = Found::Nothing;
    for name in sheets.iter().take(SHEETS) {
        if !matches!(found, Found::Table(_)) {
            found = found.or(sheet(&mut workbook, name, Gathering::of(name, asked))?);
        } else if asked.looks() {
            sheet(&mut workbook, name, Gathering::of_unread(name, asked))?;
        }
    }
    if let Found::Table(table) = &mut found {
        table.unread_sheets = sheets;
        table.unread_sheets.retain(|name| *name != table.sheet);
    }
    Ok(found)
}

fn sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    mut gathering: Gathering<'_>,
) -> Result<Found, Refusal> {
    // Cell by cell: the library's own table has room for every cell between the
    // outermost ones, which may be thousands of millions.
    let mut cells = workbook.worksheet_cells_reader(name).map_err(refusal)?;
    let mut is_over = false;
    while let Some(cell) = cells.next_cell().map_err(refusal)? {
        let (row, place) = cell.get_position();
        let (row, place) = (u64::from(row) + 1, place as usize);
        let value = cell.get_value();
        if *value == DataRef::Empty {
            continue;
        }
        if gathering.looks() {
            match value {
                DataRef::SharedString(text) => gathering.look(row, text)?,
                value => gathering.look(row, &as_cell(value, usize::MAX).text)?,
            }
        }
        let letters = gathering.letters();
        if gathering
            .take(row, place, || as_cell(value, letters))?
            .is_break()
        {
            is_over = true;
            break;
        }
    }
    drop(cells);
    if is_over {
        return gathering.finish([]);
    }
    let merged = workbook.merge_cells_by_sheet_name(name).map_err(refusal)?;
    let downwards = merged.iter().filter(|cells| cells.end.0 > cells.start.0);
    gathering.finish(downwards.map(|cells| {
        let (first, last) = (u64::from(cells.start.0), u64::from(cells.end.0));
        (cells.start.1 as usize, first + 1, last + 1)
    }))
}

fn refusal(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::PasswordProtected,
        _ => Refusal::Unreadable,
    }
}

/// A cell with little more than so many letters: many cells may share a long text.
fn as_cell(value: &DataRef<'_>, letters: usize) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::text(text.as_str()),
        DataRef::SharedString(text) => Cell::text(beginning(text, letters)),
        DataRef::Int(number) => Cell::text(number.to_string()),
        DataRef::Float(number) => Cell::number(*number),
        DataRef::Bool(truth) => Cell::truth(*truth),
        DataRef::DateTime(serial) => of_serial(serial),
        DataRef::DateTimeIso(text) => Cell::iso(text),
        DataRef::DurationIso(text) => Cell::text(text.as_str()),
        DataRef::Error(error) => Cell::text(error.to_string()),
    }
}

/// A text, or its first letters and one more.
fn beginning(text: &str, letters: usize) -> &str {
    let end = text.char_indices().nth(letters.saturating_add(1));
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// A day and time counted in days from 1900 or 1904; a time alone; or a duration.
/// What is none of these, as 29 February 1900, is shown as the number it is.
fn of_serial(serial: &ExcelDateTime) -> Cell {
    let number = serial.as_f64();
    if !(0.0..SERIALS_END).contains(&number) {
        return Cell::number(number);
    }
    if serial.is_duration() {
        let minutes = (number * 24.0 * 60.0).round();
        let (hours, minutes) = ((minutes / 60.0).floor(), minutes % 60.0);
        return Cell::text(format!("{hours}:{minutes:02}"));
    }
    let (year, month, day, hour, minute, second, _) = serial.to_ymd_hms_milli();
    let time = NaiveTime::from_hms_opt(hour.into(), minute.into(), second.into());
    if number < 1.0 {
        return time.map_or_else(
            || Cell::number(number),
            |time| Cell::text(time.format("%H:%M").to_string()),
        );
    }
    NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
        .zip(time)
        .map_or_else(
            || Cell::number(number),
            |(day, time)| Cell::moment(day.and_time(time)),
        )
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn serials_are_days_times_or_numbers() {
        use ExcelDateTimeType::{DateTime, TimeDelta};
        for (serial, kind, is_1904, text, has_day) in [
            (46_177.0, DateTime, false, "4 June 2026", true),
            (46_177.5, DateTime, false, "4 June 2026 12:00", true),
            (44_715.0, DateTime, true, "4 June 2026", true),
            (1.0, DateTime, false, "1 January 1900", true),
            (60.0, DateTime, false, "60", false),
            (61.0, DateTime, false, "1 March 1900", true),
            (0.75, DateTime, false, "18:00", false),
            (-1.0, DateTime, false, "-1", false),
            (2_958_466.0, DateTime, false, "2958466", false),
            (1.5, TimeDelta, false, "36:00", false),
        ] {
            let cell = of_serial(&ExcelDateTime::new(serial, kind, is_1904));
            assert_eq!(cell.text, text);
            assert_eq!(cell.date.is_some(), has_day, "{text}");
        }
    }

    #[test]
    fn strings_are_counted_wherever_they_stand() {
        let check = |xml: &str| check_strings(xml.as_bytes(), xml.len() as u64);
        for announced in [
            "uniqueCount='99'",
            "uniqueCount='x'",
            "count='1' uniqueCount=9999",
        ] {
            let xml = format!("<?xml version='1.0'?><!-- - --><x:sst {announced}><si/>");
            assert_eq!(check(&xml), Err(Refusal::Unreadable), "{announced}");
        }
        assert_eq!(check("<sst uniqueCount='1' count='7'><si/></sst>"), Ok(()));
        assert_eq!(check("<sst/>"), Ok(()));
    }
}
