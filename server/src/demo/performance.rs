//! Fictional figures of every area, from files in the layouts of official ones,
//! and one that waits for somebody to map a label and approve it.

use anyhow::Context;
use app::{
    ids::PublicationId,
    performance::{catalogue::Publisher, types::AreaKind},
};
use chrono::NaiveDate;

use super::pen::{Pen, nobody};
use crate::{
    papers::keep::{self, Keep},
    performance::{self, Whole, store},
};

/// What the labels of the Ministry's sample mean.
const LABELS: &str = include_str!("../../samples/figures/labels.csv");

struct Sample {
    file_name: &'static str,
    bytes: &'static [u8],
    title: &'static str,
    /// Year, month and day of publication.
    published: (i32, u32, u32),
    loads: bool,
}

macro_rules! sample {
    ($name:literal, $title:literal, $published:expr, $loads:literal) => {
        Sample {
            file_name: $name,
            bytes: include_bytes!(concat!("../../samples/figures/", $name)),
            title: $title,
            published: $published,
            loads: $loads,
        }
    };
}

const SAMPLES: [Sample; 8] = [
    sample!(
        "CSV DFJ and Regional Level.csv",
        "Fictional family court statistics, April to June 2026: DFJ areas",
        (2026, 9, 24),
        true
    ),
    sample!(
        "CSV Timeliness.csv",
        "Fictional family court statistics, April to June 2026: timeliness",
        (2026, 9, 24),
        true
    ),
    sample!(
        "CSV Timeliness Private Law Final Order.csv",
        "Fictional family court statistics, April to June 2026: final orders",
        (2026, 9, 24),
        true
    ),
    sample!(
        "CARE_FINAL.csv",
        "Fictional family court statistics, April to June 2026: care",
        (2026, 9, 24),
        true
    ),
    sample!(
        "Cafcass DFJ Care Application Duration History.xlsx",
        "Fictional Cafcass care application duration by DFJ area",
        (2026, 8, 14),
        true
    ),
    sample!(
        "Cafcass LA Duration History.xlsx",
        "Fictional Cafcass care application duration by council",
        (2026, 8, 14),
        true
    ),
    sample!(
        "DfE looked after children.csv",
        "Fictional children looked after in England",
        (2025, 11, 20),
        true
    ),
    sample!(
        "Cafcass DFJ Care Application Duration History, July to September 2026.xlsx",
        "Fictional Cafcass care application duration, July to September 2026",
        (2026, 11, 13),
        false
    ),
];

/// Loads the files that were published by a day; the last one waits.
pub(super) async fn load(pen: &mut Pen<'_>, today: NaiveDate) -> anyhow::Result<()> {
    let (tx, random, at) = pen.write();
    for line in LABELS.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if let [_, _, label, area] = cells.as_slice() {
            let named = (Publisher::Moj, AreaKind::Dfj, *label);
            store::map(tx, random, &nobody(), at, named, area).await?;
        }
    }
    for sample in &SAMPLES {
        let (year, month, day) = sample.published;
        let published_on = NaiveDate::from_ymd_opt(year, month, day)
            .unwrap_or(today)
            .min(today);
        let whole = Whole {
            id: PublicationId(random.id(at)),
            title: sample.title,
            address: "",
            published_on,
            file_name: sample.file_name,
            bytes: sample.bytes,
            fictional: true,
        };
        performance::take(tx, random, &nobody(), (at, today), &whole, sample.loads)
            .await
            .with_context(|| format!("{} was not taken", sample.file_name))?;
    }
    Ok(())
}

/// Keeps the files of the demonstration's figures.
///
/// # Errors
/// The storage refuses.
pub async fn keep_files(papers: &Keep) -> anyhow::Result<()> {
    for sample in &SAMPLES {
        let hash = keep::hash_of(sample.bytes);
        papers.put(&hash, sample.bytes.to_vec()).await?;
    }
    Ok(())
}
