//! The forms about official files, labels, targets and bands.

use chrono::NaiveDate;

use super::{
    catalogue::Series,
    types::{Label, Mapped, Settings},
};
use crate::{
    date_field,
    form::{Answers, FormState, OPEN_AGAIN, date::DateField},
    ids::PublicationId,
    measures::{
        amount::{Unit, read_number},
        bands::Bands,
    },
};

/// Names of the fields.
pub mod field {
    use super::{DateField, date_field};

    pub const FILE: &str = "file";
    /// The key that the publication will have.
    pub const KEY: &str = "publication";
    pub const TITLE: &str = "title";
    pub const ADDRESS: &str = "address";
    pub const PUBLISHED_ON: DateField = date_field!("published-on");
    pub const VERSION: &str = "version";
    /// Whether whoever undoes a file means it.
    pub const CONFIRMED: &str = "confirmed";
    /// Where the summary of errors leads for labels.
    pub const LABELS: &str = "labels";
    pub const SERIES: &str = "series";
    pub const TARGET: &str = "target";
    pub const AMBER: &str = "amber";
    pub const RED: &str = "red";
    const LABEL: &str = "label-";

    /// The field of a label by its place on the page.
    pub fn label(place: usize) -> String {
        format!("{LABEL}{place}")
    }
}

/// Longest title and address, in characters.
const LINE_LIMIT: usize = 300;

/// What somebody says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    pub id: PublicationId,
    pub title: String,
    pub address: String,
    pub published_on: NaiveDate,
}

/// Reads what is said of a file that was published by `today`.
///
/// # Errors
/// Something is missing or cannot be.
pub fn parse_file(
    mut form: FormState,
    has_file: bool,
    today: NaiveDate,
) -> Result<(FormState, NewFile), FormState> {
    if !has_file {
        form.refuse(field::FILE, "Select a file");
    }
    let id = form.need_key(field::KEY, field::FILE);
    let title = form.need_line(
        field::TITLE,
        "Enter the title of the publication",
        "The title of the publication",
        LINE_LIMIT,
    );
    let address = form
        .optional_text(field::ADDRESS, "The address", LINE_LIMIT)
        .unwrap_or_default();
    if !(address.is_empty()
        || address.starts_with("https://") && !address.contains(char::is_whitespace))
    {
        form.refuse(field::ADDRESS, "The address must begin with https://");
    }
    let published_on = field::PUBLISHED_ON.read(&mut form, "Date of publication");
    if published_on.is_some_and(|day| day > today) {
        form.refuse(
            field::PUBLISHED_ON.day,
            "Date of publication must be today or in the past. Figures are not loaded before they \
             are published",
        );
    }
    match (id, published_on) {
        (Some(id), Some(published_on)) if !form.is_refused() => {
            let file = NewFile {
                id: PublicationId(id),
                title,
                address,
                published_on,
            };
            Ok((form, file))
        }
        _ => Err(form),
    }
}

/// Reads what the labels of a file mean; those without an answer stay open.
///
/// # Errors
/// Nothing was selected, or something that was not offered.
pub fn parse_labels(
    answers: Answers,
    labels: &[Label],
    offers: impl Fn(&Label, &str) -> bool,
) -> Result<Vec<(Label, String)>, FormState> {
    let mut form = FormState::new(answers);
    let mut mapped = Vec::new();
    for (place, label) in labels.iter().enumerate() {
        let area = form.answers.text(&field::label(place)).to_owned();
        if area.is_empty() {
            continue;
        }
        if offers(label, &area) {
            mapped.push((label.clone(), area));
        } else {
            let ask = format!("Select what “{}” means", label.label);
            form.refuse(field::label(place), ask);
        }
    }
    if mapped.is_empty() && !form.is_refused() {
        form.refuse(field::LABELS, "Select what at least one label means");
    }
    if form.is_refused() {
        Err(form)
    } else {
        Ok(mapped)
    }
}

