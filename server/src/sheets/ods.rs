//! Reading ODS files.
//!
//! calamine reads them too, but makes room for every repeated row and cell of
//! the whole document, and does not stop where a table is cut off.
//!
//! Source: OASIS, "Open Document Format for Office Applications", 1.2, part 1.

use std::{
    io::{BufRead, BufReader},
    ops::Range,
};

use quick_xml::{
    XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    Cell, Refusal, archive,
    events::{self, XmlReader},
    gathering::{Asked, Found, Gathering},
    header::WIDTH,
};

const CONTENT: &str = "content.xml";

const TABLE: &str = "table:table";
const ROW: &str = "table:table-row";
const CELL: &str = "table:table-cell";

/// What a merged cell covers.
const COVERED: &str = "table:covered-table-cell";

/// Spaces that one element may stand for.
const MOST_SPACES: u64 = 100;

/// How much text may be in one cell, in bytes, for more to be added to it.
const MOST_TEXT: usize = 1024 * 1024;

/// Reads an ODS file that was inspected.
///
/// # Errors
/// It is broken, or its table is refused.
pub(super) fn read(bytes: &[u8], asked: &Asked<'_>) -> Result<Found, Refusal> {
    let mut archive = archive::open(bytes)?;
    let content = archive.by_name(CONTENT).map_err(archive::refusal)?;
    sheets(BufReader::new(content), asked)
}

fn sheets(content: impl BufRead, asked: &Asked<'_>) -> Result<Found, Refusal> {
    let mut document = Document::of(content);
    let mut found = Found::Nothing;
    let mut names = Vec::new();
    while let Some(tag) = document.start_of(TABLE)? {
        let name = tag.text("table:name").unwrap_or_default();
        names.push(name.to_owned());
        if matches!(found, Found::Table(_)) {
            sheet(&mut document, Gathering::of_unread(name, asked))?;
        } else {
            found = found.or(sheet(&mut document, Gathering::of(name, asked))?);
        }
    }
    if let Found::Table(table) = &mut found {
        table.unread_sheets = names;
        table.unread_sheets.retain(|name| *name != table.sheet);
    }
    Ok(found)
}

/// Reads a sheet up to its end.
fn sheet(
    document: &mut Document<impl BufRead>,
    mut gathering: Gathering<'_>,
) -> Result<Found, Refusal> {
    let mut number: u64 = 1;
    let mut merged = Vec::new();
    loop {
        match document.next()? {
            Piece::Start(tag) if tag.name == ROW => {
                let end = number.saturating_add(tag.count("table:number-rows-repeated"));
                let cells = row(document, number, &gathering, &mut merged)?;
                repeat(&mut gathering, number..end, &cells)?;
                number = end;
            }
            Piece::Start(tag) if tag.name == "table:shapes" => document.skip()?,
            Piece::End(name) if name == TABLE => break,
            Piece::EndOfFile => return Err(Refusal::Unreadable),
            Piece::Start(_) | Piece::End(_) | Piece::Text(_) => {}
        }
    }
    gathering.finish(merged)
}

/// A cell that is not empty, with the places it is repeated in.
type Placed = (Range<usize>, Cell);

/// Hands over a row as often as it is repeated. It stops where nothing is wanted
/// of it: below its last row, a sheet repeats an empty one a million times.
fn repeat(
    gathering: &mut Gathering<'_>,
    numbers: Range<u64>,
    cells: &[Placed],
) -> Result<(), Refusal> {
    for number in numbers {
        let mut is_wanted = false;
        for (places, cell) in cells {
            for place in places.clone().filter(|place| *place < WIDTH) {
                if !gathering.wants(place) {
                    continue;
                }
                is_wanted = true;
                if gathering.take(number, place, || cell.clone())?.is_break() {
                    return Ok(());
                }
            }
        }
        if !is_wanted {
            break;
        }
    }
    Ok(())
}

/// Reads a row up to its end. Cells that reach over several rows go to `merged`.
fn row(
    document: &mut Document<impl BufRead>,
    number: u64,
    gathering: &Gathering<'_>,
    merged: &mut Vec<(usize, u64, u64)>,
) -> Result<Vec<Placed>, Refusal> {
    let mut cells = Vec::new();
    let mut start: usize = 0;
    loop {
        match document.next()? {
            Piece::Start(tag) if tag.name == CELL || tag.name == COVERED => {
                let repeated = tag.count("table:number-columns-repeated");
                let end = start.saturating_add(usize::try_from(repeated).unwrap_or(WIDTH));
                let shown = paragraphs(document, &tag.name)?;
                gathering.look(number, &shown)?;
                let cell = cell(&tag, shown);
                gathering.look(number, &cell.text)?;
                let cell = cell.cut(gathering.letters());
                if tag.name == CELL && gathering.wants(start) && !cell.is_empty() {
                    let rows = tag.count("table:number-rows-spanned");
                    if rows > 1 {
                        merged.push((start, number, number.saturating_add(rows - 1)));
                    }
                }
                if tag.name == CELL && start < WIDTH && !cell.is_empty() {
                    cells.push((start..end, cell));
                }
                start = end;
            }
            Piece::Start(_) => document.skip()?,
            Piece::End(name) if name == ROW => return Ok(cells),
            Piece::EndOfFile => return Err(Refusal::Unreadable),
            Piece::End(_) | Piece::Text(_) => {}
        }
    }
}

