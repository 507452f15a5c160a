//! The figures as plain text.

use std::{fmt, thread, time::Duration};

use super::{
    Figures, Level, Measured, Site,
    visit::{self, Kind},
    weight::Weight,
    writers,
};

/// Everything that was measured.
pub struct Report<'a> {
    pub sites: &'a [Site],
    pub figures: &'a [Figures],
    pub weights: &'a [(Kind, Weight)],
    /// The test with the table of statements; empty where there is none.
    pub statements: &'a str,
    pub scale: u32,
    pub quick: bool,
}

const TIMES_HAND_WRITTEN: f64 = 4.0;
const GROWTH: f64 = 1.5;
const FIRST_VISIT_KB: f64 = 75.0;
const MEMORY_MB: f64 = 120.0;
const START_UP: Duration = Duration::from_secs(2);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        writeln!(
            f,
            "Release build, SQLite, one {}, answers compressed (br), log written as JSON, {cores} cores.",
            visit::MEMBER.to_lowercase(),
        )?;
        if self.quick {
            writeln!(f, "Quick: too few requests for a comparison.")?;
        }
        for (site, figures) in self.sites.iter().zip(self.figures) {
            answers(f, site, figures)?;
        }
        self.ratios(f)?;
        self.weights(f)?;
        self.process(f)?;
        self.aims(f)
    }
}

/// Every page at every number of connections.
fn answers(f: &mut fmt::Formatter<'_>, site: &Site, figures: &Figures) -> fmt::Result {
    writeln!(f, "\n{}", site.name)?;
    writeln!(
        f,
        "Board {}. Updates: {}.",
        site.pages.board,
        writers::who(&site.writers)
    )?;
    writeln!(
        f,
        "{:<26}{:>11}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>7}",
        "", "connections", "requests", "CPU ms", "a second", "p50 ms", "p95 ms", "p99 ms", "errors"
    )?;
    for (kind, measured) in &figures.portal {
        for level in &measured.0 {
            answer(f, &kind.to_string(), level)?;
        }
    }
    for (kind, measured) in &figures.as_many_rows {
        for level in &measured.0 {
            answer(f, &format!("{kind}, fewer rows"), level)?;
        }
    }
    for (kind, measured) in &figures.bare {
        for level in &measured.0 {
            answer(f, &format!("Bare bytes: {}", kind.file()), level)?;
        }
    }
    for level in figures.hand_written.iter().flat_map(|measured| &measured.0) {
        answer(f, "Hand-written action log", level)?;
    }
    Ok(())
}

fn answer(f: &mut fmt::Formatter<'_>, name: &str, level: &Level) -> fmt::Result {
    let outcome = &level.outcome;
    let cpu = level.cpu.as_secs_f64() * 1_000.0 / outcome.requests().max(1) as f64;
    writeln!(
        f,
        "{name:<26}{:>11}{:>9}{cpu:>9.2}{:>9.0}{:>9.2}{:>9.2}{:>9.2}{:>7}",
        level.connections,
        outcome.requests(),
        outcome.a_second(),
        milliseconds(outcome.percentile(50)),
        milliseconds(outcome.percentile(95)),
        milliseconds(outcome.percentile(99)),
        outcome.errors,
    )
}

