//! XML read event by event: a text, a tag, a comment. A reader keeps each of them
//! in memory as a whole, so none may be long.

use std::io::{self, BufRead, Read};

use quick_xml::{Reader, events::Event};

use super::Refusal;

/// How long one event may be, in bytes. The longest text that Excel takes has
/// 32,767 letters.
pub(super) const LONGEST: usize = 1024 * 1024;

/// Reads XML from a part of an archive.
pub(super) type XmlReader<R> = Reader<Bounded<R>>;

/// Begins to read a part.
pub(super) fn reader<R: BufRead>(part: R) -> XmlReader<R> {
    Reader::from_reader(Bounded {
        part,
        left: LONGEST,
    })
}

/// The next event, which is kept in `buffer`.
///
/// # Errors
/// It is longer than [`LONGEST`], or what stands there is no XML.
pub(super) fn next<'b>(
    xml: &mut XmlReader<impl BufRead>,
    buffer: &'b mut Vec<u8>,
) -> Result<Event<'b>, Refusal> {
    buffer.clear();
    xml.get_mut().left = LONGEST;
    xml.read_event_into(buffer)
        .map_err(|_| match xml.get_ref().left {
            0 => Refusal::TooMuchPacked,
            _ => Refusal::Unreadable,
        })
}

/// Gives no more than is left of it.
pub(super) struct Bounded<R> {
    part: R,
    left: usize,
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let filled = self.part.fill_buf()?;
        if self.left == 0 && !filled.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(filled.get(..self.left).unwrap_or(filled))
    }

    fn consume(&mut self, amount: usize) {
        self.part.consume(amount);
        self.left = self.left.saturating_sub(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(buffer)?;
        self.consume(amount);
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Result<usize, Refusal> {
        let mut xml = reader(xml.as_bytes());
        let mut buffer = Vec::new();
        let mut events = 0;
        while next(&mut xml, &mut buffer)? != Event::Eof {
            events += 1;
        }
        Ok(events)
    }

    #[test]
    fn texts_tags_and_comments_that_are_long_are_refused() {
        let long = "x".repeat(LONGEST);
        for xml in [
            format!("<a>{long}</a>"),
            format!("<a b='{long}'/>"),
            format!("<!--{long}-->"),
            format!("<![CDATA[{long}"),
        ] {
            assert_eq!(read(&xml), Err(Refusal::TooMuchPacked));
        }
        let half = "x".repeat(LONGEST / 2);
        assert_eq!(read(&format!("<a>{half}<b/>{half}</a>{half}")), Ok(6));
        assert_eq!(read("<a"), Err(Refusal::Unreadable));
    }
}
