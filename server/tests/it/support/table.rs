//! Tables that people review, kept beside the tests as text. A test makes the
//! table anew; where the two differ it says which lines to add, change or take
//! out, and fails.

use std::fmt::Write;

/// Holds a table as found against the one that was reviewed. Lines that start
/// with `#` explain; `key` columns name a line, the others say what holds.
pub fn hold(file: &str, reviewed: &str, key: usize, found: &[Vec<String>]) {
    let reviewed: Vec<Vec<String>> = reviewed
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    let aligned = align(found);
    let mut advice = String::new();
    for (row, line) in found.iter().zip(&aligned) {
        match reviewed.iter().find(|known| known[..key] == row[..key]) {
            None => writeln!(advice, "review and add:     {line}").unwrap(),
            Some(known) if known != row => {
                writeln!(advice, "is no longer true:  {}", known.join(" | ")).unwrap();
                writeln!(advice, "this is what holds: {line}").unwrap();
            }
            Some(_) => {}
        }
    }
    for known in &reviewed {
        if !found.iter().any(|row| row[..key] == known[..key]) {
            writeln!(advice, "take out:           {}", known.join(" | ")).unwrap();
        }
    }
    assert!(
        advice.is_empty(),
        "{file} is not what the portal does:\n{advice}"
    );
    assert!(
        reviewed == found,
        "{file} has its lines in another order, or twice; it should read:\n{}",
        aligned.join("\n")
    );
}

fn align(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    rows.iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect();
            cells.join(" | ").trim_end().to_owned()
        })
        .collect()
}
