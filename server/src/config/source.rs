//! Where settings come from, and the list of mistakes in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use secrecy::SecretString;

/// The variables of the process, or those a test wrote down.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process. Those that are not Unicode cannot be
    /// settings of ours and are left out.
    #[expect(
        clippy::disallowed_methods,
        reason = "configuration is the one place that reads the environment"
    )]
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// An empty value counts as not set: that is how compose files pass on what is missing.
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

/// All that is wrong with the settings, a sentence each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<String>);

impl Mistakes {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn sentences(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "There is a mistake in the settings:")?,
            count => writeln!(f, "There are {count} mistakes in the settings:")?,
        }
        for sentence in &self.0 {
            writeln!(f, "- {sentence}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}

/// Reads settings one by one and remembers what was read and what was wrong.
pub(super) struct Reader<'a> {
    environment: &'a Environment,
    asked: BTreeSet<String>,
    shown: Vec<(String, String)>,
    mistakes: Mistakes,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self {
            environment,
            asked: BTreeSet::new(),
            shown: Vec::new(),
            mistakes: Mistakes::default(),
        }
    }

    /// Notes that the setting `name` is wrong. `what` continues the sentence.
    pub(super) fn mistake(&mut self, name: &str, what: &str) {
        self.mistakes.0.push(format!("{name} {what}."));
    }

    /// How many mistakes there are so far.
    pub(super) fn mistakes(&self) -> usize {
        self.mistakes.0.len()
    }

    pub(super) fn show(&mut self, name: &str, value: impl fmt::Display) {
        self.shown.push((name.to_owned(), value.to_string()));
    }

    fn variable(&mut self, name: &str) -> Option<&'a str> {
        self.asked.insert(name.to_owned());
        self.environment.get(name)
    }

    /// A setting that may be printed: flag, else variable, else default.
    pub(super) fn text(
        &mut self,
        name: &str,
        flag: Option<&str>,
        default: Option<&str>,
    ) -> Option<String> {
        let variable = self.variable(name);
        let value = flag.or(variable).or(default).map(str::to_owned);
        self.show(name, value.as_deref().unwrap_or("(not set)"));
        value
    }

    /// A switch: the flag, or the variable set to true.
    pub(super) fn flag(&mut self, name: &str, flag: bool) -> bool {
        let variable = match self.variable(name) {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                self.mistake(name, &format!("must be true or false; it is “{other}”"));
                false
            }
        };
        let on = flag || variable;
        self.show(name, on);
        on
    }

    /// A number within `allowed`.
    pub(super) fn number<T>(
        &mut self,
        name: &str,
        flag: Option<&str>,
        default: T,
        allowed: RangeInclusive<T>,
    ) -> T
    where
        T: FromStr + PartialOrd + fmt::Display + Copy,
    {
        let Some(text) = self.text(name, flag, Some(&default.to_string())) else {
            return default;
        };
        match text
            .parse::<T>()
            .ok()
            .filter(|number| allowed.contains(number))
        {
            Some(number) => number,
            None => {
                let (least, most) = (allowed.start(), allowed.end());
                self.mistake(
                    name,
                    &format!("must be a whole number from {least} to {most}; it is “{text}”"),
                );
                default
            }
        }
    }

    /// One of a few words, the first of which is the default.
    pub(super) fn choice<T: Copy>(
        &mut self,
        name: &str,
        flag: Option<&str>,
        choices: &[(&str, T); 2],
    ) -> T {
        let [(first, default), (second, _)] = *choices;
        let text = self.text(name, flag, Some(first)).unwrap_or_default();
        match choices.iter().find(|(word, _)| *word == text) {
            Some((_, choice)) => *choice,
            None => {
                self.mistake(
                    name,
                    &format!("must be {first} or {second}; it is “{text}”"),
                );
                default
            }
        }
    }

    /// A secret from `NAME` or from the file that `NAME_FILE` names. Not shown.
    pub(super) fn secret(&mut self, name: &str) -> Option<SecretString> {
        let file_name = format!("{name}_FILE");
        let direct = self.variable(name);
        let file = self.variable(&file_name);
        match (direct, file) {
            (Some(_), Some(_)) => {
                self.mistake(
                    name,
                    &format!("and {file_name} are both set; set only one of them"),
                );
                None
            }
            (Some(secret), None) => Some(secret.into()),
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(text) if text.trim().is_empty() => {
                    self.mistake(&file_name, &format!("names an empty file, “{path}”"));
                    None
                }
                Ok(text) => Some(text.trim().into()),
                Err(error) => {
                    let kind = error.kind();
                    self.mistake(
                        &file_name,
                        &format!("names the file “{path}”, which cannot be read ({kind})"),
                    );
                    None
                }
            },
            (None, None) => None,
        }
    }

    /// Whether the environment says anything about this secret.
    pub(super) fn mentions_secret(&mut self, name: &str) -> bool {
        self.variable(name).is_some() || self.variable(&format!("{name}_FILE")).is_some()
    }

    /// Names of `PORTAL_*` variables that nothing asked for.
    /// `PORTAL_TEST_*` belongs to the tests.
    pub(super) fn unrecognised(&self) -> Vec<String> {
        self.environment
            .0
            .keys()
            .filter(|name| name.starts_with("PORTAL_") && !name.starts_with("PORTAL_TEST_"))
            .filter(|name| !self.asked.contains(*name))
            .cloned()
            .collect()
    }

    pub(super) fn finish(self) -> (Vec<(String, String)>, Mistakes) {
        (self.shown, self.mistakes)
    }
}
