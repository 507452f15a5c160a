//! Small numbers that must not be shown, and what would reveal them.
//!
//! A table of counts is published with the total of each row, of each column and
//! of all. It is seen as a flow: each row passes what it holds on to the columns,
//! and the totals close the circle. A hidden cell is safe where its number could
//! be one more or one less without any published number changing, which is where
//! it lies on a circle of hidden cells that can be turned by one. Everybody may
//! know that a hidden cell is at least 1, for a zero is shown.

use std::collections::BTreeSet;

/// Numbers below this are hidden where nobody says otherwise.
pub const USUAL_LIMIT: u32 = 5;

/// What stands in the place of a number that is hidden.
pub const HIDDEN: &str = "[c]";

/// Counts by row and column. What was not reported is nothing, which is no zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    pub rows: usize,
    pub columns: usize,
    /// Row by row.
    pub cells: Vec<Option<u32>>,
}

/// A place in a table with its totals: those of a row stand in the column after
/// the last, those of a column in the row after the last.
pub type Place = (usize, usize);

impl Counts {
    /// What stands in a place, totals included. A total is of what was reported;
    /// none where nothing was.
    pub fn at(&self, (row, column): Place) -> Option<u32> {
        let of_rows = if row == self.rows {
            0..self.rows
        } else {
            row..row + 1
        };
        let of_columns = if column == self.columns {
            0..self.columns
        } else {
            column..column + 1
        };
        of_rows
            .flat_map(|row| of_columns.clone().map(move |column| (row, column)))
            .filter_map(|(row, column)| *self.cells.get(row * self.columns + column)?)
            .reduce(u32::saturating_add)
    }

    fn places(&self) -> impl Iterator<Item = Place> {
        let columns = self.columns;
        (0..=self.rows).flat_map(move |row| (0..=columns).map(move |column| (row, column)))
    }

    /// Which places must be hidden so that no number from 1 to below `limit` is
    /// shown or can be worked out from those that are.
    pub fn hidden(&self, limit: u32) -> BTreeSet<Place> {
        let mut hidden: BTreeSet<Place> = self
            .places()
            .filter(|place| {
                self.at(*place)
                    .is_some_and(|count| count > 0 && count < limit)
            })
            .collect();
        let small: Vec<Place> = hidden.iter().copied().collect();
        for place in small {
            hidden.extend(self.circle(place, &hidden));
        }
        hidden
    }

    /// The cheapest circle through a hidden place that can be turned by one.
    fn circle(&self, place: Place, hidden: &BTreeSet<Place>) -> Vec<Place> {
        let (from, to) = self.ends(place);
        let up = self.path(to, from, place, hidden);
        let down = self
            .at(place)
            .filter(|count| *count >= 2)
            .and_then(|_| self.path(from, to, place, hidden));
        [up, down]
            .into_iter()
            .flatten()
            .min_by_key(|(cost, _)| *cost)
            .map(|(_, places)| places)
            .unwrap_or_default()
    }

    /// Between which nodes a place lets something flow. Rows come first, then
    /// columns, then where the totals of rows start, then where those of columns
    /// end.
    fn ends(&self, (row, column): Place) -> (usize, usize) {
        let (start, end) = (self.rows + self.columns, self.rows + self.columns + 1);
        match (row == self.rows, column == self.columns) {
            (false, false) => (row, self.rows + column),
            (false, true) => (start, row),
            (true, false) => (self.rows + column, end),
            (true, true) => (end, start),
        }
    }

