//! Columns to ask for, files made here, and Python to make and read others.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use server::sheets::{self, Column, Limits, Refusal, Table};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const COLUMNS: [Column; 4] = [
    Column {
        key: "name",
        names: &["Name", "Full name"],
        required: true,
    },
    Column {
        key: "ends",
        names: &["Ends", "End date"],
        required: false,
    },
    Column {
        key: "email",
        names: &["Email", "E-mail"],
        required: false,
    },
    Column {
        key: "seats",
        names: &["Seats"],
        required: false,
    },
];

pub fn read(name: &str, bytes: &[u8]) -> Result<Table, Refusal> {
    sheets::read(name, bytes, &COLUMNS, &Limits::default())
}

/// The rows of a table: each one's number and texts.
pub fn texts(table: &Table) -> Vec<(u64, Vec<&str>)> {
    table
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| cell.text.as_str());
            (row.number, cells.collect())
        })
        .collect()
}

/// The days in a column, one for each row.
pub fn days(table: &Table, key: &str) -> Vec<Option<String>> {
    table
        .rows
        .iter()
        .map(|row| table.cell(row, key)?.date.map(|day| day.to_string()))
        .collect()
}

/// A zip archive.
pub fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default();
        archive.start_file(name, options).expect("a new part");
        archive.write_all(content).expect("room");
    }
    archive.finish().expect("an archive").into_inner()
}

/// What a workbook of one sheet consists of besides its sheet.
pub const WORKBOOK: [(&str, &[u8]); 4] = [
    ("[Content_Types].xml", b"<Types/>"),
    (
        "_rels/.rels",
        b"<Relationships><Relationship Id='a' Type='http://x/relationships/officeDocument' \
          Target='xl/workbook.xml'/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        b"<workbook><sheets><sheet name='One' sheetId='1' r:id='b'/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        b"<Relationships><Relationship Id='b' Type='http://x/relationships/worksheet' \
          Target='worksheets/sheet1.xml'/></Relationships>",
    ),
];

pub const SHEET: &str = "xl/worksheets/sheet1.xml";

/// A workbook with one sheet, whose rows are given as XML.
pub fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    archive(WORKBOOK.into_iter().chain([(SHEET, sheet.as_bytes())]))
}

/// A workbook with the sheets "One" and "Two", whose rows are given as XML.
pub fn two_sheets(first: &str, second: &str) -> Vec<u8> {
    let sheet = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let [types, relations, ..] = WORKBOOK;
    archive([
        types,
        relations,
        (
            "xl/workbook.xml",
            &b"<workbook><sheets><sheet name='One' sheetId='1' r:id='b'/>\
               <sheet name='Two' sheetId='2' r:id='c'/></sheets></workbook>"[..],
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id='b' Type='http://x/relationships/worksheet' \
              Target='worksheets/sheet1.xml'/><Relationship Id='c' \
              Type='http://x/relationships/worksheet' Target='worksheets/sheet2.xml'/>\
              </Relationships>",
        ),
        (SHEET, sheet(first).as_bytes()),
        ("xl/worksheets/sheet2.xml", sheet(second).as_bytes()),
    ])
}

/// A row of a workbook with texts.
pub fn row(texts: &[&str]) -> String {
    let cells: String = texts
        .iter()
        .map(|text| format!("<c t='inlineStr'><is><t>{text}</t></is></c>"))
        .collect();
    format!("<row>{cells}</row>")
}

/// An ODS file, whose content and manifest are given as XML.
pub fn ods(content: &str, manifest: &str) -> Vec<u8> {
    archive([
        (
            "mimetype",
            &b"application/vnd.oasis.opendocument.spreadsheet"[..],
        ),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ])
}

/// A file of a kind that `independent.py` makes.
pub fn made(kind: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("made");
    python(&["make", kind, path.to_str().expect("a path")]);
    std::fs::read(path).expect("a file")
}

/// What `independent.py` finds in a file of ours.
pub fn found(reader: &str, content: &[u8]) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ours.xlsx");
    std::fs::write(&path, content).expect("room");
    let answer = python(&[reader, path.to_str().expect("a path")]);
    serde_json::from_slice(&answer).expect("JSON")
}

fn python(arguments: &[&str]) -> Vec<u8> {
    let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets/independent.py");
    let output = Command::new(interpreter())
        .arg(script)
        .args(arguments)
        .output()
        .expect("Python runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Debian's own Python has the packages, even where another one comes first.
fn interpreter() -> &'static str {
    ["/usr/bin/python3", "python3"]
        .into_iter()
        .find(|python| {
            let mut import = Command::new(python);
            import.args(["-c", "import openpyxl, odf, vobject"]);
            import.output().is_ok_and(|output| output.status.success())
        })
        .expect(
            "Python with openpyxl, odfpy and vobject must be installed; on Debian run: \
             apt-get install python3-openpyxl python3-odf python3-vobject",
        )
}
