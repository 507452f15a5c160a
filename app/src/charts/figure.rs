use leptos::prelude::*;

/// A picture with what it says and the figures it is made of.
pub struct Figure {
    /// Unique on its page.
    pub id: String,
    /// What the picture shows, as a sentence.
    pub message: String,
    pub picture: AnyView,
    /// What a reader needs to know to read it: rules, caveats.
    pub note: Option<AnyView>,
    /// The same figures as a table.
    pub table: AnyView,
    /// What the table is, such as "The figures as a table".
    pub table_name: String,
    /// Where the table is a file.
    pub csv: Option<String>,
}

/// Draws a picture under its message, and its table below.
pub fn figure(figure: Figure) -> AnyView {
    let heading = format!("{}-message", figure.id);
    let labelled_by = heading.clone();
    let csv = figure.csv.map(|href| {
        view! {
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=href download>"Download these figures (CSV)"</a>
            </p>
        }
    });
    view! {
        <figure class="app-figure" aria-labelledby=labelled_by id=figure.id>
            <h2 class="govuk-heading-m" id=heading>{figure.message}</h2>
            {figure.picture}
            {figure.note}
            <details class="govuk-details app-figure__table" open>
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">{figure.table_name}</span>
                </summary>
                <div class="govuk-details__text">{figure.table} {csv}</div>
            </details>
        </figure>
    }
    .into_any()
}

/// When a figure counts as more than chance, for those who ask.
pub fn the_rules() -> AnyView {
    view! {
        <details class="govuk-details">
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"When a figure counts as more than chance"</span>
            </summary>
            <div class="govuk-details__text">
                <p class="govuk-body">"As in “Making Data Count” of NHS England:"</p>
                <ul class="govuk-list govuk-list--bullet">
                    <li>"it is outside the expected range"</li>
                    <li>"7 or more in a row are on one side of the average"</li>
                    <li>"6 or more rises, or falls, follow one another"</li>
                    <li>"2 of 3 in a row are in the outer third of the range, on one side"</li>
                </ul>
                <p class="govuk-body">"The rules say that something changed. They do not say why."</p>
            </div>
        </details>
    }
    .into_any()
}
