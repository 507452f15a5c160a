//! What is to become of the rows of an earlier log. Pure: no clock, no database.

pub mod columns;
pub mod dates;
mod ground;
pub mod leads;
pub mod statuses;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::types::{
    Asks, Columns, DateOrder, Judged, LogField, LogRow, LogVerdict, Outlook, Plan, Question, Shown,
};
pub use crate::imports::{plain, types::LEAVE};
use crate::{
    actions::{
        forms::{
            NOTE_LIMIT,
            details::{DONE_LIMIT, TITLE_LIMIT},
        },
        types::{Priority, Status},
    },
    case_data,
    ids::SeatId,
    imports::types::{Meanings, Offer},
    wording,
};
use dates::Written;
pub use ground::{Ground, KnownAction};
use leads::Meant;

/// Longest reference of an earlier log that is kept, in characters.
pub const REFERENCE_LIMIT: usize = 100;

/// By which key a board remembers what the words of a row mean.
pub fn key_of(row: &LogRow, columns: &Columns, asks: Asks) -> String {
    let words = |field| {
        let text = wording::tidied(text_of(row, columns, field));
        plain(&text)
    };
    match asks {
        Asks::Dates => "dates".to_owned(),
        Asks::Lead => format!("lead:{}", words(LogField::Lead)),
        Asks::Status => format!("status:{}", words(LogField::Status)),
    }
}

/// What was said of a file: which column is what, and what its words mean.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub columns: &'a Columns,
    pub meanings: &'a Meanings,
    pub order: Option<DateOrder>,
    /// When open actions are due that have no due date.
    pub due_on: Option<NaiveDate>,
}

/// What is to become of every row of a file.
pub fn judge(rows: &[LogRow], said: Said<'_>, ground: &Ground) -> Outlook {
    let mut references: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    for row in rows {
        let reference = plain(text_of(row, said.columns, LogField::Reference));
        if !reference.is_empty() && !is_empty_title(row, said.columns) {
            references.entry(reference).or_default().push(row.number);
        }
    }
    let mut outlook = Outlook::default();
    for row in rows {
        let mut reading = Reading {
            row,
            said,
            ground,
            bad: Vec::new(),
            notes: Vec::new(),
            asked: Vec::new(),
            left_out: false,
        };
        let judged = reading.judged(&references);
        for (asks, words, offers) in reading.asked {
            let key = key_of(row, said.columns, asks);
            match outlook.questions.iter_mut().find(|known| known.key == key) {
                Some(known) => known.rows += 1,
                None => outlook.questions.push(Question {
                    asks,
                    key,
                    words,
                    offers,
                    first_row: row.number,
                    rows: 1,
                }),
            }
        }
        outlook.rows.push(judged);
    }
    outlook
}

fn text_of<'a>(row: &'a LogRow, columns: &Columns, field: LogField) -> &'a str {
    let place = columns.place(field);
    place
        .and_then(|place| row.cells.get(&place))
        .map_or("", String::as_str)
}

fn is_empty_title(row: &LogRow, columns: &Columns) -> bool {
    plain(text_of(row, columns, LogField::Title)).is_empty()
}

/// One row while it is read.
struct Reading<'a> {
    row: &'a LogRow,
    said: Said<'a>,
    ground: &'a Ground,
    /// What keeps the row from being taken.
    bad: Vec<String>,
    /// What is to be said of it besides.
    notes: Vec<String>,
    asked: Vec<(Asks, String, Vec<Offer>)>,
    left_out: bool,
}

