//! Readers for options that the design system's own examples give sometimes as
//! words, sometimes as a number or `false`.

use serde::{Deserialize, Deserializer};

/// One value of an option, whatever its type.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Scalar {
    Words(String),
    Whole(i64),
    Flag(bool),
}

impl Scalar {
    /// The value as words; `false` and `true` are no words.
    pub(crate) fn words(self) -> Option<String> {
        match self {
            Self::Words(words) => Some(words),
            Self::Whole(number) => Some(number.to_string()),
            Self::Flag(_) => None,
        }
    }

    fn into_value(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Whole(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

/// A value that may be absent.
pub(crate) fn value<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Scalar>::deserialize(from)?.map(Scalar::into_value))
}

/// Several values under their names.
pub(crate) fn values<'de, D, M>(from: D) -> Result<M, D::Error>
where
    D: Deserializer<'de>,
    M: FromIterator<(String, String)>,
{
    let read = std::collections::BTreeMap::<String, Scalar>::deserialize(from)?;
    Ok(read
        .into_iter()
        .map(|(name, value)| (name, value.into_value()))
        .collect())
}

/// A list in which `null`, `false` and empty words stand for "nothing here".
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry<T> {
    Item(T),
    Nothing(Option<Scalar>),
}

/// A list without its empty entries.
pub(crate) fn list<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let entries = Vec::<Entry<T>>::deserialize(from)?;
    entries
        .into_iter()
        .filter_map(|entry| item(entry).transpose())
        .collect()
}

/// A list whose empty entries stay, as an item with nothing in it, because the
/// numbers in the ids of later items count them.
pub(crate) fn numbered_list<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    let entries = Vec::<Entry<T>>::deserialize(from)?;
    entries
        .into_iter()
        .map(|entry| Ok(item(entry)?.unwrap_or_default()))
        .collect()
}

/// An option that `false` switches off.
pub(crate) fn unless_false<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    item(Entry::deserialize(from)?)
}

fn item<T, E: serde::de::Error>(entry: Entry<T>) -> Result<Option<T>, E> {
    match entry {
        Entry::Item(item) => Ok(Some(item)),
        Entry::Nothing(None | Some(Scalar::Flag(false))) => Ok(None),
        Entry::Nothing(Some(Scalar::Words(words))) if words.is_empty() => Ok(None),
        Entry::Nothing(Some(_)) => Err(E::custom("expected an item, null, false or no words")),
    }
}
