//! What every handler may draw on.

use std::{path::PathBuf, sync::Arc};

use app::layout::Brand;
use url::Url;

use crate::{
    clock::{Clock, Random},
    db::Db,
    imports::Background,
    live::LiveBus,
    mail::Mailer,
    papers::keep::Keep,
    queue::Queue,
    serve::Stopping,
    sessions::{Cookies, Limits},
    sign_in::{provider::Provider, stand_in::StandIn},
};

/// The portal while it runs. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Portal>);

impl AppState {
    pub fn new(portal: Portal) -> Self {
        Self(Arc::new(portal))
    }
}

impl std::ops::Deref for AppState {
    type Target = Portal;

    fn deref(&self) -> &Portal {
        &self.0
    }
}

/// Everything that lives as long as the server.
pub struct Portal {
    pub db: Db,
    pub clock: Clock,
    pub random: Random,
    /// The address people type, without a path.
    pub base_url: Url,
    pub site_root: PathBuf,
    /// Changes with the styles and scripts.
    pub assets: String,
    pub brand: Brand,
    /// Whether the data is made up, which every page then says.
    pub fictional: bool,
    pub cookies: Cookies,
    pub session_limits: Limits,
    /// The ways to sign in, in the order of the page.
    pub providers: Vec<Provider>,
    /// The demonstration's own provider, where it is on.
    pub stand_in: Option<StandIn>,
    pub live: LiveBus,
    /// Files of members that are being checked or taken over.
    pub imports: Background,
    /// Where files are made of meetings.
    pub packs: Queue,
    /// Where whoever asks for a costly page waits.
    pub costly: Queue,
    /// The files of papers.
    pub papers: Keep,
    pub mailer: Mailer,
    pub stopping: Stopping,
    pub contact: app::help::Contact,
}
