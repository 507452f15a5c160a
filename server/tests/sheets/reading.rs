//! Files that are taken, as spreadsheet programs and people make them.

use server::sheets::{Cell, Refusal};

use crate::support::{archive, days, made, read, row, texts, two_sheets, workbook};

fn day() -> Option<String> {
    Some("2026-06-04".to_owned())
}

#[test]
fn a_workbook_of_another_program_is_read_below_its_titles() {
    let table = read("seats.xlsx", &made("plain-xlsx")).expect("a table");
    assert_eq!(table.sheet, "Seats");
    assert_eq!(table.header_row, 3);
    assert_eq!(table.keys, ["name", "ends", "seats"]);
    assert_eq!(table.unused, ["Remarks"]);
    assert_eq!(
        texts(&table),
        [
            (4, vec!["Siân Example", "4 June 2026", "12"]),
            (5, vec!["مرحبا", "4 June 2026 09:30", "2.5"]),
            (7, vec!["e\u{301} and é", "4/6/2026", "TRUE"]),
            // The formula was never calculated.
            (8, vec!["#REF!", "6/25/2026", ""]),
            (9, vec!["  spaces  ", "18:45", "0.3"]),
        ]
    );
    assert_eq!(days(&table, "ends"), [day(), day(), day(), None, None]);
    assert_eq!(table.cell(&table.rows[0], "email"), None);
    assert_eq!(
        table
            .cell(&table.rows[0], "seats")
            .map(|cell| cell.text.as_str()),
        Some("12")
    );
}

#[test]
fn merged_cells_of_a_header_are_read() {
    let table = read("seats.xlsx", &made("merged-xlsx")).expect("a table");
    assert_eq!(table.header_row, 2);
    assert_eq!(table.keys, ["name", "email", "ends"]);
    assert_eq!(table.unused, [""; 0]);
    assert_eq!(
        texts(&table),
        [(3, vec!["Anna Example", "anna@board.example", "4 June 2026"])]
    );
}

#[test]
fn what_is_merged_downwards_counts_for_every_row() {
    let expected = [
        (2, vec!["Avon", "1"]),
        (3, vec!["Avon", "2"]),
        (4, vec!["Avon", "3"]),
        (5, vec!["", "4"]),
    ];
    for kind in ["spanned-xlsx", "spanned-ods"] {
        let table = read("seats", &made(kind)).expect("a table");
        assert_eq!(texts(&table), expected, "{kind}");
    }
}

#[test]
fn a_sheet_that_is_no_table_does_not_hide_another() {
    let table = row(&["Name", "Ends"]) + &row(&["Anna", "x"]);
    // Two columns that are asked for, without the one that must be there; no rows.
    for other in [
        row(&["Email", "Seats"]) + &row(&["a", "b"]),
        row(&["Name", "Ends"]),
    ] {
        let read = read("a.xlsx", &two_sheets(&other, &table)).expect("a table");
        assert_eq!(read.sheet, "Two");
        assert_eq!(read.unread_sheets, ["One"]);
        assert_eq!(texts(&read), [(2, vec!["Anna", "x"])]);
    }
    let none = row(&["Email", "Seats"]) + &row(&["a", "b"]);
    assert_eq!(
        read("a.xlsx", &two_sheets(&none, &row(&["Notes"]))),
        Err(Refusal::Missing(vec!["Name".to_owned()]))
    );
    assert_eq!(
        read("a.xlsx", &two_sheets(&none, &row(&["Name", "Ends"]))),
        Err(Refusal::NoRows)
    );
    let table = read("seats.ods", &made("plain-ods")).expect("a table");
    assert_eq!(table.unread_sheets, ["Notes"]);
}

#[test]
fn days_counted_from_1904_are_the_same_days() {
    let table = read("seats.xlsx", &made("mac-xlsx")).expect("a table");
    assert_eq!(days(&table, "ends"), [day()]);
}

#[test]
fn an_open_document_is_read() {
    let table = read("seats.ods", &made("plain-ods")).expect("a table");
    assert_eq!(table.sheet, "Seats");
    assert_eq!(table.header_row, 3);
    assert_eq!(table.keys, ["name", "ends", "seats"]);
    assert_eq!(
        texts(&table),
        [
            (4, vec!["Siân Example", "4 June 2026", "1234"]),
            (9, vec!["two\nlines", "4 Jun 2026", "2.5"]),
        ]
    );
    assert_eq!(days(&table, "ends"), [day(), day()]);
}

#[test]
fn formulas_count_with_the_value_they_had() {
    let rows = row(&["Name", "Seats"])
        + "<row><c t='str'><f>A1</f><v>Anna</v></c><c><f>1+1</f><v>2</v></c></row>\
           <row><c t='e'><f>1/0</f><v>#DIV/0!</v></c></row>";
    let table = read("seats.xlsx", &workbook(&rows)).expect("a table");
    assert_eq!(
        texts(&table),
        [(2, vec!["Anna", "2"]), (3, vec!["#DIV/0!", ""])]
    );
}

