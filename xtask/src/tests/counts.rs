//! How many tests passed, failed and were skipped, read from what the test
//! programs report.

use std::{fmt, ops::AddAssign, process::ExitStatus};

use serde_json::Value;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    pub const PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    pub const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };
    pub const SKIPPED: Self = Self {
        passed: 0,
        failed: 0,
        skipped: 1,
    };

    /// One test, passed if the command succeeded.
    pub fn of_command(status: ExitStatus) -> Self {
        if status.success() {
            Self::PASSED
        } else {
            Self::FAILED
        }
    }

    /// A program that failed without naming a failed test (it did not compile,
    /// or it crashed) is a failure all the same.
    pub fn with_exit(mut self, status: ExitStatus) -> Self {
        if !status.success() && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// What one line of `cargo test` adds: nothing, unless it is the summary of a
/// test program, `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
pub fn of_libtest(line: &str) -> Counts {
    let Some((_, summary)) = line.split_once("test result: ") else {
        return Counts::default();
    };
    let number_of = |what: &str| {
        let words: Vec<&str> = summary
            .split([' ', ';', '.'])
            .filter(|word| !word.is_empty())
            .collect();
        words
            .windows(2)
            .find_map(|pair| match pair {
                [number, word] if *word == what => number.parse().ok(),
                _ => None,
            })
            .unwrap_or(0)
    };
    Counts {
        passed: number_of("passed"),
        failed: number_of("failed"),
        skipped: number_of("ignored"),
    }
}

/// What Playwright's JSON report adds. A journey that passed only at the second
/// attempt counts as failed: it says something about the portal or the test.
pub fn of_playwright(report: &str) -> Counts {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let number_of = |what| {
        report
            .pointer(&format!("/stats/{what}"))
            .and_then(Value::as_u64)
            .unwrap_or(0)
    };
    Counts {
        passed: number_of("expected"),
        failed: number_of("unexpected") + number_of("flaky"),
        skipped: number_of("skipped"),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn the_summary_of_a_test_program_is_counted() {
        let line = "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 7 filtered out; finished in 0.02s";
        assert_eq!(of_libtest(line), counts(12, 0, 3));
        let line = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s";
        assert_eq!(of_libtest(line), counts(1, 2, 0));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            of_libtest("test rules::tests::late_by_one_day ... ok"),
            Counts::default()
        );
        assert_eq!(of_libtest("running 12 tests"), Counts::default());
        assert_eq!(of_libtest("3 passed; 4 failed"), Counts::default());
    }

    #[test]
    fn playwright_counts_a_flaky_journey_as_failed() {
        let report = r#"{"suites": [], "stats": {"expected": 30, "unexpected": 1, "flaky": 2, "skipped": 4}}"#;
        assert_eq!(of_playwright(report), counts(30, 3, 4));
    }

    #[test]
    fn a_missing_report_counts_nothing() {
        assert_eq!(of_playwright(""), Counts::default());
    }

    #[test]
    fn a_crash_is_a_failure_even_if_no_test_is_named() {
        let (fine, crashed) = (ExitStatus::from_raw(0), ExitStatus::from_raw(101 << 8));
        assert_eq!(counts(5, 0, 0).with_exit(fine), counts(5, 0, 0));
        assert_eq!(counts(5, 0, 0).with_exit(crashed), counts(5, 1, 0));
        assert_eq!(counts(5, 2, 0).with_exit(crashed), counts(5, 2, 0));
    }

    #[test]
    fn the_last_line_reads_as_people_say_it() {
        let mut total = counts(400, 0, 1);
        total += counts(17, 0, 1);
        assert_eq!(total.to_string(), "417 passed, 0 failed, 2 skipped");
    }
}
