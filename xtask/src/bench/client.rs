//! As much of HTTP/1.1 as a visitor on the same machine needs.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// Longer than the server gives itself for an answer.
const PATIENCE: Duration = Duration::from_secs(40);

/// What browsers accept.
pub const COMPRESSED: &str = "gzip, deflate, br";
/// For pages that are to be read here.
pub const PLAIN: &str = "identity";

/// What came back. The body is as it was sent: still compressed.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    fn headers<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.as_str())
    }

    pub fn header<'a>(&'a self, wanted: &'a str) -> Option<&'a str> {
        self.headers(wanted).next()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One connection, kept open between requests.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).context("the server takes no connection")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::with_capacity(64 * 1024, stream)))
    }

    /// Sends a whole request and reads the whole answer.
    pub fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        self.0.get_mut().write_all(request)?;
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.with_context(|| format!("no answer of HTTP: {first:?}"))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            match line.split_once(": ") {
                Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
                None => break,
            }
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        answer.body = self.body(&answer)?;
        Ok(answer)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_owned())
    }

    fn body(&mut self, answer: &Answer) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let size = self.line()?;
                let size = u64::from_str_radix(&size, 16).context("an odd size of a chunk")?;
                (&mut self.0).take(size).read_to_end(&mut body)?;
                self.line()?;
                if size == 0 {
                    return Ok(body);
                }
            }
        }
        let length = answer
            .header("content-length")
            .map_or(Ok(0), str::parse)
            .context("an odd length")?;
        (&mut self.0).take(length).read_to_end(&mut body)?;
        if body.len() as u64 != length {
            bail!("the answer was cut off");
        }
        Ok(body)
    }
}

/// Somebody at a browser: keeps cookies.
#[derive(Clone)]
pub struct Visitor {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookies: BTreeMap::new(),
        }
    }

    /// A page to be read; an error unless it is there.
    pub fn read(&mut self, path: &str) -> Result<String> {
        let answer = self.fetch(&self.get(path, PLAIN))?;
        if answer.status != 200 {
            bail!("{path} was answered with {}", answer.status);
        }
        Ok(answer.text())
    }

    /// One answer, over a connection of its own.
    pub fn fetch(&mut self, request: &[u8]) -> Result<Answer> {
        let answer = Connection::open(self.address)?.exchange(request)?;
        for cookie in answer.headers("set-cookie") {
            let cookie = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = cookie.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }

    /// Follows redirects from `path` until something else comes back.
    pub fn follow(&mut self, path: &str) -> Result<Answer> {
        let origin = format!("http://{}", self.address);
        let mut path = path.to_owned();
        for _ in 0..10 {
            let answer = self.fetch(&self.get(&path, PLAIN))?;
            let Some(next) = answer.header("location") else {
                return Ok(answer);
            };
            path = next.strip_prefix(&origin).unwrap_or(next).to_owned();
        }
        bail!("{path} redirects for ever");
    }

    pub fn get(&self, path: &str, accept: &str) -> Vec<u8> {
        let mut request = self.head("GET", path, accept);
        request.push_str("\r\n");
        request.into_bytes()
    }

    /// A form of one of our own pages.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        let body = form_encoded(fields);
        let mut request = self.head("POST", path, COMPRESSED);
        // Writing to a String cannot fail.
        let _ = write!(
            request,
            "content-type: application/x-www-form-urlencoded\r\n\
             sec-fetch-site: same-origin\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        request.into_bytes()
    }

    fn head(&self, method: &str, path: &str, accept: &str) -> String {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\naccept-encoding: {accept}\r\n",
            self.address
        );
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            let _ = write!(head, "cookie: {}\r\n", cookies.join("; "));
        }
        head
    }
}

fn form_encoded(fields: &[(&str, &str)]) -> String {
    let mut encoded = String::new();
    for (name, value) in fields {
        if !encoded.is_empty() {
            encoded.push('&');
        }
        encoded.push_str(name);
        encoded.push('=');
        for byte in value.bytes() {
            match byte {
                b' ' => encoded.push('+'),
                b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
                byte if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
                byte => {
                    let _ = write!(encoded, "%{byte:02X}");
                }
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    #[test]
    fn a_form_is_sent_as_browsers_do() {
        assert_eq!(
            form_encoded(&[("status", "in_progress"), ("note", "a b & é")]),
            "status=in_progress&note=a+b+%26+%C3%A9"
        );
    }

    #[test]
    fn bodies_are_read_in_chunks_and_by_length() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            for answer in [
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
                "HTTP/1.1 303 See Other\r\nLocation: /next\r\ncontent-length: 2\r\n\r\nok",
            ] {
                let mut line = String::new();
                while line != "\r\n" {
                    line.clear();
                    reader.read_line(&mut line).unwrap();
                }
                reader.get_mut().write_all(answer.as_bytes()).unwrap();
            }
        });
        let mut connection = Connection::open(address).unwrap();
        let request = Visitor::new(address).get("/", PLAIN);
        let chunked = connection.exchange(&request).unwrap();
        assert_eq!(
            (chunked.status, chunked.text()),
            (200, "abc0123456789".into())
        );
        let sized = connection.exchange(&request).unwrap();
        assert_eq!(
            (sized.status, sized.header("location")),
            (303, Some("/next"))
        );
        assert_eq!(sized.body, b"ok");
        server.join().unwrap();
    }
}