/// A cell, from what its tag says and what is shown in it.
fn cell(tag: &Tag, shown: String) -> Cell {
    let is_error = tag.text("calcext:value-type") == Some("error");
    let kind = tag.text("office:value-type").filter(|_| !is_error);
    let value = match kind {
        Some("float" | "percentage" | "currency") => tag
            .text("office:value")
            .and_then(|text| text.parse().ok())
            .map(Cell::number),
        Some("date") => tag.text("office:date-value").map(Cell::iso),
        Some("boolean") => tag
            .text("office:boolean-value")
            .map(|text| Cell::truth(text == "true")),
        Some("string") if shown.is_empty() => tag.text("office:string-value").map(Cell::text),
        _ => None,
    };
    value.unwrap_or_else(|| Cell::text(shown))
}

/// What is shown in a cell, up to its end, one line for each paragraph. Comments
/// and pictures are not part of it.
fn paragraphs(document: &mut Document<impl BufRead>, cell: &str) -> Result<String, Refusal> {
    let mut shown = String::new();
    let mut paragraphs = 0;
    loop {
        match document.next()? {
            Piece::Start(tag) => match tag.name.as_str() {
                "text:p" => {
                    paragraphs += 1;
                    if paragraphs > 1 {
                        shown.push('\n');
                    }
                }
                "text:span" | "text:a" => {}
                "text:s" if shown.len() > MOST_TEXT => return Err(Refusal::TooMuchPacked),
                "text:s" => {
                    let spaces = tag.count("text:c").min(MOST_SPACES);
                    shown.extend((0..spaces).map(|_| ' '));
                }
                "text:tab" => shown.push('\t'),
                "text:line-break" => shown.push('\n'),
                _ => document.skip()?,
            },
            // Between paragraphs there may be white space of the file's own.
            Piece::Text(_) if shown.len() > MOST_TEXT => return Err(Refusal::TooMuchPacked),
            Piece::Text(text) if paragraphs > 0 && document.is_in_paragraph => shown += &text,
            Piece::Text(_) => {}
            Piece::End(name) if name == cell => return Ok(shown),
            Piece::End(_) => {}
            Piece::EndOfFile => return Err(Refusal::Unreadable),
        }
    }
}

/// The content of an ODS file, read piece by piece.
struct Document<R> {
    xml: XmlReader<R>,
    buffer: Vec<u8>,
    is_in_paragraph: bool,
}

enum Piece {
    Start(Tag),
    End(String),
    Text(String),
    EndOfFile,
}

impl<R: BufRead> Document<R> {
    fn of(content: R) -> Self {
        let mut xml = events::reader(content);
        // Every start has an end then.
        xml.config_mut().expand_empty_elements = true;
        Self {
            xml,
            buffer: Vec::new(),
            is_in_paragraph: false,
        }
    }

    fn next(&mut self) -> Result<Piece, Refusal> {
        loop {
            return Ok(match events::next(&mut self.xml, &mut self.buffer)? {
                Event::Start(start) => {
                    let tag = Tag::of(&start)?;
                    self.is_in_paragraph |= tag.name == "text:p";
                    Piece::Start(tag)
                }
                Event::End(end) => {
                    let name = end.name().as_ref().to_owned();
                    self.is_in_paragraph &= name != "text:p";
                    Piece::End(name)
                }
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Piece::Text(meant(&reference)?),
                Event::Eof => Piece::EndOfFile,
                _ => continue,
            });
        }
    }

    /// The next element of a name, or nothing if there is none.
    fn start_of(&mut self, name: &str) -> Result<Option<Tag>, Refusal> {
        loop {
            match self.next()? {
                Piece::Start(tag) if tag.name == name => return Ok(Some(tag)),
                Piece::EndOfFile => return Ok(None),
                Piece::Start(_) | Piece::End(_) | Piece::Text(_) => {}
            }
        }
    }