#[test]
fn a_sheet_may_reach_to_the_last_cell_there_is() {
    let rows = row(&["Name", "Seats"])
        + "<row r='1048576'><c r='A1048576'><v>1</v></c><c r='XFD1048576'><v>2</v></c></row>";
    let table = read("seats.xlsx", &workbook(&rows)).expect("a table");
    assert_eq!(texts(&table), [(1_048_576, vec!["1", ""])]);
}

#[test]
fn csv_files_of_every_kind_are_read() {
    let with_mark = "\u{feff}Name,Ends\r\nSiân,4/6/2026\r\n";
    let utf_16: Vec<u8> = "\u{feff}Name\tEnds\r\nSiân\t4/6/2026"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (kind, file) in [
        ("UTF-8", "Name,Ends\nSiân,4/6/2026\n".as_bytes()),
        ("UTF-8 with its mark", with_mark.as_bytes()),
        ("UTF-16", &utf_16),
        ("Windows-1252", b"Name,Ends\r\nSi\xe2n,4/6/2026\r\n"),
        ("semicolons", "Name;Ends\r\nSiân;4/6/2026\r\n".as_bytes()),
        ("tabs", "Name\tEnds\r\nSiân\t4/6/2026\r\n".as_bytes()),
        ("CR alone", "Name,Ends\rSiân,4/6/2026\r".as_bytes()),
        (
            "every cell quoted",
            "\"Name\",\"Ends\"\n\"Siân\",\"4/6/2026\"\n".as_bytes(),
        ),
        (
            "empty cells at the end",
            "Name,Ends,,\nSiân,4/6/2026,,\n,,,\n,,,\n".as_bytes(),
        ),
    ] {
        let table = read("seats.csv", file).unwrap_or_else(|refusal| panic!("{kind}: {refusal}"));
        assert_eq!(texts(&table), [(2, vec!["Siân", "4/6/2026"])], "{kind}");
        assert_eq!(days(&table, "ends"), [day()], "{kind}");
        assert_eq!(table.sheet, "seats");
    }
}

#[test]
fn what_says_its_delimiter_and_what_has_titles_is_read() {
    let table = read(
        "a.csv",
        b"sep=;\r\nSeats, all of them\r\n\r\nName;Ends\r\nAnna, B;x\r\n",
    );
    let table = table.expect("a table");
    assert_eq!(table.header_row, 4);
    assert_eq!(texts(&table), [(5, vec!["Anna, B", "x"])]);
}

#[test]
fn pounds_and_accents_of_windows_are_letters() {
    let table = read("a.csv", b"Name,Ends\r\nCaf\xe9 \xa3,x\r\n").expect("a table");
    assert_eq!(texts(&table), [(2, vec!["Café £", "x"])]);
}

#[test]
fn text_is_kept_letter_for_letter() {
    let long = "n".repeat(300);
    for text in [
        "مرحبا",
        "e\u{301}",
        "é",
        "=cmd|' /C calc'!A0",
        "O'Brien",
        &long,
    ] {
        let csv = format!("Name,Ends\r\n{text},x\r\n");
        let table = read("a.csv", csv.as_bytes()).expect("a table");
        assert_eq!(
            table.rows[0].cells[0],
            Cell {
                text: text.to_owned(),
                date: None,
                is_cut: false
            }
        );
        let xlsx = workbook(&(row(&["Name", "Ends"]) + &row(&[text, "x"])));
        let table = read("a.xlsx", &xlsx).expect("a table");
        assert_eq!(
            table.rows[0].cells[0],
            Cell {
                text: text.to_owned(),
                date: None,
                is_cut: false
            }
        );
    }
}

#[test]
fn rows_are_counted_as_spreadsheet_programs_count_them() {
    let file = b"Name,Ends\n\"two\nlines\",x\n\n  , \nlast,y\n\n";
    let table = read("a.csv", file).expect("a table");
    assert_eq!(
        texts(&table),
        [(2, vec!["two\nlines", "x"]), (5, vec!["last", "y"])]
    );
}

#[test]
fn the_content_of_a_file_counts_and_not_its_name() {
    let xlsx = workbook(&(row(&["Name", "Ends"]) + &row(&["Anna", "x"])));
    assert!(read("seats.csv", &xlsx).is_ok());
    assert!(read("seats", &made("plain-ods")).is_ok());
    assert!(read("seats.xlsx", b"Name,Ends\nAnna,x\n").is_ok());
    let document = archive([
        ("[Content_Types].xml", &b"<Types/>"[..]),
        ("word/document.xml", b"<document/>"),
    ]);
    assert_eq!(read("seats.xlsx", &document), Err(Refusal::NotATable));
}

#[test]
fn ten_thousand_rows_are_read() {
    let table = read("seats.xlsx", &made("many-xlsx")).expect("a table");
    assert_eq!(table.rows.len(), 10_000);
    assert_eq!(table.rows[9_999].number, 10_001);
    let table = read("seats.ods", &made("many-ods")).expect("a table");
    assert_eq!(table.rows.len(), 10_000);
}