    /// The cheapest way between two nodes over places other than one: those hidden
    /// already cost nothing. A place can be more by one where it is not zero, and
    /// less by one where it is at least 2.
    fn path(
        &self,
        from: usize,
        to: usize,
        without: Place,
        hidden: &BTreeSet<Place>,
    ) -> Option<(u64, Vec<Place>)> {
        let mut steps: Vec<(usize, usize, u64, Place)> = Vec::new();
        for place in self.places().filter(|place| *place != without) {
            let Some(count) = self.at(place).filter(|count| *count > 0) else {
                continue;
            };
            let cost = if hidden.contains(&place) {
                0
            } else {
                u64::from(count) + 1
            };
            let (tail, head) = self.ends(place);
            steps.push((tail, head, cost, place));
            if count >= 2 {
                steps.push((head, tail, cost, place));
            }
        }
        let nodes = self.rows + self.columns + 2;
        let mut best: Vec<Option<(u64, Option<usize>)>> = vec![None; nodes];
        *best.get_mut(from)? = Some((0, None));
        // No way is longer than there are nodes.
        for _ in 0..nodes {
            let mut is_settled = true;
            for (number, (tail, head, cost, _)) in steps.iter().enumerate() {
                let Some((so_far, _)) = best.get(*tail).copied().flatten() else {
                    continue;
                };
                let reached = best.get_mut(*head)?;
                let new = so_far + cost;
                if reached.is_none_or(|(known, _)| new < known) {
                    *reached = Some((new, Some(number)));
                    is_settled = false;
                }
            }
            if is_settled {
                break;
            }
        }
        let (cost, _) = best.get(to).copied().flatten()?;
        let mut places = Vec::new();
        let mut at = to;
        while at != from && places.len() <= nodes {
            let (_, by) = best.get(at).copied().flatten()?;
            let (tail, _, _, place) = steps.get(by?)?;
            places.push(*place);
            at = *tail;
        }
        Some((cost, places))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(rows: &[&[u32]]) -> Counts {
        Counts {
            rows: rows.len(),
            columns: rows[0].len(),
            cells: rows
                .iter()
                .flat_map(|row| row.iter().map(|count| Some(*count)))
                .collect(),
        }
    }

    #[test]
    fn nothing_small_hides_nothing() {
        assert!(counts(&[&[10, 0], &[7, 5]]).hidden(USUAL_LIMIT).is_empty());
    }

    #[test]
    fn a_small_number_takes_three_others_with_it() {
        let hidden = counts(&[&[3, 20, 30], &[40, 6, 50]]).hidden(USUAL_LIMIT);
        assert_eq!(hidden, [(0, 0), (0, 1), (1, 0), (1, 1)].into());
    }

    #[test]
    fn two_ones_in_a_column_take_their_total_with_them() {
        // Everybody knows that a hidden number is at least 1: 1 and 1 under a total
        // of 2 would be no secret.
        let hidden = counts(&[&[1], &[1]]).hidden(USUAL_LIMIT);
        assert!(hidden.contains(&(2, 0)), "{hidden:?}");
        let hidden = counts(&[&[1, 9], &[1, 9]]).hidden(USUAL_LIMIT);
        assert!(hidden.len() > 2, "{hidden:?}");
    }

    #[test]
    fn what_is_not_reported_is_no_zero() {
        let table = Counts {
            rows: 1,
            columns: 2,
            cells: vec![None, Some(3)],
        };
        assert_eq!(table.at((0, 0)), None);
        assert_eq!(table.at((0, 2)), Some(3));
        let hidden = table.hidden(USUAL_LIMIT);
        assert!(hidden.contains(&(0, 1)) && !hidden.contains(&(0, 0)));
    }

    /// Everything that somebody who knows the published numbers can write down:
    /// one equation for each row and each column, with the unknown places.
    fn equations(table: &Counts, hidden: &BTreeSet<Place>) -> (Vec<Place>, Vec<Vec<f64>>) {
        let unknown: Vec<Place> = hidden.iter().copied().collect();
        let mut rows = Vec::new();
        let mut add = |places: Vec<Place>| {
            let mut equation = vec![0.0; unknown.len() + 1];
            for (number, place) in places.iter().enumerate() {
                // The last of a line is its total.
                let sign = if number + 1 == places.len() {
                    -1.0
                } else {
                    1.0
                };
                match unknown.iter().position(|known| known == place) {
                    Some(at) => equation[at] += sign,
                    None => {
                        equation[unknown.len()] -= sign * f64::from(table.at(*place).unwrap_or(0))
                    }
                }
            }
            rows.push(equation);
        };
        for row in 0..=table.rows {
            add((0..=table.columns).map(|column| (row, column)).collect());
        }
        for column in 0..=table.columns {
            add((0..=table.rows).map(|row| (row, column)).collect());
        }
        (unknown, rows)
    }

    /// Gauss and Jordan: which unknowns have one solution only.
    fn solved(mut rows: Vec<Vec<f64>>, unknowns: usize) -> Vec<usize> {
        let mut pivots = Vec::new();
        let mut next = 0;
        for column in 0..unknowns {
            let Some(found) = (next..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else {
                continue;
            };
            rows.swap(next, found);
            let pivot = rows[next][column];
            rows[next].iter_mut().for_each(|value| *value /= pivot);
            let line = rows[next].clone();
            for (at, row) in rows.iter_mut().enumerate() {
                if at != next {
                    let factor = row[column];
                    row.iter_mut()
                        .zip(&line)
                        .for_each(|(value, other)| *value -= factor * other);
                }
            }
            pivots.push((next, column));
            next += 1;
        }
        pivots
            .into_iter()
            .filter(|(row, column)| {
                (0..unknowns).all(|other| other == *column || rows[*row][other].abs() < 1e-9)
            })
            .map(|(_, column)| column)
            .collect()
    }

    #[test]
    fn the_solver_of_these_tests_finds_what_is_not_hidden_well() {
        let table = counts(&[&[3, 20], &[40, 60]]);
        let only_the_small = BTreeSet::from([(0, 0)]);
        let (unknown, rows) = equations(&table, &only_the_small);
        assert_eq!(solved(rows, unknown.len()), [0]);
    }

    /// Every table with hidden numbers from 1 to `most` that fits what is published.
    fn possible(table: &Counts, hidden: &BTreeSet<Place>, most: u32) -> Vec<BTreeSet<u32>> {
        let inner: Vec<Place> = hidden
            .iter()
            .copied()
            .filter(|(row, column)| *row < table.rows && *column < table.columns)
            .collect();
        let mut seen = vec![BTreeSet::new(); hidden.len()];
        let mut guess = vec![1; inner.len()];
        loop {
            let mut other = table.clone();
            for (place, count) in inner.iter().zip(&guess) {
                other.cells[place.0 * table.columns + place.1] = Some(*count);
            }
            let fits = table
                .places()
                .filter(|place| !hidden.contains(place))
                .all(|place| table.at(place) == other.at(place));
            if fits {
                for (place, seen) in hidden.iter().zip(&mut seen) {
                    seen.insert(other.at(*place).unwrap());
                }
            }
            let Some(at) = guess.iter().position(|count| *count < most) else {
                return seen;
            };
            guess[at] += 1;
            guess[..at].fill(1);
        }
    }

    proptest! {
        #[test]
        fn no_equations_lead_to_a_hidden_number(
            rows in 1usize..5, columns in 1usize..5,
            cells in proptest::collection::vec(
                proptest::option::weighted(0.9, prop_oneof![0u32..8, 0u32..200]), 16
            ),
        ) {
            let table = Counts { rows, columns, cells: cells[..rows * columns].to_vec() };
            let hidden = table.hidden(USUAL_LIMIT);
            for place in table.places() {
                let count = table.at(place).unwrap_or(0);
                prop_assert!(count == 0 || count >= USUAL_LIMIT || hidden.contains(&place));
            }
            let (unknown, equations) = equations(&table, &hidden);
            prop_assert!(solved(equations, unknown.len()).is_empty(), "{table:?} {hidden:?}");
        }

        #[test]
        fn no_guessing_leads_to_a_hidden_number(
            rows in 1usize..3, columns in 1usize..3,
            cells in proptest::collection::vec(0u32..9, 4),
        ) {
            let cells = cells[..rows * columns].iter().copied().map(Some).collect();
            let table = Counts { rows, columns, cells };
            let hidden = table.hidden(USUAL_LIMIT);
            for (place, seen) in hidden.iter().zip(possible(&table, &hidden, 11)) {
                prop_assert!(seen.len() > 1, "{table:?} {hidden:?} {place:?}");
            }
        }
    }
}
