//! The action log as somebody would write it who wants nothing but speed.

use anyhow::Context;
use app::wording;
use chrono::{DateTime, NaiveDate, Utc};
use html_escape::{encode_double_quoted_attribute_to_string, encode_text_to_string};
use sea_orm::sqlx::{self, SqlitePool};

/// One line of the log.
type Row = (
    String,
    String,
    String,
    String,
    bool,
    String,
    NaiveDate,
    DateTime<Utc>,
    String,
);

const OPEN_ONLY: &str = "SELECT reference, title, short_name, status, is_open, priority, due_on, \
     updated_at, last_note FROM action JOIN organisation ON organisation.id = organisation_id \
     WHERE board_id = (SELECT id FROM board WHERE slug = ?) AND is_open = TRUE \
     ORDER BY due_on, action.id LIMIT 50";

const ALL: &str = "SELECT reference, title, short_name, status, is_open, priority, due_on, \
     updated_at, last_note FROM action JOIN organisation ON organisation.id = organisation_id \
     WHERE board_id = (SELECT id FROM board WHERE slug = ?) \
     ORDER BY due_on, action.id LIMIT 50";

/// The first 50 actions of a board, soonest due first, by one prepared statement.
pub async fn rows(pool: &SqlitePool, slug: &str, all: bool) -> Result<Vec<Row>, sqlx::Error> {
    let statement = if all { ALL } else { OPEN_ONLY };
    sqlx::query_as(statement).bind(slug).fetch_all(pool).await
}

/// What stands before and after the rows, taken from the portal's own page.
pub struct Frame {
    before: String,
    after: String,
}

impl Frame {
    pub fn around_rows(page: &str) -> anyhow::Result<Self> {
        let body = page.find("<tbody").context("the log has no table")?;
        let begin = body
            + page
                .get(body..)
                .and_then(|rest| rest.find('>'))
                .unwrap_or(0)
            + 1;
        let end = page.find("</tbody>").context("the table has no end")?;
        let part = |range| page.get(range).map(str::to_owned).context("an odd table");
        Ok(Self {
            before: part(0..begin)?,
            after: part(end..page.len())?,
        })
    }

    pub fn draw(&self, rows: &[Row], today: NaiveDate) -> String {
        let mut page = String::with_capacity(self.before.len() + self.after.len() + 1_200 * 50);
        page.push_str(&self.before);
        for row in rows {
            draw_row(&mut page, row, today);
        }
        page.push_str(&self.after);
        page
    }
}

fn draw_row(page: &mut String, row: &Row, today: NaiveDate) {
    let (reference, title, lead, status, is_open, priority, due_on, updated_at, note) = row;
    page.push_str(
        r#"<tr class="govuk-table__row"><td class="govuk-table__cell app-reference" data-label="Reference">"#,
    );
    encode_text_to_string(reference, page);
    page.push_str(
        r#"</td><th scope="row" class="govuk-table__header"><a class="govuk-link" href="/actions/"#,
    );
    encode_double_quoted_attribute_to_string(reference, page);
    page.push_str(r#"">"#);
    encode_text_to_string(title, page);
    page.push_str("</a>");
    if priority == "high" {
        page.push_str(r#"<span class="app-due__note">High priority</span>"#);
    }
    page.push_str(r#"</th><td class="govuk-table__cell" data-label="Lead">"#);
    encode_text_to_string(lead, page);
    page.push_str(r#"</td><td class="govuk-table__cell" data-label="Due"><span class=""#);
    page.push_str(match (*due_on - today).num_days() {
        days if *is_open && days < 0 => "app-due app-due--late",
        days if *is_open && days <= 7 => "app-due app-due--soon",
        _ => "app-due",
    });
    page.push_str(r#"">"#);
    page.push_str(&wording::short_date(*due_on));
    if *is_open {
        page.push_str(r#" <span class="app-due__note">"#);
        page.push_str(&wording::due(*due_on, today));
        page.push_str("</span>");
    }
    page.push_str(r#"</span></td><td class="govuk-table__cell" data-label="Status">"#);
    let (colour, word) = match status.as_str() {
        "open" => ("grey", "Open"),
        "in_progress" => ("blue", "In progress"),
        "blocked" => ("red", "Blocked"),
        "complete" => ("yellow", "Complete"),
        _ => ("green", "Closed"),
    };
    page.push_str(r#"<strong class="govuk-tag govuk-tag--"#);
    page.push_str(colour);
    page.push_str(r#"">"#);
    page.push_str(word);
    page.push_str(r#"</strong></td><td class="govuk-table__cell" data-label="Last update">"#);
    if note.is_empty() {
        page.push_str(r#"<span class="app-due__note">No update yet</span>"#);
    } else {
        encode_text_to_string(glimpse(note), page);
        page.push_str(r#" <span class="app-due__note">"#);
        page.push_str(&wording::date_and_time(*updated_at));
        page.push_str("</span>");
    }
    page.push_str("</td></tr>");
}

/// The beginning of a text, as much as the portal's own log shows.
fn glimpse(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(120)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}
