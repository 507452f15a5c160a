//! What a packed file is, and whether it can be unpacked without harm.
//!
//! XLSX and ODS files are zip archives of XML. What reads them believes what they
//! say of their own sizes, so every part is unpacked once here, into nothing.

use std::io::{Cursor, Read};

use zip::{ZipArchive, read::ZipFile, result::ZipError};

use super::{Limits, Refusal};

const ZIP: &[u8] = b"PK\x03\x04";

/// The compound files of old Office versions, and of encrypted new ones.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// The stream of a compound file that an encrypted workbook is in (MS-OFFCRYPTO).
const ENCRYPTED_STREAM: &str = "EncryptedPackage";

const ODS_MIMETYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

const ODS_MANIFEST: &str = "META-INF/manifest.xml";

/// A part that unpacks to more than this…
const BOMB_BYTES: u64 = 4 * 1024 * 1024;

/// …and to more than so many times its packed size was made to do that. Sheets
/// of ten thousand equal rows stay well below it.
const BOMB_RATIO: u64 = 500;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What a packed file is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// XLSX.
    Workbook,
    /// ODS.
    OpenDocument,
}

pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP)
}

pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
}

/// Why a compound file is not taken.
pub(super) fn why_not_compound(bytes: &[u8]) -> Refusal {
    let name: Vec<u8> = ENCRYPTED_STREAM
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        Refusal::PasswordProtected
    } else {
        Refusal::NotATable
    }
}

/// Opens an archive that was inspected.
///
/// # Errors
/// It is broken.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    ZipArchive::new(Cursor::new(bytes)).map_err(refusal)
}

/// Unpacks every part of an archive and says what the archive is.
///
/// # Errors
/// It is something else, broken, encrypted, too large when unpacked, says another
/// size of a part than it has, or defines XML entities.
pub(super) fn inspect(bytes: &[u8], limits: &Limits) -> Result<Kind, Refusal> {
    let mut archive = open(bytes)?;
    if archive.len() > limits.parts {
        return Err(Refusal::TooMuchPacked);
    }
    let kind = kind(&mut archive)?;
    unpack_all(&mut archive, limits)?;
    Ok(kind)
}

/// What there is to know of an archive that is no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The names of its parts, in lower case.
    pub names: Vec<String>,
    /// What an OpenDocument file says that it is; empty for others.
    pub mimetype: String,
    /// Whether nothing stands before or after it in its file.
    pub is_whole: bool,
}

/// Unpacks every part of any archive.
///
/// # Errors
/// As [`inspect`], but for what the archive is.
pub fn unpacked(bytes: &[u8], limits: &Limits) -> Result<Packed, Refusal> {
    let mut archive = open(bytes)?;
    if archive.len() > limits.parts {
        return Err(Refusal::TooMuchPacked);
    }
    let names = names(&archive);
    let mut mimetype = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        let read = part.take(200).read_to_string(&mut mimetype);
        read.map_err(|_| Refusal::Unreadable)?;
    }
    unpack_all(&mut archive, limits)?;
    Ok(Packed {
        names,
        mimetype,
        is_whole: archive.offset() == 0 && archive.comment().is_empty(),
    })
}

/// Whether a file that begins as something else can be opened as an archive, too.
pub fn ends_as_archive(bytes: &[u8]) -> bool {
    open(bytes).is_ok()
}

/// Whether a compound file holds an encrypted document.
pub fn is_encrypted(bytes: &[u8]) -> bool {
    why_not_compound(bytes) == Refusal::PasswordProtected
}

fn names(archive: &Archive<'_>) -> Vec<String> {
    archive
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.to_ascii_lowercase())
        .collect()
}

fn unpack_all(archive: &mut Archive<'_>, limits: &Limits) -> Result<(), Refusal> {
    let mut left = limits.unpacked_bytes as u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(refusal)?;
        left -= unpack(part, left)?;
    }
    Ok(())
}

