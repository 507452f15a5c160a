//! People who update actions, each one of their own.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use super::{
    client::{Answer, PLAIN, Visitor},
    html::{links, value_of},
    load::Sender,
    server::Server,
    visit::{MEMBER, sign_in},
};

/// Who updates actions: the member first, then whoever may update many.
const WRITERS: [&str; 4] = [
    MEMBER,
    "Cafcass officer who chairs",
    "Chair",
    "Board secretary",
];

/// Somebody who updates an action of their own again and again.
pub struct Writer {
    visitor: Visitor,
    persona: &'static str,
    action: String,
    version: u32,
    /// Makes every submission a new one, also between writers.
    submission: u128,
}

/// So many writers, each with an action that no other one touches.
pub fn open(server: &Server, number: usize) -> Result<Vec<Writer>> {
    let mut writers: Vec<Writer> = Vec::new();
    let mut seen = BTreeSet::new();
    for persona in WRITERS {
        let mut visitor = sign_in(server, persona)?;
        let home = visitor.read("/")?;
        let mut actions = links(&home, "/actions/");
        for board in links(&home, "/boards/") {
            actions.extend(links(
                &visitor.read(&format!("/boards/{board}/actions"))?,
                "/actions/",
            ));
        }
        for action in actions {
            if writers.len() == number {
                return Ok(writers);
            }
            if !seen.contains(&action)
                && let Some(version) = version(&mut visitor, &action)?
            {
                let place = u128::try_from(writers.len())?;
                seen.insert(action.clone());
                writers.push(Writer {
                    visitor: visitor.clone(),
                    persona,
                    action,
                    version,
                    submission: (place + 1) << 64,
                });
            }
        }
    }
    bail!(
        "only {} actions can be updated, {number} are needed",
        writers.len()
    )
}

/// The version in an action's form; nothing if this visitor may not update it.
fn version(visitor: &mut Visitor, action: &str) -> Result<Option<u32>> {
    let form = visitor.fetch(&visitor.get(&format!("/actions/{action}/update"), PLAIN))?;
    if form.status != 200 {
        return Ok(None);
    }
    let form = form.text();
    let version = value_of(&form, "version").context("a form without a version")?;
    Ok(Some(version.parse()?))
}

/// "10 actions of Council officer, 22 of Chair".
pub fn who(writers: &[Writer]) -> String {
    let mut words: Vec<String> = Vec::new();
    for part in writers.chunk_by(|one, other| one.persona == other.persona) {
        let persona = part.first().map_or("", |writer| writer.persona);
        words.push(format!("{} by {persona}", part.len()));
    }
    words.join(", ")
}

/// How many updates were answered as saved and are not there.
pub fn lost(writers: &mut [Writer]) -> Result<u32> {
    let mut lost = 0;
    for writer in writers {
        let there = version(&mut writer.visitor, &writer.action)?;
        lost += there.map_or(1, |there| there.abs_diff(writer.version));
    }
    Ok(lost)
}

impl Sender for Writer {
    fn request(&mut self) -> Vec<u8> {
        self.submission += 1;
        let fields = [
            ("version", self.version.to_string()),
            ("submission", format!("{:032x}", self.submission)),
            ("status", "in_progress".to_owned()),
            (
                "note",
                "Met with the court and the council. Dates are agreed and the rota is being written."
                    .to_owned(),
            ),
        ];
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.visitor
            .post(&format!("/actions/{}/update", self.action), &fields)
    }

    fn accepts(&mut self, answer: &Answer) -> bool {
        let saved = answer.status == 303
            && answer.header("location") == Some(&format!("/actions/{}", self.action));
        if saved {
            self.version += 1;
        }
        saved
    }
}
