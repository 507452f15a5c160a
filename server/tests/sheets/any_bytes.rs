//! Whatever is sent is answered: nothing panics, nothing is waited for.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::support::{made, ods, read, row, workbook};

static FILES: LazyLock<[Vec<u8>; 3]> =
    LazyLock::new(|| [made("plain-xlsx"), made("merged-xlsx"), made("plain-ods")]);

/// What files of each kind begin with.
const STARTS: [&[u8]; 8] = [
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"Name,Ends\n",
];

/// Bits that files are made of, and some that do not belong there.
const BITS: &str = "(<|>|/|&|;|=|'|\"|-->|<!--|<!\\[CDATA\\[|<!DOCTYPE|&#0;|&amp;|&lol;|\
    <row>|</row>|<row r='|<c>|<c r='A|<c t='|s'|e'|d'|n'|b'|str'|inlineStr'|</c>|<v>|</v>|<is>|<t>|\
    </t>|</is>|99999999999|-1|1e999|NaN|<dimension ref='B2:A1'/>|</sheetData>|<sheetData>|\
    <table:table|<table:table-row|<table:table-cell| table:number-rows-repeated='| \
    table:number-columns-repeated='|office:value-type='float'| office:value='|'>|</table:table-cell>|\
    </table:table-row>|</table:table>|<text:p>|</text:p>|<text:s text:c='|\u{feff}|\u{0}|Name|Ends|[a-z])";

#[test]
fn files_that_were_cut_off_are_refused() {
    for file in &*FILES {
        for length in 0..file.len() {
            assert!(read("a.xlsx", &file[..length]).is_err(), "{length}");
        }
        assert!(read("a.xlsx", file).is_ok());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(
        start in prop::sample::select(&STARTS[..]),
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let _answer = read("a", &[start, &bytes].concat());
    }

    #[test]
    fn files_with_a_wrong_byte_are_answered(
        which in 0..3usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
    ) {
        let mut file = FILES[which].clone();
        for (place, byte) in changes {
            let place = place.index(file.len());
            file[place] = byte;
        }
        let _answer = read("a", &file);
    }

    #[test]
    fn workbooks_of_any_content_are_answered(bits in proptest::collection::vec(BITS, 0..30)) {
        let rows = row(&["Name", "Ends"]) + &bits.concat();
        let _answer = read("a.xlsx", &workbook(&rows));
        let _answer = read("a.xlsx", &workbook(&bits.concat()));
    }

    #[test]
    fn open_documents_of_any_content_are_answered(bits in proptest::collection::vec(BITS, 0..30)) {
        let header = "<table:table table:name='A'><table:table-row><table:table-cell>\
            <text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Ends</text:p>\
            </table:table-cell></table:table-row>";
        let _answer = read("a.ods", &ods(&(header.to_owned() + &bits.concat()), "<a/>"));
        let _answer = read("a.ods", &ods(&bits.concat(), &bits.concat()));
    }
}