impl Report<'_> {
    /// The figures to steer by.
    fn ratios(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\nCPU milliseconds of a request over all connections, beside a bare handler that answers with equal \
             bytes\nand beside a hand-written action log. Rows are actions, lines of the board's tables or entries \
             of a history.\nGrowth compares pages of as many rows."
        )?;
        writeln!(
            f,
            "{:<15}{:<16}{:>9}{:>6}{:>9}{:>9}{:>9}{:>16}{:>9}",
            "", "", "queries", "rows", "CPU ms", "bare ms", "× bare", "× hand-written", "growth"
        )?;
        for kind in Kind::ALL {
            for (place, (site, figures)) in self.sites.iter().zip(self.figures).enumerate() {
                let cpu = cpu(&figures.portal, kind);
                let bare = cpu_of(figures.bare.get(&kind));
                let hand_written = cpu_of(figures.hand_written.as_ref());
                let is_first = place == 0;
                let rows = site.pages.rows.get(&kind).map(ToString::to_string);
                writeln!(
                    f,
                    "{:<15}{:<16}{:>9}{:>6}{cpu:>9.2}{bare:>9.2}{:>9.1}{:>16.1}{:>9}",
                    if is_first {
                        kind.to_string()
                    } else {
                        String::new()
                    },
                    if is_first {
                        "demonstration".to_owned()
                    } else {
                        format!("× {}", self.scale)
                    },
                    self.queries(kind).unwrap_or("not held"),
                    rows.unwrap_or_default(),
                    cpu / bare,
                    cpu / hand_written,
                    if is_first {
                        String::new()
                    } else {
                        format!("{:.2}", self.growth(kind))
                    },
                )?;
            }
        }
        for (site, figures) in self.sites.iter().zip(self.figures) {
            writeln!(
                f,
                "The hand-written action log, {} rows: {:.2} ms.",
                site.pages.rows_of(Kind::Log),
                cpu_of(figures.hand_written.as_ref()),
            )?;
        }
        Ok(())
    }

    /// As a test holds them: the same for few rows and for many.
    fn queries(&self, kind: Kind) -> Option<&str> {
        let (_, rest) = self
            .statements
            .split_once(&format!("(\"{}\", ", kind.in_statements()))?;
        rest.split(')').next()
    }

    fn growth(&self, kind: Kind) -> f64 {
        match self.figures {
            [small, large, ..] => {
                let large = large
                    .as_many_rows
                    .get(&kind)
                    .or_else(|| large.portal.get(&kind));
                cpu_of(large) / cpu(&small.portal, kind)
            }
            _ => f64::NAN,
        }
    }

    fn weights(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\nBytes a browser loads, compressed. A repeat visit loads only the page."
        )?;
        writeln!(
            f,
            "{:<26}{:>9}{:>9}{:>9}{:>9}{:>13}{:>9}",
            "", "page", "CSS", "JS", "icon", "first visit", "wasm"
        )?;
        for (kind, weight) in self.weights {
            writeln!(
                f,
                "{:<26}{:>9}{:>9}{:>9}{:>9}{:>13}{:>9}",
                kind.to_string(),
                weight.html,
                weight.css,
                weight.js,
                weight.icon,
                weight.first_visit(),
                weight.wasm,
            )?;
        }
        Ok(())
    }

    fn process(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n{:<26}{:>12}{:>20}{:>20}",
            "The server", "start-up ms", "memory now, MB", "memory at most, MB"
        )?;
        for site in self.sites {
            writeln!(
                f,
                "{:<26}{:>12.0}{:>20.1}{:>20.1}",
                site.name,
                milliseconds(site.portal.start_up),
                megabytes(site, "VmRSS"),
                megabytes(site, "VmHWM"),
            )?;
        }
        Ok(())
    }

    fn aims(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = |of: &dyn Fn(&Figures) -> f64| self.figures.iter().map(of).fold(0.0, f64::max);
        let times = each(&|figures| {
            cpu(&figures.portal, Kind::Log) / cpu_of(figures.hand_written.as_ref())
        });
        let failed: usize = self.figures.iter().map(failed_updates).sum();
        let first_visit = self
            .weights
            .iter()
            .map(|(_, weight)| weight.first_visit() as f64 / 1_000.0)
            .fold(0.0, f64::max);
        let memory = self
            .sites
            .iter()
            .map(|site| megabytes(site, "VmHWM"))
            .fold(0.0, f64::max);
        let start_up = self.sites.iter().map(|site| site.portal.start_up).max();
        let start_up = start_up.unwrap_or_default().as_secs_f64();

        writeln!(
            f,
            "\n{:<44}{:>12}{:>16}",
            "Aims (the worse of the two databases)", "", ""
        )?;
        let mut aim = |name: &str, figure: String, bound: String, met: bool| {
            let verdict = if met { "met" } else { "missed" };
            writeln!(f, "{name:<44}{figure:>12}{bound:>16}  {verdict}")
        };
        aim(
            "Action log, times the hand-written CPU",
            format!("{times:.2}"),
            format!("at most {TIMES_HAND_WRITTEN}"),
            times <= TIMES_HAND_WRITTEN,
        )?;
        for kind in Kind::ALL {
            let growth = self.growth(kind);
            aim(
                &format!("Growth: {}", kind.to_string().to_lowercase()),
                format!("{growth:.2}"),
                format!("at most {GROWTH}"),
                growth <= GROWTH,
            )?;
        }
        aim(
            "Failed updates at most connections",
            failed.to_string(),
            "none".into(),
            failed == 0,
        )?;
        aim(
            "First visit without wasm, KB",
            format!("{first_visit:.1}"),
            format!("at most {FIRST_VISIT_KB}"),
            first_visit <= FIRST_VISIT_KB,
        )?;
        aim(
            "Memory at most, MB",
            format!("{memory:.1}"),
            format!("under {MEMORY_MB}"),
            memory < MEMORY_MB,
        )?;
        aim(
            "Start-up, s",
            format!("{start_up:.2}"),
            format!("under {}", START_UP.as_secs()),
            start_up < START_UP.as_secs_f64(),
        )
    }
}

/// Refused, cut off or lost, with the most writers.
fn failed_updates(figures: &Figures) -> usize {
    let most = figures
        .portal
        .get(&Kind::Update)
        .and_then(|measured| measured.0.last());
    most.map_or(0, |level| level.outcome.errors) + figures.lost as usize
}

fn cpu(figures: &std::collections::BTreeMap<Kind, Measured>, kind: Kind) -> f64 {
    cpu_of(figures.get(&kind))
}

fn cpu_of(measured: Option<&Measured>) -> f64 {
    measured.map_or(f64::NAN, Measured::cpu_ms)
}

fn megabytes(site: &Site, line: &str) -> f64 {
    // A server that has ended uses none, and says so by its errors.
    site.portal.memory(line).unwrap_or(0) as f64 / 1_000_000.0
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
