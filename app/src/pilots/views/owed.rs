//! The returns that somebody still owes, on their own page.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{paths, pilots::rules::Owing, query, wording};

/// The sites for which somebody reports and whose returns are not sent in; nothing where
/// there are none.
pub fn owed_returns(owing: &[Owing], today: NaiveDate) -> Option<AnyView> {
    (!owing.is_empty()).then(|| {
        let items = owing
            .iter()
            .map(|one| {
                let oldest = one.owed.months.last().map(ToString::to_string);
                let pairs = [("month", oldest.unwrap_or_default())];
                let href = query::address(&paths::site_return(one.site), &pairs);
                let chased = one.chased_on.map(|day| {
                    let words = format!("You were reminded on {}.", wording::date(day));
                    view! { <span class="app-due__note">{words}</span> }
                });
                view! {
                    <li>
                        <a class="govuk-link" href=href>
                            {format!("Return of {} to {}", one.site_name, one.pilot_title)}
                        </a>
                        <span class="app-due__note">{one.owed.in_words(today)}</span>
                        {chased}
                    </li>
                }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Returns of pilot sites"</h2>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
        }
        .into_any()
    })
}
