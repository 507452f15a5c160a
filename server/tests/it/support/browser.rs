//! A browser: keeps cookies, follows redirects, and sends the forms it finds in
//! a page, so that a field whose name differs between view and handler fails.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt;

/// A browser without scripts.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The address the answer is from, after redirects.
    pub path: String,
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self {
            router,
            cookies: BTreeMap::new(),
        }
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Follows redirects within the portal, as a browser would.
    pub async fn get(&mut self, path: &str) -> Answer {
        let mut answer = self.fetch(path).await;
        for _ in 0..10 {
            let Some(next) = answer.location() else {
                return answer;
            };
            answer = self.fetch(&next).await;
        }
        panic!("{path} redirects for ever");
    }

    /// One GET, redirects not followed.
    pub async fn fetch(&mut self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }

    /// One POST of fields from a page of the portal, redirects not followed.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (kind, body) = encoded(path, fields);
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// One POST of fields and a file, redirects not followed.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        file: &[u8],
    ) -> Answer {
        let (kind, body) = in_parts(fields, Some((name, file)));
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Fills in the form of a page that has a button with this text, and sends
    /// it. Fields that are not named keep what the page put in them.
    pub async fn submit(&mut self, page: &Answer, button: &str, fields: &[(&str, &str)]) -> Answer {
        let (method, action, mut filled) = page.form(button);
        for (name, value) in fields {
            assert!(
                page.has_field(button, name),
                "the form with the button {button:?} has no field {name:?}"
            );
            filled.retain(|(known, _)| known != name);
            filled.push(((*name).to_owned(), (*value).to_owned()));
        }
        let pairs: Vec<(&str, &str)> = filled
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let action = if action.is_empty() {
            page.path.clone()
        } else {
            action
        };
        if method == "get" {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish();
            self.get(&format!("{action}?{query}")).await
        } else {
            self.post(&action, &pairs).await
        }
    }

    /// After a post that succeeded: the page it leads to.
    pub async fn follow(&mut self, answer: &Answer) -> Answer {
        let next = answer
            .location()
            .unwrap_or_else(|| panic!("{} is no redirect: {}", answer.status, answer.body));
        self.get(&next).await
    }

    /// A request with this browser's cookies, from 192.0.2.1.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ");
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000")
            .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 40_000))));
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        request
    }

    /// Sends a request and keeps the cookies that come back.
    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        self.received(request).await.0
    }

    /// Fetches an address, and what it answers as it is.
    pub async fn download(&mut self, address: &str) -> (Answer, Vec<u8>) {
        let request = self.request(Method::GET, address).body(Body::empty());
        self.received(request.unwrap()).await
    }

    async fn received(&mut self, request: Request<Body>) -> (Answer, Vec<u8>) {
        let path = request
            .uri()
            .path_and_query()
            .map_or_else(String::new, ToString::to_string);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let streams = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let bytes = if streams {
            // A stream has no end; that it began is what these tests look at.
            Vec::new()
        } else {
            to_bytes(body, usize::MAX).await.unwrap().to_vec()
        };
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body,
            path,
        };
        (answer, bytes)
    }
}

impl Answer {
    /// Where a redirect leads, as a path of the portal.
    pub fn location(&self) -> Option<String> {
        let location = self.headers.get(header::LOCATION)?.to_str().unwrap();
        Some(
            location
                .strip_prefix("http://127.0.0.1:3000")
                .unwrap_or(location)
                .to_owned(),
        )
    }