impl Reading<'_> {
    fn raw(&self, field: LogField) -> &str {
        text_of(self.row, self.said.columns, field)
    }

    /// What stands in a field, without what nobody can see.
    fn text(&self, field: LogField) -> String {
        wording::tidied(self.raw(field)).trim().to_owned()
    }

    /// As [`Self::text`], in one line.
    fn line(&self, field: LogField) -> String {
        let text = self.text(field);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn shown(&self) -> Shown {
        Shown {
            title: self.line(LogField::Title),
            reference: self.line(LogField::Reference),
            lead: self.line(LogField::Lead),
            due: self.line(LogField::Due),
            status: self.line(LogField::Status),
        }
    }

    fn end(&self, verdict: LogVerdict, reason: String, plan: Option<Plan>) -> Judged {
        Judged {
            number: self.row.number,
            verdict,
            reason,
            plan,
            shown: self.shown(),
        }
    }

    fn judged(&mut self, references: &BTreeMap<String, Vec<i32>>) -> Judged {
        let all = self.text(LogField::Title);
        if all.is_empty() {
            return self.without_title();
        }
        let reference = self.line(LogField::Reference);
        self.once(&reference, references);
        let (title, outcome) = self.title_and_outcome(&all);
        let raised = self.day(LogField::Raised, "The date raised");
        let due = self.day(LogField::Due, "The due date");
        let closed = self.day(LogField::Closed, "The closing date");
        let status = self.status(closed.is_some());
        let seat = self.seat();
        let priority = self.priority();
        let note = self.text(LogField::Update);
        self.length("The latest update", &note, NOTE_LIMIT);
        self.length("The reference", &reference, REFERENCE_LIMIT);
        for text in [&all, &outcome, &note, &reference] {
            self.no_case_data(text);
        }
        if self.left_out {
            let why = "Left out, as was decided about its words".to_owned();
            return self.end(LogVerdict::LeftOut, why, None);
        }
        if !self.bad.is_empty() {
            // What has to be asked can wait until the row is mended.
            self.asked.clear();
            return self.end(LogVerdict::Bad, self.bad.join(". "), None);
        }
        if !self.asked.is_empty() {
            let why: Vec<&str> = self
                .asked
                .iter()
                .map(|(_, words, _)| words.as_str())
                .collect();
            return self.end(LogVerdict::Unclear, why.join(" "), None);
        }
        let (Some(status), Some(seat)) = (status, seat) else {
            let why = "Nobody could say what becomes of this row".to_owned();
            return self.end(LogVerdict::Bad, why, None);
        };
        let Some(days) = self.days(raised, due, closed, status) else {
            return self.end(LogVerdict::Bad, self.bad.join(". "), None);
        };
        let plan = Plan {
            title,
            outcome,
            seat,
            status,
            priority,
            raised_on: days.raised_on,
            due_on: days.due_on,
            closed_on: days.closed_on,
            earlier_reference: reference,
            note,
        };
        match self.ground.known(&plan, raised.is_some()) {
            Some(known) if plain(&known.title) == plain(&plan.title) => {
                let why = format!("The log of this board has it as {}", known.reference);
                return self.end(LogVerdict::Known, why, None);
            }
            Some(known) => {
                let why = format!(
                    "The log of this board has the reference “{}” already, for another action: \
                     {}, “{}”. Each action needs its own",
                    plan.earlier_reference, known.reference, known.title
                );
                return self.end(LogVerdict::Bad, why, None);
            }
            None => {}
        }
        let notes = self.notes.join(". ");
        self.end(LogVerdict::New, notes, Some(plan))
    }

    /// A row that names no action: a heading between rows, or one that lacks it.
    fn without_title(&self) -> Judged {
        let mapped = LogField::ALL
            .iter()
            .filter(|field| !self.line(**field).is_empty())
            .count();
        if mapped <= 1 {
            let first = self.row.cells.values().next();
            let first = first.map(|text| wording::tidied(text)).unwrap_or_default();
            let why = format!("It holds no action, only “{first}”");
            self.end(LogVerdict::LeftOut, why, None)
        } else {
            let why = "It names no action. Enter what is to be done".to_owned();
            self.end(LogVerdict::Bad, why, None)
        }
    }

    fn once(&mut self, reference: &str, references: &BTreeMap<String, Vec<i32>>) {
        let rows = references
            .get(&plain(reference))
            .map_or(&[][..], Vec::as_slice);
        if reference.is_empty() || rows.len() < 2 {
            return;
        }
        let others: Vec<String> = rows
            .iter()
            .filter(|row| **row != self.row.number)
            .take(3)
            .map(i32::to_string)
            .collect();
        let rows = if others.len() == 1 { "Row" } else { "Rows" };
        let has = if others.len() == 1 { "has" } else { "have" };
        self.bad.push(format!(
            "{rows} {} {has} the same reference “{reference}”. Each action needs its own",
            others.join(", ")
        ));
    }

    /// What is to be done in one line, and what done looks like. What is too long for
    /// a line is kept in full below it.
    fn title_and_outcome(&mut self, all: &str) -> (String, String) {
        let line = all.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut outcome = self.text(LogField::Outcome);
        let title = if line.chars().count() > TITLE_LIMIT {
            let cut: String = line.chars().take(TITLE_LIMIT - 1).collect();
            let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(cut, _)| cut);
            outcome = if outcome.is_empty() {
                all.to_owned()
            } else {
                format!("{all}\n\n{outcome}")
            };
            self.notes.push(
                "The action is too long for a title. All of it stands under “What done looks like”"
                    .to_owned(),
            );
            format!("{cut}…")
        } else {
            line
        };
        if outcome.is_empty() {
            outcome = "The earlier log does not say.".to_owned();
        }
        self.length("What done looks like", &outcome, DONE_LIMIT);
        (title, outcome)
    }

    fn length(&mut self, what: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            let most = wording::grouped(most as u64);
            self.bad
                .push(format!("{what} must be {most} characters or less"));
        }
    }

    fn no_case_data(&mut self, text: &str) {
        if let Some((kind, words)) = case_data::found_in(text) {
            let name = kind.name();
            let why = format!(
                "Take out “{words}”, which looks like {name}. The portal holds no case data"
            );
            if !self.bad.contains(&why) {
                self.bad.push(why);
            }
        }
    }

    fn ask(&mut self, asks: Asks, words: String, offers: Vec<Offer>) {
        if !self.asked.iter().any(|(known, ..)| *known == asks) {
            self.asked.push((asks, words, offers));
        }
    }

    /// What the words of the row were said to mean; empty where nothing was.
    fn decided(&self, asks: Asks) -> &str {
        let key = key_of(self.row, self.said.columns, asks);
        self.said.meanings.of(&key)
    }

    fn day(&mut self, field: LogField, what: &str) -> Option<NaiveDate> {
        let text = self.line(field);
        let written = match self.said.order {
            Some(order) => dates::read_in(&text, order),
            None => dates::read(&text),
        };
        match written {
            Written::Nothing => None,
            Written::On(day) => Some(day),
            Written::Not(why) => {
                self.bad.push(format!("{what}: {why}"));
                None
            }
            Written::Either {
                day_first,
                month_first,
            } => {
                let other = wording::date(month_first);
                let words = match day_first {
                    Some(day) => format!("Is “{text}” {} or {other}?", wording::date(day)),
                    None => format!(
                        "“{text}” is only a date with the month first: {other}. Is that how the dates of this file are written?"
                    ),
                };
                let offers = DateOrder::ALL
                    .iter()
                    .map(|order| Offer {
                        code: order.code().to_owned(),
                        words: order.label().to_owned(),
                    })
                    .collect();
                self.ask(Asks::Dates, words, offers);
                None
            }
        }
    }

    fn status(&mut self, has_closing_date: bool) -> Option<Status> {
        let typed = self.line(LogField::Status);
        if typed.is_empty() {
            return Some(if has_closing_date {
                Status::Closed
            } else {
                Status::Open
            });
        }
        if let Some(status) = statuses::certain(&typed) {
            return Some(status);
        }
        match self.decided(Asks::Status) {
            LEAVE => {
                self.left_out = true;
                None
            }
            code => Status::from_code(code).or_else(|| {
                let words = format!("What does the status “{typed}” mean?");
                self.ask(Asks::Status, words, statuses::offers());
                None
            }),
        }
    }

    fn seat(&mut self) -> Option<SeatId> {
        let typed = self.line(LogField::Lead);
        let leads = &self.ground.leads;
        let decided = match self.decided(Asks::Lead) {
            LEAVE => {
                self.left_out = true;
                return None;
            }
            code => Uuid::parse_str(code).ok().map(SeatId),
        };
        // A seat that was chosen once may have ended since.
        if let Some(seat) = decided.filter(|seat| leads.leads(*seat)) {
            return Some(seat);
        }
        match leads.meant(&typed) {
            Meant::Seat(seat) => Some(seat),
            Meant::Open(words, offers) => {
                self.ask(Asks::Lead, words, offers);
                None
            }
        }
    }

    fn priority(&mut self) -> Priority {
        match plain(&self.line(LogField::Priority)).as_str() {
            "high" | "h" | "urgent" | "1" | "top" => Priority::High,
            _ => Priority::Normal,
        }
    }

    /// The dates of an action, together; nothing where they contradict each other.
    fn days(
        &mut self,
        raised: Option<NaiveDate>,
        due: Option<NaiveDate>,
        closed: Option<NaiveDate>,
        status: Status,
    ) -> Option<DaysOf> {
        let today = self.ground.today;
        let in_future = |what: &str, day: Option<NaiveDate>| {
            day.filter(|day| *day > today)
                .map(|day| format!("{what}, {}, is still to come", wording::date(day)))
        };
        self.bad.extend(in_future("The date raised", raised));
        self.bad.extend(in_future("The closing date", closed));
        if let (Some(raised), Some(closed)) = (raised, closed)
            && closed < raised
        {
            self.bad.push(format!(
                "It was closed on {} and raised later, on {}. Correct one of them",
                wording::date(closed),
                wording::date(raised)
            ));
        }
        if let Some(closed) = closed.filter(|_| status.is_open()) {
            self.bad.push(format!(
                "It is not closed, but has a closing date, {}. Correct one of them",
                wording::date(closed)
            ));
        }
        let closed_on = (!status.is_open()).then_some(closed.unwrap_or(today));
        if closed_on.is_some() && closed.is_none() {
            self.notes
                .push("No closing date in the file: it counts as closed today".to_owned());
        }
        let due_on = match (due, closed_on) {
            (Some(due), _) => Some(due),
            (None, Some(_)) => closed.or(raised).or(Some(today)),
            (None, None) => self.said.due_on,
        };
        let Some(due_on) = due_on else {
            let typed = self.line(LogField::Due);
            self.bad.push(if typed.is_empty() {
                "It has no due date. Enter one in the file, or one for all such actions on the \
                 page of the columns"
                    .to_owned()
            } else {
                format!(
                    "“{typed}” is no due date. Enter one in the file, or one for all such \
                     actions on the page of the columns"
                )
            });
            return None;
        };
        if due.is_none() && status.is_open() {
            self.notes.push(format!(
                "No due date in the file: due on {}",
                wording::date(due_on)
            ));
        }
        if due.is_some() && status.is_open() && due_on < today {
            self.notes.push(wording::due(due_on, today));
        }
        if !self.bad.is_empty() {
            return None;
        }
        let latest = [due, closed, Some(today)].into_iter().flatten().min();
        Some(DaysOf {
            raised_on: raised.or(latest).unwrap_or(today),
            due_on,
            closed_on,
        })
    }
}

/// The days of an action.
struct DaysOf {
    raised_on: NaiveDate,
    due_on: NaiveDate,
    closed_on: Option<NaiveDate>,
}
