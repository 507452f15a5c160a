//! The Ministry of Justice's own components, in the same manner as
//! [`crate::govuk`]: one options struct each, drawn on the server.
//!
//! Its npm package has no examples, so `tests/fixtures/moj/generate.mjs` draws
//! ours with the package's templates, and `tests/moj_fixtures.rs` compares.

mod alert;
mod badge;
mod button_menu;
mod filter;
mod identity_bar;
mod notification_badge;
mod organisation_switcher;
mod page_header_actions;
mod scrollable_pane;
mod sub_navigation;
mod timeline;

pub use alert::{Alert, AlertHeading, AlertOptions, AlertVariant};
pub use badge::{Badge, BadgeOptions};
pub use button_menu::{ButtonMenu, ButtonMenuOptions, ButtonMenuToggle};
pub use filter::{
    ClearLink, Filter, FilterCategory, FilterOptions, FilterSubmit, FilterTag, FilterTags,
    SelectedFilters,
};
pub use identity_bar::{IdentityBar, IdentityBarOptions};
pub use notification_badge::{NotificationBadge, NotificationBadgeOptions};
pub use organisation_switcher::{
    OrganisationSwitcher, OrganisationSwitcherLink, OrganisationSwitcherOptions,
};
pub use page_header_actions::{PageHeaderActions, PageHeaderActionsOptions, PageHeading};
pub use scrollable_pane::{ScrollablePane, ScrollablePaneOptions};
pub use sub_navigation::{SubNavigation, SubNavigationItem, SubNavigationOptions};
pub use timeline::{Timeline, TimelineItem, TimelineOptions, TimelineTime};