fn kind(archive: &mut Archive<'_>) -> Result<Kind, Refusal> {
    if let Ok(part) = archive.by_name("mimetype") {
        let mut mimetype = Vec::new();
        let read = part
            .take(ODS_MIMETYPE.len() as u64)
            .read_to_end(&mut mimetype);
        read.map_err(|_| Refusal::Unreadable)?;
        if mimetype == ODS_MIMETYPE {
            return Ok(Kind::OpenDocument);
        }
    }
    let names = names(archive);
    let has_types = names.iter().any(|name| name == "[content_types].xml");
    if has_types && names.iter().any(|name| name.ends_with("workbook.xml")) {
        Ok(Kind::Workbook)
    } else {
        Err(Refusal::NotATable)
    }
}

/// Unpacks a part and says how large it is.
fn unpack(mut part: ZipFile<'_, Cursor<&[u8]>>, left: u64) -> Result<u64, Refusal> {
    let name = part.name().map_err(refusal)?.to_ascii_lowercase();
    let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
    let is_manifest = name.eq_ignore_ascii_case(ODS_MANIFEST);
    let declared = part.size();
    let bomb = BOMB_BYTES.max(part.compressed_size().saturating_mul(BOMB_RATIO));
    let mut entities = Needle::of("<!DOCTYPE");
    let mut encryption = Needle::of("encryption-data");

    let mut buffer = [0; 16 * 1024];
    let mut size = 0;
    loop {
        let read = part.read(&mut buffer).map_err(|_| Refusal::Unreadable)?;
        let Some(unpacked) = buffer.get(..read).filter(|unpacked| !unpacked.is_empty()) else {
            // Readers make room for what a part is said to be.
            return if size == declared {
                Ok(size)
            } else {
                Err(Refusal::Unreadable)
            };
        };
        size += unpacked.len() as u64;
        if size > left || size > bomb {
            return Err(Refusal::TooMuchPacked);
        }
        if is_manifest && encryption.is_in(unpacked) {
            return Err(Refusal::PasswordProtected);
        }
        if is_xml && entities.is_in(unpacked) {
            return Err(Refusal::Unreadable);
        }
    }
}

pub(super) fn refusal(error: ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Refusal::PasswordProtected
        }
        _ => Refusal::Unreadable,
    }
}

/// A word looked for in text that comes in pieces. Its first letter must not be
/// in it again.
struct Needle {
    word: &'static [u8],
    matched: usize,
}

impl Needle {
    fn of(word: &'static str) -> Self {
        Self {
            word: word.as_bytes(),
            matched: 0,
        }
    }

    /// Whether the word has come to its end in this piece. NUL is passed over:
    /// without it, UTF-16 reads like ASCII.
    fn is_in(&mut self, piece: &[u8]) -> bool {
        for byte in piece.iter().filter(|byte| **byte != 0) {
            let goes_on = |at: usize| {
                let letter = self.word.get(at);
                letter.is_some_and(|letter| letter.eq_ignore_ascii_case(byte))
            };
            self.matched = if goes_on(self.matched) {
                self.matched + 1
            } else {
                usize::from(goes_on(0))
            };
            if self.matched == self.word.len() {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_across_pieces_and_in_utf_16() {
        let found = |pieces: &[&str]| {
            let mut needle = Needle::of("<!DOCTYPE");
            pieces.iter().any(|piece| needle.is_in(piece.as_bytes()))
        };
        assert!(found(&["<?xml?><!DOC", "TYPE x>"]));
        assert!(found(&["<<!doctype"]));
        assert!(found(&["\0<\0!\0D\0O\0C\0T\0Y\0P\0E"]));
        assert!(!found(&["<!DOC", "<TYPE"]));
    }

    #[test]
    fn a_compound_file_is_encrypted_or_old() {
        let with = |name: &str| {
            let name = name.encode_utf16().flat_map(u16::to_le_bytes);
            COMPOUND.iter().copied().chain(name).collect::<Vec<u8>>()
        };
        assert!(is_compound(&with("")));
        assert_eq!(
            why_not_compound(&with("EncryptedPackage")),
            Refusal::PasswordProtected
        );
        assert_eq!(why_not_compound(&with("Workbook")), Refusal::NotATable);
    }
}
