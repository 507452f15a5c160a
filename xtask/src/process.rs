//! Other programs: started in a process group of their own, and stopped with
//! us. A signal that we get goes on to every group that is still running, so
//! that nobody has to look for a left-over compiler, server or browser.

use std::{
    fmt,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
static RECEIVED: AtomicI32 = AtomicI32::new(0);

/// Somebody pressed Ctrl-C, or asked this program to stop in another way.
#[derive(Debug)]
pub struct Interrupted {
    signal: i32,
}

impl Interrupted {
    /// The exit code that shells give to a program ended by this signal.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::try_from(128 + self.signal).unwrap_or(u8::MAX))
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stopped by signal {}", self.signal)
    }
}

impl std::error::Error for Interrupted {}

/// From here on SIGINT, SIGTERM and SIGHUP stop our children; we then end by
/// returning, so that what we made is also removed.
pub fn forward_signals() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("listening for Ctrl-C")?;
    thread::spawn(move || {
        for received in signals.forever() {
            // The groups are locked first: a child started meanwhile either
            // stands in the list already or sees the number when it is added.
            let groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
            RECEIVED.store(received, Ordering::SeqCst);
            for group in groups.iter() {
                send(*group, received);
            }
        }
    });
    Ok(())
}

/// An error as soon as somebody asked us to stop.
pub fn check_interrupted() -> Result<()> {
    match RECEIVED.load(Ordering::SeqCst) {
        0 => Ok(()),
        signal => Err(anyhow!(Interrupted { signal })),
    }
}

fn send(group: Pid, signal: i32) {
    if let Some(signal) = Signal::from_named_raw(signal) {
        // A group that has just ended cannot be signalled, and need not be.
        let _ = kill_process_group(group, signal);
    }
}

/// A program that is running, with everything that it starts.
pub struct Running {
    child: Child,
    group: Pid,
    what: String,
}

impl Running {
    /// Starts `command`. It reads nothing from the keyboard.
    pub fn start(command: &mut Command) -> Result<Self> {
        let what = command.get_program().to_string_lossy().into_owned();
        let mut groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
        check_interrupted()?;
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {what}"))?;
        let group = Pid::from_child(&child);
        groups.push(group);
        Ok(Self { child, group, what })
    }

    /// Waits for the end. An error if we were asked to stop meanwhile.
    pub fn wait(mut self) -> Result<ExitStatus> {
        let status = self.child.wait();
        let status = status.with_context(|| format!("waiting for {}", self.what))?;
        check_interrupted()?;
        Ok(status)
    }

    /// The number the system knows it by.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, or `None` while it runs.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Asks the program to stop, and insists after five seconds.
    pub fn stop(mut self) -> Result<()> {
        send(self.group, SIGTERM);
        let patience = Instant::now() + Duration::from_secs(5);
        while self.ended()?.is_none() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = kill_process_group(self.group, Signal::KILL);
            let _ = self.child.wait();
        }
        let mut groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
        groups.retain(|group| *group != self.group);
    }
}

/// Runs `command` to its end with its output shown.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    Running::start(command)?.wait()
}

/// Runs `command` with its output shown; an error unless it succeeds.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("{} ({status})", shown(command));
    }
    Ok(())
}

/// Runs `command`, shows its standard output line by line and gives each line
/// to `read` as well.
pub fn run_reading(command: &mut Command, mut read: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut running = Running::start(command.stdout(Stdio::piped()))?;
    let output = running.child.stdout.take().context("no output to read")?;
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        // A closed terminal must not end the tests.
        let _ = std::io::stdout().write_all(&line);
        read(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    running.wait()
}

/// What `command` prints, or `None` if it cannot be started or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// A port for a program to listen on, free at this moment.
pub fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

/// Becomes `command`: its Ctrl-C and its exit code are then ours.
pub fn become_program(command: &mut Command) -> Result<ExitCode> {
    check_interrupted()?;
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start {}", shown(command)))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