    /// Passes over the rest of the element whose start was read last.
    fn skip(&mut self) -> Result<(), Refusal> {
        let was_in_paragraph = self.is_in_paragraph;
        let mut depth: usize = 1;
        while depth > 0 {
            match self.next()? {
                Piece::Start(_) => depth += 1,
                Piece::End(_) => depth -= 1,
                Piece::Text(_) => {}
                Piece::EndOfFile => return Err(Refusal::Unreadable),
            }
        }
        self.is_in_paragraph = was_in_paragraph;
        Ok(())
    }
}

/// The letters that `&…;` stands for.
fn meant(reference: &BytesRef<'_>) -> Result<String, Refusal> {
    if let Some(letters) = resolve_xml_entity(reference.as_ref()) {
        return Ok(letters.to_owned());
    }
    let letter = reference.resolve_char_ref().ok().flatten();
    letter.map(String::from).ok_or(Refusal::Unreadable)
}

/// The start of an element.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn of(start: &BytesStart<'_>) -> Result<Self, Refusal> {
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|_| Refusal::Unreadable)?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self {
            name: start.name().as_ref().to_owned(),
            attributes,
        })
    }

    fn text(&self, name: &str) -> Option<&str> {
        let attribute = self.attributes.iter().find(|(key, _)| key == name);
        attribute.map(|(_, value)| value.as_str())
    }

    /// How often something is there: once, unless it says otherwise.
    fn count(&self, name: &str) -> u64 {
        let count = self.text(name).and_then(|text| text.parse().ok());
        count.unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Column, Limits, header::Names},
        *,
    };

    const COLUMNS: [Column; 2] = [
        Column {
            key: "name",
            names: &["Name"],
            required: true,
        },
        Column {
            key: "ends",
            names: &["Ends"],
            required: true,
        },
    ];

    fn texts(rows: &str) -> Result<Vec<(u64, Vec<String>)>, Refusal> {
        let content = format!(
            "<office:body><table:table table:name=\"A\"><table:shapes><table:table/></table:shapes>\
             <table:table-row><table:table-cell office:value-type=\"string\"><text:p>Name</text:p>\
             </table:table-cell><table:table-cell><text:p>Ends</text:p></table:table-cell>\
             </table:table-row>{rows}</table:table></office:body>"
        );
        let limits = Limits::default();
        let asked = Asked::of(Names::of(&COLUMNS), &limits, None);
        match sheets(content.as_bytes(), &asked)? {
            Found::Table(table) => Ok(table
                .rows
                .into_iter()
                .map(|row| {
                    (
                        row.number,
                        row.cells.into_iter().map(|cell| cell.text).collect(),
                    )
                })
                .collect()),
            Found::Refused(refusal) => Err(refusal),
            Found::OtherThings | Found::Sheets(_) | Found::Nothing => panic!("no table"),
        }
    }

    #[test]
    fn cells_are_read_as_they_are_shown() {
        let row = "<table:table-row> <!-- --> <table:table-cell office:value-type=\"string\">\
            <office:annotation><text:p>a comment</text:p></office:annotation>
            <text:p>A &amp; <text:span>B</text:span><text:s text:c=\"2\"/>&#67;</text:p>
            <text:p>D<text:line-break/>E</text:p></table:table-cell>\
            <table:table-cell office:value-type=\"date\" office:date-value=\"2026-06-04\">\
            <text:p>04/06/26</text:p></table:table-cell></table:table-row>";
        assert_eq!(
            texts(row).unwrap(),
            [(
                2,
                vec!["A & B  C\nD\nE".to_owned(), "4 June 2026".to_owned()]
            )]
        );
    }

    #[test]
    fn rows_and_cells_are_repeated_as_often_as_they_say() {
        let cell = "<table:table-cell table:number-columns-repeated=\"2\" \
            office:value-type=\"float\" office:value=\"7\"/>";
        let empty = "<table:table-row table:number-rows-repeated=\"1000000\">\
            <table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        let rows = format!(
            "{empty}<table:table-row table:number-rows-repeated=\"2\">{cell}</table:table-row>{empty}"
        );
        let seven = || vec!["7".to_owned(), "7".to_owned()];
        assert_eq!(
            texts(&rows).unwrap(),
            [(1_000_002, seven()), (1_000_003, seven())]
        );
        let rows = format!(
            "<table:table-row table:number-rows-repeated=\"18446744073709551615\">{cell}</table:table-row>"
        );
        assert_eq!(texts(&rows), Err(Refusal::TooManyRows(10_000)));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        for content in [
            "<table:table>",
            "<table:table><table:table-row><table:table-cell>",
            "<a",
        ] {
            let limits = Limits::default();
            let asked = Asked::of(Names::of(&COLUMNS), &limits, None);
            let read = sheets(content.as_bytes(), &asked);
            assert_eq!(read.err(), Some(Refusal::Unreadable), "{content}");
        }
    }
}
