//! Puts a portal together from its configuration, and serves it.

use std::io::Write;

use anyhow::Context;
use app::{help::Contact, layout, paths};
use axum::Router;
use chrono::TimeDelta;
use openidconnect::IssuerUrl;
use secrecy::SecretString;
use tokio::net::TcpListener;
use url::Url;

use crate::{
    clock::{Clock, Random},
    config::{Brand, Config},
    db::Db,
    demo, files, imports,
    live::{self, LiveBus},
    mail::{self, Mailer},
    packs,
    papers::keep::Keep,
    render, router,
    serve::{self, Stopping},
    sessions::{Cookies, Limits},
    sign_in::{
        provider::{Provider, ProviderSettings},
        stand_in::{StandIn, StandInSettings},
        transport::Transport,
    },
    state::{AppState, Portal},
};

/// What a portal takes from outside: time, chance and the way to stop.
pub struct Surroundings {
    pub clock: Clock,
    pub random: Random,
    pub stopping: Stopping,
}

/// Puts the portal together on an open, migrated database.
///
/// # Errors
/// A provider's settings cannot be used, or the database does not answer.
pub async fn assemble(
    config: &Config,
    db: Db,
    surroundings: Surroundings,
) -> anyhow::Result<(AppState, Router)> {
    let Surroundings {
        clock,
        random,
        stopping,
    } = surroundings;
    // Views that draw asynchronously would look for an executor; ours do not,
    // but one that did by mistake must not bring the request down.
    let _ = any_spawner::Executor::init_tokio();
    let base_url = Url::parse(&config.base_url.origin())?;
    let mut providers = Vec::new();
    let mut stand_in = None;
    if config.demo {
        let (provider, its_other_side) = demonstration_provider(&base_url, &clock, &random)?;
        providers.push(provider);
        stand_in = Some(its_other_side);
    }
    for settings in &config.providers {
        let callback = base_url.join(&paths::sign_in_callback(&settings.id))?;
        let settings = ProviderSettings {
            id: settings.id.clone(),
            name: settings.name.clone(),
            issuer: IssuerUrl::new(settings.issuer.clone())?,
            client_id: settings.client_id.clone(),
            client_secret: Some(settings.client_secret.clone()),
            scopes: vec!["email".to_owned(), "profile".to_owned()],
        };
        providers.push(Provider::new(settings, callback, Transport::network()?)?);
    }
    let state = AppState::new(Portal {
        fictional: demo::is_loaded(db.reader()).await?,
        assets: files::version(&config.site_root),
        site_root: config.site_root.clone(),
        brand: match config.brand {
            Brand::Generic => layout::Brand::Generic,
            Brand::Moj => layout::Brand::Moj,
        },
        cookies: Cookies::for_address(&base_url),
        session_limits: Limits {
            idle: TimeDelta::from_std(config.session.idle)?,
            absolute: TimeDelta::from_std(config.session.absolute)?,
        },
        contact: Contact {
            email: config.contact_email.clone(),
            operator: config.operator.clone(),
        },
        live: LiveBus::default(),
        packs: packs::work::workshop(),
        costly: router::waiting_room(),
        papers: Keep::new(&config.papers, config.clamd.clone())?,
        mailer: Mailer::new(config.mail.as_ref(), config.demo)?,
        imports: imports::Background::default(),
        db,
        clock,
        random,
        base_url,
        providers,
        stand_in,
        stopping,
    });
    let settings = config.layer_settings(render::problem_page(state.clone()));
    let router = router::router(&state, &settings);
    Ok((state, router))
}

/// The identifier of the demonstration's own provider.
pub const DEMONSTRATION: &str = "demonstration";

/// The demonstration's provider and the portal's view of it. The secret between
/// the two is made at start and known to nobody else.
fn demonstration_provider(
    base_url: &Url,
    clock: &Clock,
    random: &Random,
) -> anyhow::Result<(Provider, StandIn)> {
    let issuer = IssuerUrl::from_url(base_url.join("/demo/oidc")?);
    let callback = base_url.join(&paths::sign_in_callback(DEMONSTRATION))?;
    let client_secret = SecretString::from(random.secret());
    let stand_in = StandIn::new(
        StandInSettings {
            issuer: issuer.clone(),
            client_id: "portal".to_owned(),
            client_secret: client_secret.clone(),
            redirect_uris: vec![callback.clone()],
            post_logout_redirect_uris: vec![base_url.join(paths::SIGNED_OUT)?],
            choose_page: paths::CHOOSE_PERSON.to_owned(),
        },
        clock.clone(),
        random.clone(),
    )?;
    let settings = ProviderSettings {
        id: DEMONSTRATION.to_owned(),
        name: "the demonstration".to_owned(),
        issuer,
        client_id: "portal".to_owned(),
        client_secret: Some(client_secret),
        scopes: vec!["email".to_owned(), "profile".to_owned()],
    };
    let transport = Transport::InProcess(stand_in.router());
    Ok((Provider::new(settings, callback, transport)?, stand_in))
}

/// Serves the portal until an operator asks it to stop.
///
/// # Errors
/// The database, the address to listen on or a provider cannot be used.
pub async fn serve(config: &Config) -> anyhow::Result<()> {
    let surroundings = Surroundings {
        clock: Clock::system(),
        random: Random::system(),
        stopping: Stopping::when(serve::operator_asks_to_stop()?),
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", config.listen))?;
    let db = Db::connect(config.database.url()).await?;
    db.migrate(config.database.url()).await?;
    if config.demo && demo::is_empty(db.reader()).await? {
        say("Loading the register and the demonstration data …")?;
        let today = surroundings.clock.today();
        let summary = demo::load(&db, demo::SEED, today, 1).await?;
        say(&summary.to_string())?;
    }
    let stopping = surroundings.stopping.clone();
    let (state, router) = assemble(config, db.clone(), surroundings).await?;
    tokio::spawn(state.live.clone().run(db.clone(), stopping.clone()));
    tokio::spawn(live::keep_tidy(state.clone(), stopping.clone()));
    if state.fictional {
        demo::keep_papers(&state.papers).await?;
        demo::keep_figures(&state.papers).await?;
    }
    tokio::spawn(mail::worker::run(state.clone()));
    imports::members::check::take_up(&state).await?;
    packs::work::give_up_all(&state).await?;
    say(&format!("The portal is at {}", config.base_url))?;
    if config.demo {
        say("Open it, sign in with the demonstration, and choose who to be.")?;
    }
    serve::run(listener, router, config.serve_limits(), stopping.begun()).await?;
    db.close().await?;
    Ok(())
}

/// Tells the operator something, whatever the log shows.
fn say(words: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{words}")
}
