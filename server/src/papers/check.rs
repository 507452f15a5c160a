//! What a file is, by its name and its content, which have to agree; and whether
//! it is taken. Pure.

use app::papers::types::FileKind;
use thiserror::Error;

use super::LARGEST;
use crate::sheets::{self, Limits, Packed};

/// Why a file is not taken. Shown, it is the error message of the page.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("The selected file is empty")]
    Empty,
    #[error("The selected file must be smaller than {}MB", LARGEST / (1024 * 1024))]
    TooLarge,
    #[error(
        "The selected file must be a PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, text or CSV file"
    )]
    NotTaken,
    #[error(
        "The name of the selected file does not fit what is in it. Save it again with the ending that its type has"
    )]
    OtherName,
    #[error("The selected file holds macros or other programs. Save a copy without them")]
    Program,
    #[error("The selected file is password protected")]
    PasswordProtected,
    #[error("The selected file holds a script or a second file. Save a new copy of it")]
    Mixed,
    #[error("{0}")]
    Packed(#[from] sheets::Refusal),
}

const ZIP: &[u8] = b"PK\x03\x04";

/// The compound files of old Office versions, and of encrypted new ones.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

const PNG_END: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";

/// How far into a file browsers look for markup, in bytes, and at what distance
/// from its end a PDF says that it is over.
const NEAR: usize = 1024;

/// The kind that the ending of a name says.
fn kind_of_name(name: &str) -> Option<FileKind> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    match ending.as_str() {
        "jpeg" => Some(FileKind::Jpeg),
        ending => FileKind::from_code(ending),
    }
}

/// Says what a file is. Takes as long as it takes to unpack it.
///
/// # Errors
/// Why it is not taken, in words for whoever sent it.
pub fn kind(name: &str, bytes: &[u8]) -> Result<FileKind, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(if sheets::is_encrypted(bytes) {
            Refusal::PasswordProtected
        } else {
            Refusal::NotTaken
        });
    }
    let named = kind_of_name(name).ok_or(Refusal::NotTaken)?;
    if bytes.starts_with(ZIP) {
        let kind = packed_kind(bytes)?;
        return if kind == named {
            Ok(kind)
        } else {
            Err(Refusal::OtherName)
        };
    }
    let fits = match named {
        FileKind::Pdf => is_pdf(bytes)?,
        FileKind::Png => bytes.starts_with(PNG) && bytes.ends_with(PNG_END),
        FileKind::Jpeg => bytes.starts_with(b"\xff\xd8\xff") && bytes.ends_with(b"\xff\xd9"),
        FileKind::Text | FileKind::Csv => is_text(bytes)?,
        FileKind::Docx
        | FileKind::Xlsx
        | FileKind::Pptx
        | FileKind::Odt
        | FileKind::Ods
        | FileKind::Odp => false,
    };
    if !fits {
        return Err(Refusal::OtherName);
    }
    let start = bytes.get(..NEAR).unwrap_or(bytes);
    if holds_markup(start) || sheets::ends_as_archive(bytes) {
        return Err(Refusal::Mixed);
    }
    Ok(named)
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes
        .windows(words.len())
        .any(|window| window.eq_ignore_ascii_case(words))
}

fn holds_markup(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 5] = [b"<html", b"<script", b"<svg", b"<!doctype", b"<body"];
    marks.iter().any(|mark| contains(bytes, mark))
}

/// A PDF from its first byte to its end, which starts nothing by itself.
fn is_pdf(bytes: &[u8]) -> Result<bool, Refusal> {
    let end = bytes.get(bytes.len().saturating_sub(NEAR)..);
    if !bytes.starts_with(b"%PDF-") || !end.is_some_and(|end| contains(end, b"%%EOF")) {
        return Ok(false);
    }
    if contains(bytes, b"/Encrypt") {
        return Err(Refusal::PasswordProtected);
    }
    let programs: [&[u8]; 3] = [b"/JavaScript", b"/Launch", b"/EmbeddedFile"];
    if programs.iter().any(|program| contains(bytes, program)) {
        return Err(Refusal::Program);
    }
    Ok(true)
}

/// Text that people read: no markup, and nothing but lines and tabs between words.
fn is_text(bytes: &[u8]) -> Result<bool, Refusal> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(false);
    };
    let odd = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t' | '\u{c}');
    if text.chars().any(odd) {
        return Ok(false);
    }
    let begins = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
    if begins.starts_with("#!") {
        return Err(Refusal::Program);
    }
    if begins.starts_with('<') || holds_markup(bytes) {
        return Err(Refusal::Mixed);
    }
    Ok(!begins.starts_with("%PDF-"))
}

/// What an archive is, where it is a document without programs.
fn packed_kind(bytes: &[u8]) -> Result<FileKind, Refusal> {
    let limits = Limits {
        unpacked_bytes: 128 * 1024 * 1024,
        ..Limits::default()
    };
    let Packed {
        names,
        mimetype,
        is_whole,
    } = sheets::unpacked(bytes, &limits)?;
    let programs = [
        "vba",
        "macrosheets/",
        "activex",
        "oleobject",
        "basic/",
        "scripts/",
    ];
    let is_program = |name: &String| programs.iter().any(|part| name.contains(part));
    if names.iter().any(is_program) {
        return Err(Refusal::Program);
    }
    if !is_whole {
        return Err(Refusal::Mixed);
    }
    let document = "application/vnd.oasis.opendocument.";
    if let Some(kind) = mimetype.strip_prefix(document) {
        return match kind {
            "text" => Ok(FileKind::Odt),
            "spreadsheet" => Ok(FileKind::Ods),
            "presentation" => Ok(FileKind::Odp),
            _ => Err(Refusal::NotTaken),
        };
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if !has("[content_types].xml") {
        return Err(Refusal::NotTaken);
    }
    let found: Vec<FileKind> = [
        ("word/document.xml", FileKind::Docx),
        ("xl/workbook.xml", FileKind::Xlsx),
        ("ppt/presentation.xml", FileKind::Pptx),
    ]
    .into_iter()
    .filter(|(part, _)| has(part))
    .map(|(_, kind)| kind)
    .collect();
    match found.as_slice() {
        [kind] => Ok(*kind),
        [] => Err(Refusal::NotTaken),
        _ => Err(Refusal::Mixed),
    }
}
