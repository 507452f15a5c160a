//! What the visitors of a benchmark do: sign in, and look for pages to be measured.

use std::{collections::BTreeMap, fmt};

use anyhow::{Context, Result, bail};

use super::{
    client::Visitor,
    html::{cells, iso_date, last_value, links, value_of},
    server::Server,
};

/// The ordinary member who looks at every page.
pub const MEMBER: &str = "Council officer";

/// Rows of a full page.
pub const FULL: usize = 50;

const EVERY_STATUS: &str =
    "?status=open&status=in_progress&status=blocked&status=complete&status=closed";

/// The pages that are measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    MyWork,
    Board,
    Log,
    Action,
    Update,
}

impl Kind {
    pub const READ: [Self; 4] = [Self::MyWork, Self::Board, Self::Log, Self::Action];
    pub const ALL: [Self; 5] = [
        Self::MyWork,
        Self::Board,
        Self::Log,
        Self::Action,
        Self::Update,
    ];

    /// The name of this page in the table of statements that a test holds.
    pub fn in_statements(self) -> &'static str {
        match self {
            Self::MyWork => "my work",
            Self::Board => "board",
            Self::Log => "log",
            Self::Action => "action",
            Self::Update => "update, saved",
        }
    }

    /// The name of the file with this page's bytes.
    pub fn file(self) -> &'static str {
        match self {
            Self::MyWork => "my-work",
            Self::Board => "board",
            Self::Log => "log",
            Self::Action => "action",
            Self::Update => "update",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::MyWork => "My work",
            Self::Board => "Board",
            Self::Log => "Action log",
            Self::Action => "Action",
            Self::Update => "Update (post)",
        })
    }
}

/// Signs in as one of the demonstration's people, the way everybody does.
pub fn sign_in(server: &Server, persona: &str) -> Result<Visitor> {
    let mut visitor = Visitor::new(server.address);
    let choose = visitor
        .follow("/sign-in/demonstration?return_to=%2F")?
        .text();
    let request = value_of(&choose, "request").context("no sign-in is under way")?;
    let (before, _) = choose
        .split_once(&format!("{persona}: "))
        .with_context(|| format!("nobody here is called {persona}"))?;
    let person = last_value(before).context("nobody can be chosen")?;
    let chosen =
        visitor.fetch(&visitor.post("/demo", &[("person", person), ("request", request)]))?;
    let callback = chosen
        .header("location")
        .context("the choice was refused")?;
    let origin = format!("http://{}", server.address);
    let home = visitor.follow(callback.strip_prefix(&origin).unwrap_or(callback))?;
    if home.status != 200 || !home.text().contains("Sign out") {
        bail!("{persona} could not sign in ({})", home.status);
    }
    Ok(visitor)
}

/// Where a database has the pages to be measured.
pub struct Pages {
    pub board: String,
    addresses: BTreeMap<Kind, String>,
    /// Actions, seats or entries of a history on each page.
    pub rows: BTreeMap<Kind, usize>,
    /// Places in longer lists that show as many rows as another database has,
    /// so that the growth of the data is not mistaken for that of the page.
    pub as_many_rows: BTreeMap<Kind, String>,
}

impl Pages {
    pub fn address(&self, kind: Kind) -> &str {
        self.addresses.get(&kind).map_or("/", String::as_str)
    }

    /// The board whose log is longest, and the action whose history is longest,
    /// among those of the member.
    pub fn longest(member: &mut Visitor) -> Result<Self> {
        let home = member.read("/")?;
        let mut logs = Vec::new();
        for board in links(&home, "/boards/") {
            let open = rows(&member.read(&format!("/boards/{board}/actions"))?);
            let every = rows(&member.read(&format!("/boards/{board}/actions{EVERY_STATUS}"))?);
            logs.push((every, open, board));
        }
        let (_, open, board) = logs.into_iter().max().context("the member has no board")?;
        let filter = if open < FULL { EVERY_STATUS } else { "" };
        let log = format!("/boards/{board}/actions{filter}");
        let histories = histories(member, &home)?;
        let (_, action) = histories
            .into_iter()
            .max()
            .context("the member has no work")?;
        Self::at(member, board, log, action)
    }

