//! The real program in a process of its own, and a client that speaks to it
//! over a socket, one connection for each request.

use std::{
    fs::File,
    io::{Error, ErrorKind},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use app::actions::types::Way;
use app::ids::PersonId;
use server::{
    audit::Actor,
    clock::{Clock, Random},
    db::Db,
    sessions::store::{self as sessions, NewSession},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::eventually;

/// The portal as a process, which ends with the test.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Running {
    /// Starts the program on a database and waits until it answers.
    pub async fn start(database_url: &str) -> Self {
        Self::start_with(database_url, &[]).await
    }

    /// Starts it with papers in a folder that outlives it.
    pub async fn start_with_papers(database_url: &str, papers: &Path) -> Self {
        let papers = papers.to_str().unwrap();
        Self::start_with(database_url, &["--papers", papers]).await
    }

    async fn start_with(database_url: &str, more: &[&str]) -> Self {
        // Another program may take the free port first; then try another one.
        for _ in 0..5 {
            let mut running = Self::launch(database_url, more).await;
            let wire = Wire::to(running.address, "");
            let up = eventually(async || {
                if running.child.try_wait().unwrap().is_some() {
                    return Some(false);
                }
                let answer = wire.get("/health/ready").await.ok()?;
                (answer.status == 200).then_some(true)
            })
            .await;
            if up {
                return running;
            }
            assert!(
                running.log().contains("cannot be listened on"),
                "{}",
                running.log()
            );
        }
        panic!("no free port was left free");
    }

    async fn launch(database_url: &str, more: &[&str]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let folder = tempfile::tempdir().unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let child = portal(&[
            "serve",
            "--demo",
            "--listen",
            &address.to_string(),
            "--base-url",
            &format!("http://{address}"),
            "--database-url",
            database_url,
        ])
        .args(more)
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap();
        Self {
            child,
            address,
            folder,
        }
    }

    /// Everything the program wrote.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Ends the process as loss of power would, for the process.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to stop.
    pub fn terminate(&self) {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(asked.success());
    }

    /// How the process ended.
    pub async fn ended(&mut self) -> ExitStatus {
        eventually(async || self.child.try_wait().unwrap()).await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with these arguments and an empty environment.
pub fn portal(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

/// A session of a person, made before the program runs.
pub async fn sign_in(db: &Db, person: PersonId) -> String {
    let tx = db.begin().await.unwrap();
    let actor = Actor {
        person: Some(person),
        name: "test".to_owned(),
        way: Way::Page,
    };
    let new = NewSession {
        person,
        provider_id: server::portal::DEMONSTRATION,
        id_token: "canary-id-token",
        browser: "Test",
    };
    let now = Clock::system().now();
    let secret = sessions::start(&tx, &Random::system(), &actor, now, &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    secret
}

/// A client with one cookie.
#[derive(Clone)]
pub struct Wire {
    address: SocketAddr,
    session: String,
}

/// A whole answer; one that was cut off is an error instead.
#[derive(Debug)]
pub struct WireAnswer {
    pub status: u16,
    pub body: String,
}

impl Wire {
    pub fn to(address: SocketAddr, session: &str) -> Self {
        Self {
            address,
            session: session.to_owned(),
        }
    }

    pub async fn get(&self, path: &str) -> std::io::Result<WireAnswer> {
        let mut stream = self.open(&self.head("GET", path, "")).await?;
        read_answer(&mut stream).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> std::io::Result<WireAnswer> {
        let body = encoded(fields);
        let request = self.post_head(path, body.len(), "") + &body;
        let mut stream = self.open(&request).await?;
        read_answer(&mut stream).await
    }

    /// A connection on which this was sent.
    pub async fn open(&self, request: &str) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(request.as_bytes()).await?;
        Ok(stream)
    }

    /// The head of a POST whose body is to follow.
    pub fn post_head(&self, path: &str, length: usize, more: &str) -> String {
        self.head(
            "POST",
            path,
            &format!(
                "content-type: application/x-www-form-urlencoded\r\n\
                 content-length: {length}\r\nsec-fetch-site: same-origin\r\n{more}"
            ),
        )
    }

    /// The head of a GET of a stream, or of a page.
    pub fn get_head(&self, path: &str) -> String {
        self.head("GET", path, "")
    }

    fn head(&self, method: &str, path: &str, more: &str) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: fjb={}\r\nconnection: close\r\n{more}\r\n",
            self.address, self.session
        )
    }
}

/// Fields as a form sends them.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Reads to the end of the connection and makes sure that nothing is missing.
pub async fn read_answer(stream: &mut TcpStream) -> std::io::Result<WireAnswer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let text = text
        .strip_prefix("HTTP/1.1 100 Continue\r\n\r\n")
        .unwrap_or(&text);
    let cut_off = || Error::from(ErrorKind::UnexpectedEof);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut_off)?;
    let status = head
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .ok_or_else(cut_off)?;
    let head = head.to_lowercase();
    let length: Option<usize> = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|length| length.parse().ok());
    let whole = match length {
        Some(length) => body.len() == length,
        None if head.contains("transfer-encoding: chunked") => body.ends_with("0\r\n\r\n"),
        None => true,
    };
    if !whole {
        return Err(cut_off());
    }
    Ok(WireAnswer {
        status,
        body: body.to_owned(),
    })
}