/// Reads the labels whose meaning was changed, by the place of each on the page.
///
/// # Errors
/// Something was selected that was not offered.
pub fn parse_changed(
    answers: Answers,
    known: &[Mapped],
    offers: impl Fn(&Mapped, &str) -> bool,
) -> Result<Vec<(Mapped, String)>, FormState> {
    let mut form = FormState::new(answers);
    let mut changed = Vec::new();
    for mapped in known {
        let name = format!("label-{}", mapped.id);
        let area = form.answers.text(&name).to_owned();
        if area.is_empty() || area == mapped.area {
            continue;
        }
        if offers(mapped, &area) {
            changed.push((mapped.clone(), area));
        } else {
            form.refuse(name, format!("Select what “{}” means", mapped.label));
        }
    }
    if form.is_refused() {
        Err(form)
    } else {
        Ok(changed)
    }
}

/// The settings of a series as a form first shows them.
pub fn settings_form(series: &Series, settings: &Settings) -> FormState {
    let text = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    let answers = Answers::default()
        .with(field::SERIES, series.code)
        .with(field::VERSION, (settings.version + 1).to_string())
        .with(field::TARGET, text(settings.target))
        .with(field::AMBER, text(settings.bands.map(|bands| bands.amber)))
        .with(field::RED, text(settings.bands.map(|bands| bands.red)));
    FormState::new(answers)
}

/// Reads the target and bands of a series, with the version that the form was
/// opened against. What is left empty is not set.
///
/// # Errors
/// A number is none, or the bands are not in order.
pub fn parse_settings(answers: Answers, series: &Series) -> Result<Settings, FormState> {
    let mut form = FormState::new(answers);
    let target = number(&mut form, field::TARGET, "The target", series.unit);
    let amber = number(&mut form, field::AMBER, "The start of amber", series.unit);
    let red = number(&mut form, field::RED, "The start of red", series.unit);
    let bands = match (amber, red) {
        (Some(amber), Some(red)) => Some(Bands { amber, red }),
        (None, None) => None,
        (Some(_), None) => {
            form.refuse(field::RED, "Enter where red begins, or leave out amber too");
            None
        }
        (None, Some(_)) => {
            form.refuse(
                field::AMBER,
                "Enter where amber begins, or leave out red too",
            );
            None
        }
    };
    if bands.is_some_and(|bands| !bands.are_in_order(series.better)) && !form.is_refused() {
        let order = match series.better {
            crate::measures::bands::Better::Down => "Red must begin above amber",
            crate::measures::bands::Better::Up => "Red must begin below amber",
        };
        form.refuse(field::RED, order);
    }
    let Some(version) = form.answers.version(field::VERSION) else {
        form.refuse(field::TARGET, OPEN_AGAIN);
        return Err(form);
    };
    if form.is_refused() {
        return Err(form);
    }
    Ok(Settings {
        target,
        bands,
        version: version - 1,
    })
}

fn number(form: &mut FormState, name: &'static str, what: &str, unit: Unit) -> Option<f64> {
    let typed = form.answers.text(name).trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    match read_number(&typed) {
        Ok(Ok(number)) if unit == Unit::Percent && number > 100.0 => {
            form.refuse(name, format!("{what} must be 100 or less"));
            None
        }
        Ok(Ok(number)) if number <= 1_000_000.0 => Some(number),
        _ => {
            form.refuse(name, format!("{what} must be a number, like 26"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(target: &str, amber: &str, red: &str) -> Result<Settings, FormState> {
        let answers = Answers::default()
            .with(field::VERSION, "1")
            .with(field::TARGET, target)
            .with(field::AMBER, amber)
            .with(field::RED, red);
        parse_settings(answers, Series::find("cafcass_duration").unwrap())
    }

    #[test]
    fn bands_are_numbers_in_order_and_both_or_none() {
        let set = settings("26", "27", "30").unwrap();
        assert_eq!(set.bands, Some(Bands::CAFCASS));
        assert_eq!(set.version, 0);
        assert_eq!(settings("", "", "").unwrap().target, None);
        for (target, amber, red, message) in [
            ("26wks", "", "", "The target must be a number, like 26"),
            ("26", "30", "27", "Red must begin above amber"),
            (
                "26",
                "27",
                "",
                "Enter where red begins, or leave out amber too",
            ),
        ] {
            let form = settings(target, amber, red).unwrap_err();
            assert_eq!(form.errors[0].message, message);
        }
    }
}
