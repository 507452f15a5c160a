//! Finds things in the portal's own pages, as far as a benchmark needs it.

use std::collections::BTreeSet;

/// What follows `prefix` in the links of a page, up to a further slash.
pub fn links(page: &str, prefix: &str) -> BTreeSet<String> {
    page.split(&format!("href=\"{prefix}"))
        .skip(1)
        .filter_map(|rest| rest.split(['"', '/', '?']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The value of a hidden field.
pub fn value_of<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\""))?;
    let (tag, _) = rest.split_once('>')?;
    last_value(tag)
}

pub fn last_value(page: &str) -> Option<&str> {
    let (_, rest) = page.rsplit_once("value=\"")?;
    rest.split('"').next()
}

/// The first words in the cells of a column.
pub fn cells<'a>(page: &'a str, column: &str) -> impl Iterator<Item = &'a str> {
    let cells: Vec<_> = page
        .split(&format!("data-label=\"{column}\""))
        .skip(1)
        .filter_map(first_words)
        .collect();
    cells.into_iter()
}

fn first_words(cell: &str) -> Option<&str> {
    cell.split('>')
        .skip(1)
        .filter_map(|part| part.split('<').next())
        .map(str::trim)
        .find(|words| !words.is_empty())
}

/// `2026-09-04` for "4 Sept 2026".
pub fn iso_date(words: &str) -> Option<String> {
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec",
    ];
    let mut words = words.split(' ');
    let day: u32 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = months.iter().position(|month| *month == name)? + 1;
    let year: u32 = words.next()?.parse().ok()?;
    Some(format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_for_links_and_fields() {
        let page = r#"<a href="/actions/WYK-2026-014">x</a><a href="/boards/york/actions?x">y</a>
            <input type="hidden" name="version" value="3"><input value="later">"#;
        assert_eq!(
            links(page, "/actions/"),
            BTreeSet::from(["WYK-2026-014".into()])
        );
        assert_eq!(links(page, "/boards/"), BTreeSet::from(["york".into()]));
        assert_eq!(value_of(page, "version"), Some("3"));
        assert_eq!(value_of(page, "request"), None);
        assert_eq!(last_value(page), Some("later"));
    }

    #[test]
    fn cells_are_read_by_their_column() {
        let page = r#"<td data-label="Due"><span class="app-due">4 Sept 2026 <span>late</span></span></td>
            <td data-label="Reference"><!>WYK-2026-014</td>"#;
        let due: Vec<_> = cells(page, "Due").filter_map(iso_date).collect();
        assert_eq!(due, ["2026-09-04"]);
        assert_eq!(cells(page, "Reference").next(), Some("WYK-2026-014"));
        assert_eq!(iso_date("soon"), None);
    }
}