    /// The page as a tree.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The text of everything a selector finds, white space folded.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        self.html().select(&selector).map(text).collect()
    }

    /// The only heading of the first level.
    pub fn heading(&self) -> String {
        let headings = self.texts("h1");
        assert_eq!(headings.len(), 1, "{headings:?}");
        headings.into_iter().next().unwrap()
    }

    /// The title in the browser's tab.
    pub fn title(&self) -> String {
        self.texts("title").into_iter().next().unwrap_or_default()
    }

    /// Where the links of the page lead, in reading order.
    pub fn links(&self) -> Vec<String> {
        let links = Selector::parse("a[href]").unwrap();
        self.html()
            .select(&links)
            .filter_map(|link| link.value().attr("href").map(str::to_owned))
            .collect()
    }

    fn form(&self, button: &str) -> (String, String, Vec<(String, String)>) {
        let html = self.html();
        let form = find_form(&html, button);
        let attribute = |name: &str| form.value().attr(name).unwrap_or("").to_owned();
        let mut filled = filled_in(form);
        // The button that is pressed is sent, too, and may lead elsewhere.
        let pressed = pressed(form, button).value();
        if let (Some(name), Some(value)) = (pressed.attr("name"), pressed.attr("value")) {
            filled.push((name.to_owned(), value.to_owned()));
        }
        let action = pressed
            .attr("formaction")
            .map_or_else(|| attribute("action"), str::to_owned);
        (attribute("method"), action, filled)
    }

    fn has_field(&self, button: &str, name: &str) -> bool {
        let html = self.html();
        let form = find_form(&html, button);
        let fields = Selector::parse("input, textarea, select").unwrap();
        form.select(&fields)
            .any(|field| field.value().attr("name") == Some(name))
    }
}

/// The type and body of a form as a browser sends it to an address: where files
/// are taken, in parts, and the field of that name is the file.
pub fn encoded(path: &str, fields: &[(&str, &str)]) -> (&'static str, Vec<u8>) {
    let path = path.split('?').next().unwrap_or_default();
    if !server::imports::takes_a_file(path)
        && !server::papers::takes_a_file(path)
        && !server::performance::takes_a_file(path)
    {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        return ("application/x-www-form-urlencoded", body.into_bytes());
    }
    let is_file = |(name, _): &&(&str, &str)| *name == "file";
    let file = fields.iter().find(is_file);
    let others: Vec<(&str, &str)> = fields
        .iter()
        .filter(|field| !is_file(field))
        .copied()
        .collect();
    in_parts(
        &others,
        file.map(|(_, content)| {
            // Where nobody selected a file, browsers send one without a name.
            let name = if content.is_empty() {
                ""
            } else {
                "members.csv"
            };
            (name, content.as_bytes())
        }),
    )
}

const BOUNDARY: &str = "between-the-parts-of-a-form-7f1c";

/// The type and body of a form in parts, its file last.
pub fn in_parts(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> (&'static str, Vec<u8>) {
    let quoted = |name: &str| {
        name.replace('"', "%22")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n",
            quoted(name)
        );
        body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
    }
    if let Some((name, content)) = file {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            quoted(name)
        );
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    (
        "multipart/form-data; boundary=between-the-parts-of-a-form-7f1c",
        body,
    )
}

fn find_form<'a>(html: &'a Html, button: &str) -> ElementRef<'a> {
    let forms = Selector::parse("form").unwrap();
    let buttons = Selector::parse("button").unwrap();
    html.select(&forms)
        .find(|form| form.select(&buttons).any(|found| text(found) == button))
        .unwrap_or_else(|| panic!("no form with the button {button:?}"))
}

fn pressed<'a>(form: ElementRef<'a>, button: &str) -> ElementRef<'a> {
    let buttons = Selector::parse("button").unwrap();
    form.select(&buttons)
        .find(|found| text(*found) == button)
        .unwrap()
}

/// What a browser would send if nothing were changed.
fn filled_in(form: ElementRef<'_>) -> Vec<(String, String)> {
    let fields = Selector::parse("input, textarea, select").unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    let mut filled = Vec::new();
    for field in form.select(&fields) {
        let attribute = |name: &str| field.value().attr(name);
        let Some(name) = attribute("name") else {
            continue;
        };
        let value = match (field.value().name(), attribute("type")) {
            ("textarea", _) => Some(field.text().collect()),
            ("select", _) => field
                .select(&chosen)
                .next()
                .map(|option| option.value().attr("value").unwrap_or("").to_owned()),
            (_, Some("submit")) => None,
            (_, Some("radio" | "checkbox")) => {
                attribute("checked").map(|_| attribute("value").unwrap_or("on").to_owned())
            }
            _ => Some(attribute("value").unwrap_or("").to_owned()),
        };
        filled.extend(value.map(|value| (name.to_owned(), value)));
    }
    filled
}

fn text(element: ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
