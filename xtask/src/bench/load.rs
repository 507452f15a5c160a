//! Many requests at once, bounded in number and in time.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::client::{Answer, Connection};
use crate::process;

/// How much, and for how long at most.
#[derive(Clone, Copy)]
pub struct Amount {
    pub requests: usize,
    pub time: Duration,
}

/// Who sends: one for each connection.
pub trait Sender: Send {
    fn request(&mut self) -> Vec<u8>;
    /// Whether the answer is the one that was wanted.
    fn accepts(&mut self, answer: &Answer) -> bool;
}

/// The same page again and again.
#[derive(Clone)]
pub struct Reader(pub Vec<u8>);

impl Sender for Reader {
    fn request(&mut self) -> Vec<u8> {
        self.0.clone()
    }

    fn accepts(&mut self, answer: &Answer) -> bool {
        answer.status == 200
    }
}

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    /// Of answers that were wanted, in order of length once it is over.
    pub latencies: Vec<Duration>,
    pub errors: usize,
    pub elapsed: Duration,
}

impl Outcome {
    pub fn requests(&self) -> usize {
        self.latencies.len() + self.errors
    }

    pub fn a_second(&self) -> f64 {
        self.requests() as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    /// The time that so many of a hundred answers kept.
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.latencies.len() * percent).div_ceil(100);
        let place = rank.saturating_sub(1);
        self.latencies.get(place).copied().unwrap_or_default()
    }
}

/// Sends through one connection for each of `senders`, all at once.
///
/// # Errors
/// Somebody asked us to stop.
pub fn run<S: Sender>(address: SocketAddr, amount: Amount, senders: &mut [S]) -> Result<Outcome> {
    let taken = AtomicUsize::new(0);
    let start = Instant::now();
    let goes_on = || {
        start.elapsed() < amount.time
            && process::check_interrupted().is_ok()
            && taken.fetch_add(1, Ordering::Relaxed) < amount.requests
    };
    let parts: Vec<Outcome> = thread::scope(|scope| {
        let threads: Vec<_> = senders
            .iter_mut()
            .map(|sender| scope.spawn(|| send(address, sender, &goes_on)))
            .collect();
        // A thread that panicked has sent nothing that counts.
        threads
            .into_iter()
            .flat_map(|thread| thread.join())
            .collect()
    });
    process::check_interrupted()?;
    let mut all = Outcome {
        elapsed: start.elapsed(),
        ..Outcome::default()
    };
    for part in parts {
        all.latencies.extend(part.latencies);
        all.errors += part.errors;
    }
    all.latencies.sort_unstable();
    Ok(all)
}

fn send(address: SocketAddr, sender: &mut impl Sender, goes_on: &impl Fn() -> bool) -> Outcome {
    let mut outcome = Outcome::default();
    let mut connection = None;
    while goes_on() {
        let request = sender.request();
        let start = Instant::now();
        let answer = match connection.take() {
            Some(open) => Ok(open),
            None => Connection::open(address),
        }
        .and_then(|mut open| Ok((open.exchange(&request)?, open)));
        match answer {
            Ok((answer, open)) if sender.accepts(&answer) => {
                outcome.latencies.push(start.elapsed());
                connection = Some(open);
            }
            Ok((_, open)) => {
                outcome.errors += 1;
                connection = Some(open);
            }
            Err(_) => outcome.errors += 1,
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let outcome = |times: std::ops::RangeInclusive<u64>| Outcome {
            latencies: times.map(Duration::from_millis).collect(),
            ..Outcome::default()
        };
        let hundred = outcome(1..=100);
        assert_eq!(hundred.percentile(50), Duration::from_millis(50));
        assert_eq!(hundred.percentile(99), Duration::from_millis(99));
        assert_eq!(outcome(7..=7).percentile(95), Duration::from_millis(7));
        assert_eq!(Outcome::default().percentile(95), Duration::ZERO);
    }
}
