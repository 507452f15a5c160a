//! Who reports for a site by name.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{edit::EditView, head};
use crate::{
    layout::{Fields, Page},
    paths,
    pilots::{
        forms::field,
        types::{Site, SiteLead},
    },
    wording,
};

/// Everybody who reports or reported for a site by name, and the form that names
/// somebody.
pub fn site_leads_form(
    view: &EditView<'_>,
    site: &Site,
    leads: &[&SiteLead],
    today: NaiveDate,
) -> Page {
    let fields = Fields(&view.form);
    let rows = leads
        .iter()
        .map(|lead| lead_row(lead, today))
        .collect_view();
    let known = if leads.is_empty() {
        view! { <p class="govuk-body">"Nobody is named yet."</p> }.into_any()
    } else {
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-visually-hidden">"Who reports for the site by name"</caption>
                {head(&["Name", "From", "To", "Named by"])}
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let seat = site
        .lead_title
        .as_ref()
        .map(|title| view! { <p class="govuk-body">{format!("The seat “{title}” reports for this site, too.")}</p> });
    let intro = view! {
        <p class="govuk-body">"Whoever is named here fills in and sends the returns of this site and of no other, whether they sit on a board or not. They see this pilot while they do."</p>
        {seat}
        {known}
        <h2 class="govuk-heading-m">"Name somebody"</h2>
    }
    .into_any();
    let questions = view! {
        {fields.email(field::EMAIL, "Email address", "Of somebody the portal knows. They sign in with their account.")}
        {fields.date(field::STARTS, "First day", "")}
        {fields.date(field::ENDS, "Last day (optional)", "Leave it empty if it is not known yet.")}
    }
    .into_any();
    view.page(
        &format!("Who reports for {}", site.name),
        intro,
        questions,
        (&paths::site_leads(site.id), "Name them"),
    )
}

fn lead_row(lead: &SiteLead, today: NaiveDate) -> AnyView {
    let is_over = lead.ends_on.is_some_and(|last| last < today);
    let end = (!is_over).then(|| {
        let words = match lead.ends_on {
            Some(_) => "Change the last day",
            None => "Set the last day",
        };
        let hidden = format!(" of {}", lead.full_name);
        view! {
            <span class="app-due__note app-no-print">
                <a class="govuk-link" href=paths::end_site_lead(lead.id)>
                    {words}<span class="govuk-visually-hidden">{hidden}</span>
                </a>
            </span>
        }
    });
    let last = lead
        .ends_on
        .map_or_else(|| "Open".to_owned(), wording::date);
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                {lead.full_name.clone()}<span class="app-due__note">{lead.post.clone()}</span>
            </th>
            <td class="govuk-table__cell" data-label="From">{wording::date(lead.starts_on)}</td>
            <td class="govuk-table__cell" data-label="To">{last}{end}</td>
            <td class="govuk-table__cell" data-label="Named by">{lead.named_by.clone()}</td>
        </tr>
    }
    .into_any()
}

/// The form that sets the last day of somebody who reports for a site.
pub fn site_lead_end_form(view: &EditView<'_>, site: &Site, lead: &SiteLead) -> Page {
    let fields = Fields(&view.form);
    let intro = format!(
        "{} reports for {} since {}. After the last day they can no longer fill in its returns. What they sent in stays.",
        lead.full_name,
        site.name,
        wording::date(lead.starts_on)
    );
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.date(field::ENDS, "Last day", "")}
    }
    .into_any();
    view.page(
        &format!("Last day of {}", lead.full_name),
        view! { <p class="govuk-body">{intro}</p> }.into_any(),
        questions,
        (&paths::end_site_lead(lead.id), "Save"),
    )
}
