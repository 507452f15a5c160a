//! Says what is being done, and how long it took.

use std::time::{Duration, Instant};

use anyhow::Result;

/// How a step ended.
#[derive(Clone, Copy)]
pub enum Outcome {
    Done,
    /// The inputs are those of last time, so the outputs were left alone.
    Unchanged,
}

/// Counts steps of a known number: `[2/6] Building the browser part …`.
pub struct Progress {
    step: usize,
    steps: usize,
}

impl Progress {
    pub fn of(steps: usize) -> Self {
        Self { step: 0, steps }
    }

    /// Announces `what`, does `work`, and says how long it took.
    pub fn step(&mut self, what: &str, work: impl FnOnce() -> Result<Outcome>) -> Result<()> {
        self.step += 1;
        println!("[{}/{}] {what} …", self.step, self.steps);
        let start = Instant::now();
        let outcome = work()?;
        let time = seconds(start.elapsed());
        match outcome {
            Outcome::Done => println!("      {time}"),
            Outcome::Unchanged => println!("      {time}, unchanged"),
        }
        Ok(())
    }
}

/// `14.2 s`
pub fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
