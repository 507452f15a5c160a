//! Time and identifiers come in from outside, so that tests can hold them still.

use std::sync::{Arc, Mutex, PoisonError};

use app::wording;
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use uuid::Uuid;

/// The only source of the present moment.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that asks the machine"
        )]
        Self(Arc::new(Utc::now))
    }

    /// A clock that shows whatever the function says.
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Now, in UTC, cut to microseconds: PostgreSQL keeps no more, so a value
    /// read back equals the one written on both databases.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)().trunc_subsecs(6)
    }

    /// Today in the United Kingdom.
    pub fn today(&self) -> NaiveDate {
        wording::uk_day(self.now())
    }
}

/// The only source of randomness: keys of rows and secrets of sessions.
#[derive(Clone)]
pub struct Random(Arc<Mutex<StdRng>>);

impl Random {
    /// Seeded by the operating system.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())))
    }

    /// The same sequence for the same seed, for demonstration data and tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A version 7 identifier for something that happens at this moment.
    pub fn id(&self, at: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// 256 unguessable bits, written in URL-safe letters.
    pub fn secret(&self) -> String {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    fn bytes<const N: usize>(&self) -> [u8; N] {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .random()
    }
}