    /// The same board and filter in another database, and an action whose
    /// history is as long.
    pub fn like(&self, member: &mut Visitor) -> Result<Self> {
        let wanted = self.rows_of(Kind::Action);
        let home = member.read("/")?;
        let (_, action) = histories(member, &home)?
            .into_iter()
            .min_by_key(|(entries, _)| entries.abs_diff(wanted))
            .context("the member has no work")?;
        let log = self.address(Kind::Log).to_owned();
        let mut pages = Self::at(member, self.board.clone(), log, action)?;
        for (kind, address) in [
            (
                Kind::MyWork,
                end_of_work(member, self.rows_of(Kind::MyWork))?,
            ),
            (
                Kind::Log,
                end_of_log(member, &self.board, self.rows_of(Kind::Log))?,
            ),
        ] {
            if pages.rows_of(kind) > self.rows_of(kind) {
                pages.as_many_rows.insert(kind, address);
            }
        }
        Ok(pages)
    }

    pub fn rows_of(&self, kind: Kind) -> usize {
        self.rows.get(&kind).copied().unwrap_or(0)
    }

    fn at(member: &mut Visitor, board: String, log: String, action: String) -> Result<Self> {
        let addresses = BTreeMap::from([
            (Kind::MyWork, "/".to_owned()),
            (Kind::Board, format!("/boards/{board}")),
            (Kind::Log, log),
            (Kind::Action, format!("/actions/{action}")),
        ]);
        let mut counted = BTreeMap::new();
        for (kind, address) in &addresses {
            let page = member.read(address)?;
            counted.insert(
                *kind,
                match kind {
                    Kind::Action => entries(&page),
                    Kind::Board => page.matches("<tr").count(),
                    _ => rows(&page),
                },
            );
        }
        Ok(Self {
            board,
            addresses,
            rows: counted,
            as_many_rows: BTreeMap::new(),
        })
    }
}

/// The member's actions, each with the length of its history.
fn histories(member: &mut Visitor, home: &str) -> Result<Vec<(usize, String)>> {
    links(home, "/actions/")
        .into_iter()
        .map(|action| {
            Ok((
                entries(&member.read(&format!("/actions/{action}"))?),
                action,
            ))
        })
        .collect()
}

/// The place in a board's log from which so many rows are left.
fn end_of_log(member: &mut Visitor, board: &str, rows: usize) -> Result<String> {
    let log = format!("/boards/{board}/actions{EVERY_STATUS}");
    let from_the_end = member.read(&format!("{log}&sort=-reference"))?;
    let Some(reference) = cells(&from_the_end, "Reference").nth(rows) else {
        return Ok(log);
    };
    let mut parts = reference.rsplit('-');
    let number: u32 = parts.next().unwrap_or_default().parse()?;
    let year = parts.next().context("a reference without a year")?;
    Ok(format!(
        "{log}&sort=reference&after={year}.{number}_{}",
        "0".repeat(32)
    ))
}

/// The place in the member's work from which about so many rows are left; no
/// place parts two actions that are due on one day.
fn end_of_work(member: &mut Visitor, rows: usize) -> Result<String> {
    let last = member.read(&format!("/?before=9999-12-31_{}", "f".repeat(32)))?;
    let days: Vec<String> = cells(&last, "Due")
        .map(|due| iso_date(due).with_context(|| format!("no date: {due}")))
        .collect::<Result<_>>()?;
    let from = (0..days.len())
        .filter(|place| *place == 0 || days.get(*place) != days.get(place - 1))
        .min_by_key(|place| (days.len() - place).abs_diff(rows));
    let day = from
        .and_then(|place| days.get(place))
        .context("the member has no work")?;
    Ok(format!("/?after={day}_{}", "0".repeat(32)))
}

fn rows(page: &str) -> usize {
    page.matches("data-label=\"Due\"").count()
}

fn entries(page: &str) -> usize {
    page.matches("class=\"moj-timeline__item").count()
}
