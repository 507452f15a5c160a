//! A mail server for tests: takes what it is sent, or says no in the way it is
//! told to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the server does with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Takes,
    /// Says "not now" to the address.
    Busy,
    /// Says "never" to the address.
    Refuses,
    /// Hangs up in the middle.
    HangsUp,
}

/// The running server.
pub struct MailServer {
    pub url: String,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Starts one that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            moods: Arc::default(),
            taken: Arc::default(),
        };
        let (moods, taken) = (Arc::clone(&server.moods), Arc::clone(&server.taken));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (moods, taken) = (Arc::clone(&moods), Arc::clone(&taken));
                tokio::spawn(async move { serve(stream, &moods, &taken).await });
            }
        });
        server
    }

    /// What it does with the next mails, one after the other, before it takes all.
    pub fn will(&self, moods: &[Mood]) {
        self.moods.lock().unwrap().extend(moods);
    }

    /// Everything it took, as it came.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

async fn serve(
    stream: TcpStream,
    moods: &Mutex<VecDeque<Mood>>,
    taken: &Mutex<Vec<String>>,
) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 test\r\n").await.ok()?;
    loop {
        let line = lines.next_line().await.ok()??;
        let verb: String = line.chars().take(4).collect::<String>().to_uppercase();
        let answer = match verb.as_str() {
            "EHLO" | "HELO" => "250 test",
            "RCPT" => {
                let mood = moods.lock().unwrap().pop_front();
                match mood.unwrap_or(Mood::Takes) {
                    Mood::Takes => "250 ok",
                    Mood::Busy => "451 4.3.0 try again later",
                    Mood::Refuses => "550 5.1.1 there is no such address",
                    Mood::HangsUp => return None,
                }
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut mail = String::new();
                loop {
                    let line = lines.next_line().await.ok()??;
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push_str("\r\n");
                }
                taken.lock().unwrap().push(mail);
                "250 taken"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => "250 ok",
        };
        writer
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .ok()?;
    }
}
