//! Reading XLSX files.

use std::{
    io::{BufRead, BufReader, Cursor},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use chrono::{NaiveDate, NaiveTime};
use quick_xml::{
    Reader as XmlReader,
    events::{BytesStart, Event},
};

use super::{
    Cell, Limits, Refusal, archive,
    gathering::{Found, Gathering},
    header::Names,
};

/// Sheets after these are not looked at.
const SHEETS: usize = 50;

/// More elements than workbooks at Excel's own limits need to describe styles.
/// The library makes a few hundred bytes of each.
const STYLE_ELEMENTS: usize = 400_000;

/// `<si/>`
const SHORTEST_STRING: u64 = 5;

/// The first day after those that Excel counts.
const SERIALS_END: f64 = 2_958_466.0;

/// Reads an XLSX file that was inspected.
///
/// # Errors
/// It is broken, or its table is refused.
pub(super) fn read(bytes: &[u8], names: &Names<'_>, limits: &Limits) -> Result<Found, Refusal> {
    distrust(bytes)?;
    // The library counts with what the file says, without looking whether the
    // numbers fit. Where that panics, the file is broken.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, names, limits)))
        .unwrap_or(Err(Refusal::Unreadable))
}

/// Looks at the parts of which the library makes much more than they are.
fn distrust(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = archive::open(bytes)?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(archive::refusal)?;
        let name = part.name().map_err(archive::refusal)?.to_ascii_lowercase();
        let size = part.size();
        if name.ends_with("sharedstrings.xml") {
            // The library makes room for as many strings as are announced.
            let announced = announced_strings(BufReader::new(part))?;
            if announced > size / SHORTEST_STRING {
                return Err(Refusal::Unreadable);
            }
        } else if name.ends_with("styles.xml") && elements(BufReader::new(part))? > STYLE_ELEMENTS {
            return Err(Refusal::TooMuchPacked);
        }
    }
    Ok(())
}

fn announced_strings(part: impl BufRead) -> Result<u64, Refusal> {
    let mut announced = 0;
    each_element(part, |element| {
        if element.local_name().as_ref() != "sst" {
            return true;
        }
        for attribute in element.attributes().with_checks(false).flatten() {
            if attribute.key.as_ref() == "uniqueCount" {
                announced = attribute.value.parse().unwrap_or(0);
            }
        }
        false
    })?;
    Ok(announced)
}

fn elements(part: impl BufRead) -> Result<usize, Refusal> {
    let mut elements = 0;
    each_element(part, |_| {
        elements += 1;
        elements <= STYLE_ELEMENTS
    })?;
    Ok(elements)
}

/// Calls `go_on` with the elements of a part until it says no.
fn each_element(
    part: impl BufRead,
    mut go_on: impl FnMut(&BytesStart<'_>) -> bool,
) -> Result<(), Refusal> {
    let mut xml = XmlReader::from_reader(part);
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if !go_on(&element) => return Ok(()),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(Refusal::Unreadable),
        }
    }
}

fn sheets(bytes: &[u8], names: &Names<'_>, limits: &Limits) -> Result<Found, Refusal> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .take(SHEETS)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut found = Found::Nothing;
    for name in &sheets {
        found = found.or(sheet(&mut workbook, name, names, limits)?);
        if matches!(found, Found::Table(_)) {
            break;
        }
    }
    Ok(found)
}

fn sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    names: &Names<'_>,
    limits: &Limits,
) -> Result<Found, Refusal> {
    let mut gathering = Gathering::of(name, names, limits);
    // Cell by cell: the library's own table has room for every cell between the
    // outermost ones, which may be thousands of millions.
    let mut cells = workbook.worksheet_cells_reader(name).map_err(refusal)?;
    while let Some(cell) = cells.next_cell().map_err(refusal)? {
        let (row, place) = cell.get_position();
        let value = cell.get_value();
        if *value == DataRef::Empty {
            continue;
        }
        let taken = gathering.take(u64::from(row) + 1, place as usize, || as_cell(value));
        if taken?.is_break() {
            break;
        }
    }
    gathering.finish()
}

fn refusal(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::PasswordProtected,
        _ => Refusal::Unreadable,
    }
}

fn as_cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::text(text.as_str()),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Int(number) => Cell::text(number.to_string()),
        DataRef::Float(number) => Cell::number(*number),
        DataRef::Bool(truth) => Cell::truth(*truth),
        DataRef::DateTime(serial) => of_serial(serial),
        DataRef::DateTimeIso(text) => Cell::iso(text),
        DataRef::DurationIso(text) => Cell::text(text.as_str()),
        DataRef::Error(error) => Cell::text(error.to_string()),
    }
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
    fn announced_strings_are_read_wherever_they_stand() {
        let announced = |xml: &str| announced_strings(xml.as_bytes()).unwrap();
        assert_eq!(
            announced("<?xml version='1.0'?><!-- - --><x:sst count='3' uniqueCount='99'><si/>"),
            99
        );
        assert_eq!(announced("<sst/>"), 0);
        assert_eq!(elements("<a><b/><b></b></a>".as_bytes()).unwrap(), 3);
    }
}
