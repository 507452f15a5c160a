//! Files that are refused, and what is said about each.

use server::sheets::{self, Limits, Refusal};

use crate::support::{
    COLUMNS, SHEET, WORKBOOK, archive, made, ods, read, row, two_sheets, workbook,
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// The first sector of a compound file, and the name of a stream in it.
fn compound(stream: &str) -> Vec<u8> {
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(512, 0);
    file.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    file.resize(2048, 0);
    file
}

fn missing(names: &[&str]) -> Refusal {
    Refusal::Missing(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn every_bad_file_is_refused_with_its_reason() {
    let header = row(&["Name", "Ends"]);
    let encrypted = ods(
        "<office:body/>",
        "<manifest:manifest><manifest:file-entry manifest:full-path='content.xml'>\
         <manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
    );
    let empty_ods = ods(
        "<office:body><table:table table:name='A'/></office:body>",
        "<a/>",
    );
    let many_rows = |count: usize| {
        let mut file = "Name,Ends\n".to_owned();
        file.extend((0..count).map(|number| format!("{number},x\n")));
        file
    };
    let with_doctype = archive(WORKBOOK.into_iter().chain([(
        SHEET,
        &b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><worksheet/>"[..],
    )]));
    for (what, file, refusal) in [
        ("nothing", Vec::new(), Refusal::Empty),
        ("only white space", b" \r\n\t\r\n".to_vec(), Refusal::Empty),
        ("only a mark", b"\xef\xbb\xbf".to_vec(), Refusal::Empty),
        (
            "only a header",
            b"Name,Ends\r\n\r\n,,\r\n".to_vec(),
            Refusal::NoRows,
        ),
        (
            "only a header in a workbook",
            workbook(&header),
            Refusal::NoRows,
        ),
        ("an empty sheet", workbook(""), Refusal::Empty),
        (
            "an empty sheet of openpyxl",
            made("empty-xlsx"),
            Refusal::Empty,
        ),
        ("an empty sheet of an ODS file", empty_ods, Refusal::Empty),
        (
            "a column twice",
            b"Name,Ends,full name\nAnna,x,Anna\n".to_vec(),
            Refusal::Twice("Name".to_owned()),
        ),
        (
            "a column twice in a workbook",
            workbook(&row(&["Ends", "Name", "Ends"])),
            Refusal::Twice("Ends".to_owned()),
        ),
        (
            "no column that must be there",
            b"Ends,Email\nx,y\n".to_vec(),
            missing(&["Name"]),
        ),
        ("no header", b"Anna,x\nBen,y\n".to_vec(), missing(&["Name"])),
        (
            "an encrypted workbook",
            compound("EncryptedPackage"),
            Refusal::PasswordProtected,
        ),
        ("an old workbook", compound("Workbook"), Refusal::NotATable),
        (
            "an encrypted ODS file",
            encrypted,
            Refusal::PasswordProtected,
        ),
        ("a picture", PNG.to_vec(), Refusal::NotATable),
        (
            "a PDF file",
            b"%PDF-1.7\n%\xe2\xe3\n".to_vec(),
            Refusal::NotATable,
        ),
        (
            "a web page",
            b"<table><tr><td>Name".to_vec(),
            Refusal::NotATable,
        ),
        (
            "NUL among text",
            b"Name,Ends\nAn\0na,x\n".to_vec(),
            Refusal::NotATable,
        ),
        (
            "UTF-16 without its mark",
            b"N\0a\0m\0e\0,\0E\0n\0d\0s\0".to_vec(),
            Refusal::NotATable,
        ),
        (
            "half a letter of UTF-16",
            b"\xff\xfeN\0a".to_vec(),
            Refusal::Unreadable,
        ),
        (
            "a quotation mark without end",
            b"Name,Ends\n\"Anna,x\n".to_vec(),
            Refusal::UnclosedQuote(2),
        ),
        (
            "a row too many",
            many_rows(10_001).into_bytes(),
            Refusal::TooManyRows(10_000),
        ),
        ("entities", with_doctype, Refusal::Unreadable),
        (
            "an archive of nothing",
            b"PK\x03\x04".to_vec(),
            Refusal::Unreadable,
        ),
        (
            "rows out of order",
            workbook(&format!(
                "{header}<row r='9'><c><v>1</v></c></row><row r='5'><c><v>1</v></c></row>"
            )),
            Refusal::Unreadable,
        ),
    ] {
        let read = read("seats.xlsx", &file);
        assert_eq!(read.err(), Some(refusal), "{what}");
    }
    assert!(read("seats.csv", many_rows(10_000).as_bytes()).is_ok());
}

#[test]
fn a_row_too_many_is_refused_in_every_format() {
    let limits = Limits {
        rows: 9_999,
        ..Limits::default()
    };
    for kind in ["many-xlsx", "many-ods"] {
        let read = sheets::read("seats", &made(kind), &COLUMNS, &limits);
        assert_eq!(read.err(), Some(Refusal::TooManyRows(9_999)), "{kind}");
    }
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_before_it_is_read() {
    // Were it read, the quotation mark would be what is wrong with it.
    let mut file = b"Name,Ends\n\"".to_vec();
    file.resize(50 * 1024 * 1024, b'x');
    let refusal = read("seats.csv", &file).expect_err("too large");
    assert_eq!(
        refusal.to_string(),
        "The selected file must be smaller than 10MB"
    );
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    // Its packed size is a thousandth of this.
    let zeros = vec![b' '; 65 * 1024 * 1024];
    let bomb = archive(WORKBOOK.into_iter().chain([(SHEET, zeros.as_slice())]));
    assert!(bomb.len() < 100 * 1024);
    assert_eq!(read("a.xlsx", &bomb), Err(Refusal::TooMuchPacked));

    let limits = Limits {
        unpacked_bytes: 100_000,
        ..Limits::default()
    };
    let halves = vec![b' '; 60_000];
    let two = archive(
        WORKBOOK
            .into_iter()
            .chain([(SHEET, halves.as_slice()), ("xl/theme.xml", &halves)]),
    );
    let read_two = sheets::read("a.xlsx", &two, &COLUMNS, &limits);
    assert_eq!(read_two, Err(Refusal::TooMuchPacked));
}

#[test]
fn a_part_that_lies_about_its_size_is_refused() {
    let size: u32 = 5 * 1024 * 1024;
    let zeros = vec![b' '; size as usize];
    let bomb = archive(WORKBOOK.into_iter().chain([(SHEET, zeros.as_slice())]));
    let bomb = with_size(bomb, size, 9);
    let refusal = read("a.xlsx", &bomb).expect_err("a lie");
    assert!(
        matches!(refusal, Refusal::TooMuchPacked | Refusal::Unreadable),
        "{refusal}"
    );
}

/// Writes over the size of a part in its own head and in the directory.
fn with_size(mut file: Vec<u8>, size: u32, claimed: u32) -> Vec<u8> {
    let places: Vec<usize> = file
        .windows(4)
        .enumerate()
        .filter(|(_, window)| *window == size.to_le_bytes())
        .map(|(place, _)| place)
        .collect();
    assert_eq!(places.len(), 2);
    for place in places {
        let bytes = file.get_mut(place..place + 4).expect("four bytes");
        bytes.copy_from_slice(&claimed.to_le_bytes());
    }
    file
}

#[test]
fn a_part_that_claims_to_be_larger_than_it_is_is_refused() {
    let mut strings = "<sst uniqueCount='800000000'><si><t>Name</t></si></sst>".to_owned();
    strings += &" ".repeat(98_765 - strings.len());
    let file = archive(WORKBOOK.into_iter().chain([
        (SHEET, &b"<worksheet><sheetData/></worksheet>"[..]),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ]));
    let file = with_size(file, 98_765, 4_000_000_000);
    assert_eq!(read("a.xlsx", &file), Err(Refusal::Unreadable));
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..10_001)
        .map(|number| format!("xl/{number}.xml"))
        .collect();
    let parts = names.iter().map(|name| (name.as_str(), &b"<a/>"[..]));
    let file = archive(WORKBOOK.into_iter().chain(parts));
    assert_eq!(read("a.xlsx", &file), Err(Refusal::TooMuchPacked));
}

#[test]
fn a_workbook_that_announces_more_than_it_has_is_refused() {
    for announced in [
        "uniqueCount='99999999999'",
        "uniqueCount='18446744073709551615'",
        "uniqueCount='1000000'",
        // One reader takes the first, another the last.
        "uniqueCount='10000000000' uniqueCount='1'",
        "uniqueCount='1' uniqueCount='10000000000'",
        "uniqueCount='1' a=b uniqueCount='10000000000'",
    ] {
        let strings = format!("<sst {announced}><si><t>Name</t></si></sst>");
        let file = archive(WORKBOOK.into_iter().chain([
            (SHEET, &b"<worksheet/>"[..]),
            ("xl/sharedStrings.xml", strings.as_bytes()),
        ]));
        assert_eq!(
            read("a.xlsx", &file),
            Err(Refusal::Unreadable),
            "{announced}"
        );
    }
}

#[test]
fn more_strings_or_formats_than_a_table_needs_are_refused() {
    let sheet = workbook(&(row(&["Name", "Ends"]) + &row(&["Anna", "x"])));
    assert!(read("a.xlsx", &sheet).is_ok());
    for (part, start, element, end) in [
        ("xl/sharedStrings.xml", "<sst>", "<si/>", "</sst>"),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs>",
            "<xf/>",
            "</cellXfs></styleSheet>",
        ),
    ] {
        let content = format!("{start}{}{end}", element.repeat(150_001));
        let file = archive(
            WORKBOOK
                .into_iter()
                .chain([(SHEET, &b"<worksheet/>"[..]), (part, content.as_bytes())]),
        );
        assert_eq!(read("a.xlsx", &file), Err(Refusal::TooMuchPacked), "{part}");
    }
    // A long number format that every format of cells has a copy of.
    let styles = format!(
        "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='{}'/></numFmts><cellXfs>{}\
         </cellXfs></styleSheet>",
        "0".repeat(20_000),
        "<xf numFmtId='200'/>".repeat(1_000)
    );
    let file = archive(WORKBOOK.into_iter().chain([
        (SHEET, &b"<worksheet/>"[..]),
        ("xl/styles.xml", styles.as_bytes()),
    ]));
    assert_eq!(read("a.xlsx", &file), Err(Refusal::TooMuchPacked));
}

/// A workbook with so many rows, whose cells in two columns share one text.
fn sharing(text: &str, rows: usize) -> Vec<u8> {
    let strings =
        format!("<sst><si><t>Name</t></si><si><t>Ends</t></si><si><t>{text}</t></si></sst>");
    let string = |number| format!("<c t='s'><v>{number}</v></c>");
    let mut sheet = format!("<row>{}{}</row>", string(0), string(1));
    sheet += &format!("<row>{}{}</row>", string(2), string(2)).repeat(rows);
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    archive(WORKBOOK.into_iter().chain([
        (SHEET, sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ]))
}

#[test]
fn one_long_text_in_many_cells_is_cut_or_refused() {
    let long = "x".repeat(5_500);
    let table = read("a.xlsx", &sharing(&long, 5_000)).expect("a table");
    let cell = &table.rows[4_999].cells[0];
    assert!(cell.is_cut);
    assert_eq!(cell.text, "x".repeat(500) + "…");
    let refusal = read("a.xlsx", &sharing(&long, 10_000)).expect_err("too much");
    assert_eq!(
        refusal.to_string(),
        "The selected file has more than 8MB of text in the columns that are read"
    );
}

#[test]
fn a_text_that_is_longer_than_any_cell_is_refused_before_it_is_kept() {
    let long = "x".repeat(1024 * 1024);
    let halves = format!("{0}</t></r><r><t>{0}&amp;", "x".repeat(600 * 1024));
    let cell = format!("<c t='inlineStr'><is><r><t>{halves}</t></r></is></c>");
    let paragraph = |text: &str| {
        format!(
            "<table:table><table:table-row><table:table-cell><text:p>{text}</text:p>\
             </table:table-cell></table:table-row></table:table>"
        )
    };
    for (name, file) in [
        ("a string", sharing(&long, 1)),
        (
            "a string of several pieces",
            sharing(&halves.replace("<r>", ""), 1),
        ),
        ("a cell", workbook(&row(&["Name", &long]))),
        (
            "a cell of several pieces",
            workbook(&format!("<row>{cell}</row>")),
        ),
        ("an attribute", workbook(&format!("<row x='{long}'/>"))),
        ("a comment", workbook(&format!("<!--{long}-->"))),
        ("a paragraph", ods(&paragraph(&long), "")),
        (
            "a comment of another kind",
            ods(&format!("<!--{long}-->"), ""),
        ),
    ] {
        assert_eq!(read("a", &file), Err(Refusal::TooMuchPacked), "{name}");
    }
}

#[test]
fn sheets_that_are_one_part_are_refused() {
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        row(&["Name", "Ends"])
    );
    let relation = |id: &str, target: &str| {
        format!(
            "<Relationship Id='{id}' Type='http://x/relationships/worksheet' Target='{target}'/>"
        )
    };
    let one = relation("b", "worksheets/sheet1.xml");
    for (name, ids, relations) in [
        ("one relation", ["b", "b"], one.clone()),
        (
            "two relations to one part",
            ["b", "c"],
            one.clone() + &relation("c", "/xl/worksheets/SHEET1.xml"),
        ),
        (
            "a part that is none of XML",
            ["b", "c"],
            one.clone() + &relation("c", "worksheets/sheet1.bin"),
        ),
    ] {
        let sheets: String = ids
            .iter()
            .zip(["One", "Two"])
            .map(|(id, name)| format!("<sheet name='{name}' sheetId='1' r:id='{id}'/>"))
            .collect();
        let book = format!("<workbook><sheets>{sheets}</sheets></workbook>");
        let relations = format!("<Relationships>{relations}</Relationships>");
        let file = archive([
            WORKBOOK[0],
            WORKBOOK[1],
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
            (SHEET, sheet.as_bytes()),
        ]);
        assert_eq!(read("a.xlsx", &file), Err(Refusal::Unreadable), "{name}");
    }
}

#[test]
fn every_cell_is_looked_at() {
    let look = |text: &str| text.contains("secret").then(|| "is a secret".to_owned());
    let looked = |file: &[u8]| {
        let limits = Limits::default();
        sheets::read_looking("Seats.csv", file, &COLUMNS, &limits, &look)
    };
    let forbidden = |sheet: &str, row| {
        Err(Refusal::Forbidden {
            sheet: sheet.to_owned(),
            row,
            why: "is a secret".to_owned(),
        })
    };
    let csv = b"Name,Ends,Notes\nAnna,x,\nBen,y,a secret\n";
    assert_eq!(looked(csv), forbidden("Seats", 3));
    assert!(read("Seats.csv", csv).is_ok());
    assert!(looked(b"Name,Ends,Notes\nAnna,x,none\n").is_ok());

    let rows = row(&["Name", "Ends"]) + &row(&["Anna", "x", "secret"]);
    assert_eq!(looked(&workbook(&rows)), forbidden("One", 2));

    // Below the first rows of a sheet of which nothing is read, before and after.
    let table = row(&["Name", "Ends"]) + &row(&["Anna", "x"]);
    let notes = row(&["note"]).repeat(30) + &row(&["secret"]);
    for (first, second, sheet) in [(&notes, &table, "One"), (&table, &notes, "Two")] {
        let file = two_sheets(first, second);
        assert_eq!(looked(&file), forbidden(sheet, 31));
        assert!(read("a.xlsx", &file).is_ok());
    }
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let content = format!(
        "<office:body><table:table table:name='A'><table:table-row>{}{}</table:table-row>\
         <table:table-row>{}{}</table:table-row></table:table><table:table table:name='B'>\
         <table:table-row>{}</table:table-row></table:table></office:body>",
        cell("Name"),
        cell("Ends"),
        cell("Anna"),
        cell("x"),
        cell("secret")
    );
    assert_eq!(looked(&ods(&content, "<a/>")), forbidden("B", 1));
}

#[test]
fn numbers_of_cells_that_do_not_fit_are_refused() {
    for reference in ["A99999999999", "AAAAAAAAAA1", "A0", "1", ""] {
        let rows = format!("<row><c r='{reference}'><v>1</v></c></row>");
        assert!(read("a.xlsx", &workbook(&rows)).is_err(), "{reference}");
    }
}

#[test]
fn an_archive_with_a_password_is_refused_as_such() {
    let mut file = workbook(&row(&["Name", "Ends"]));
    // The first flag says that a part is encrypted. It stands in the part's own
    // head and in the directory.
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let place = file.windows(4).rposition(|window| window == signature);
        file[place.expect("a head") + flags] |= 1;
    }
    assert_eq!(read("a.xlsx", &file), Err(Refusal::PasswordProtected));
}
