//! A server that is measured, and what it uses.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::client::{PLAIN, Visitor};
use crate::process::{self, Running};

/// Long enough for a start that loads the demonstration data.
const START: Duration = Duration::from_secs(120);

/// Small against the start-up time that is measured with it.
const LOOK_EVERY: Duration = Duration::from_millis(2);

pub struct Server {
    pub address: SocketAddr,
    /// From its start until it said that it is ready.
    pub start_up: Duration,
    running: Running,
    /// Where its log goes: a deployed server writes one, too.
    log: PathBuf,
}

impl Server {
    /// Starts `command` and waits until `path` is answered with 200.
    pub fn start(
        command: &mut Command,
        address: SocketAddr,
        path: &str,
        log: PathBuf,
    ) -> Result<Self> {
        let output = File::create(&log)?;
        command
            .stdout(output.try_clone()?)
            .stderr(Stdio::from(output));
        let start = Instant::now();
        let mut server = Self {
            address,
            start_up: Duration::ZERO,
            running: Running::start(command)?,
            log,
        };
        let mut visitor = Visitor::new(address);
        let request = visitor.get(path, PLAIN);
        while !visitor
            .fetch(&request)
            .is_ok_and(|answer| answer.status == 200)
        {
            process::check_interrupted()?;
            if server.running.ended()?.is_some() || start.elapsed() > START {
                bail!("the server did not start:\n{}", tail(&server.log));
            }
            thread::sleep(LOOK_EVERY);
        }
        server.start_up = start.elapsed();
        Ok(server)
    }

    pub fn stop(self) -> Result<()> {
        self.running.stop()
    }

    /// What it has computed since its start, in user and system mode.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(self.proc("stat"))?;
        cpu_ticks(&stat)
            .map(|ticks| {
                let a_second = rustix::param::clock_ticks_per_second();
                Duration::from_secs_f64(ticks as f64 / a_second as f64)
            })
            .context("an odd /proc/…/stat")
    }

    /// A line of `/proc/…/status` that counts kilobytes, in bytes.
    pub fn memory(&self, line: &str) -> Result<u64> {
        let status = fs::read_to_string(self.proc("status"))?;
        kilobytes(&status, line)
            .map(|kilobytes| kilobytes * 1_024)
            .with_context(|| format!("no {line} in /proc/…/status"))
    }

    fn proc(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{file}", self.running.id()))
    }
}

/// Fields 14 and 15 of `/proc/…/stat`, counted behind the name, which may hold
/// anything (proc(5)).
fn cpu_ticks(stat: &str) -> Option<u64> {
    let (_, behind) = stat.rsplit_once(')')?;
    let mut fields = behind.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(ticks()? + ticks()?)
}

fn kilobytes(status: &str, line: &str) -> Option<u64> {
    let value = status
        .lines()
        .find_map(|candidate| candidate.strip_prefix(line)?.strip_prefix(':'))?;
    value.split_whitespace().next()?.parse().ok()
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(20);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_read_as_it_writes() {
        let stat = "77 (a ) name) S 1 77 77 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 3 0 9 1 1";
        assert_eq!(cpu_ticks(stat), Some(300));
        let status = "Name:\tportal\nVmHWM:\t   40960 kB\nVmRSS:\t  1024 kB\n";
        assert_eq!(kilobytes(status, "VmHWM"), Some(40_960));
        assert_eq!(kilobytes(status, "Vm"), None);
    }
}
