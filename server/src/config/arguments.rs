//! The flags. All are plain text: what they mean is decided together with the environment.

/// Where the data is kept. Shared by every command that opens the database.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DatabaseArguments {
    /// sqlite://FILE or postgres://… [env: PORTAL_DATABASE_URL or PORTAL_DATABASE_URL_FILE]
    /// [default: sqlite://data/portal.db]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

/// How the command logs.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LogArguments {
    /// pretty or json [env: PORTAL_LOG_FORMAT] [default: pretty]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,

    /// Which log lines to write, such as "info,sqlx=warn" [env: PORTAL_LOG_FILTER]
    #[arg(long, value_name = "DIRECTIVES")]
    pub log_filter: Option<String>,
}

/// The flags of `portal serve`.
///
/// The variables are named in the help and read by [`super::Config::read`], not
/// by clap: clap would stop at the first mistake and would show the values of
/// variables in its help.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServeArguments {
    #[command(flatten)]
    pub database: DatabaseArguments,

    #[command(flatten)]
    pub log: LogArguments,

    /// Where to listen [env: PORTAL_LISTEN] [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,

    /// The address people type [env: PORTAL_BASE_URL] [default: http:// and the listening
    /// address, if that is a loopback address]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,

    /// Folder with the built scripts, styles and images [env: PORTAL_SITE_ROOT]
    /// [default: target/site]
    #[arg(long, value_name = "FOLDER")]
    pub site_root: Option<String>,

    /// Let anybody sign in as a demonstration person; only on this computer [env: PORTAL_DEMO]
    #[arg(long)]
    pub demo: bool,

    /// generic or moj [env: PORTAL_BRAND] [default: generic]
    #[arg(long, value_name = "BRAND")]
    pub brand: Option<String>,

    /// How many of our proxies stand before the server [env: PORTAL_TRUSTED_PROXIES] [default: 0]
    #[arg(long, value_name = "COUNT")]
    pub trusted_proxies: Option<String>,

    /// Sign people out after so long without a request
    /// [env: PORTAL_SESSION_IDLE_MINUTES] [default: 60]
    #[arg(long, value_name = "MINUTES")]
    pub session_idle_minutes: Option<String>,

    /// Sign people out after so long in any case
    /// [env: PORTAL_SESSION_ABSOLUTE_MINUTES] [default: 720]
    #[arg(long, value_name = "MINUTES")]
    pub session_absolute_minutes: Option<String>,

    /// How long the head of a request may take [env: PORTAL_HEADER_TIMEOUT_SECONDS] [default: 10]
    #[arg(long, value_name = "SECONDS")]
    pub header_timeout_seconds: Option<String>,

    /// How long the body of a request may take [env: PORTAL_BODY_TIMEOUT_SECONDS] [default: 15]
    #[arg(long, value_name = "SECONDS")]
    pub body_timeout_seconds: Option<String>,

    /// How long an answer may take to begin [env: PORTAL_REQUEST_TIMEOUT_SECONDS] [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub request_timeout_seconds: Option<String>,

    /// Largest request body [env: PORTAL_MAX_BODY_BYTES] [default: 262144]
    #[arg(long, value_name = "BYTES")]
    pub max_body_bytes: Option<String>,

    /// How many connections to hold at once [env: PORTAL_MAX_CONNECTIONS] [default: 1024]
    #[arg(long, value_name = "COUNT")]
    pub max_connections: Option<String>,

    /// Requests to the sign-in pages a minute for one client address
    /// [env: PORTAL_SIGN_IN_PER_MINUTE] [default: 120]
    #[arg(long, value_name = "COUNT")]
    pub sign_in_per_minute: Option<String>,

    /// Requests to the sign-in pages at once for one client address
    /// [env: PORTAL_SIGN_IN_BURST] [default: 60]
    #[arg(long, value_name = "COUNT")]
    pub sign_in_burst: Option<String>,

    /// Short names of the OpenID providers, separated by commas [env: PORTAL_OIDC_PROVIDERS].
    /// For each, such as "moj", set PORTAL_OIDC_MOJ_NAME, _ISSUER, _CLIENT_ID and
    /// _CLIENT_SECRET or _CLIENT_SECRET_FILE
    #[arg(long, value_name = "NAMES")]
    pub oidc_providers: Option<String>,

    /// Print every setting, secrets masked, and stop
    #[arg(long)]
    pub print_config: bool,

    /// Where people get help, an e-mail address [PORTAL_CONTACT_EMAIL]
    #[arg(long)]
    pub contact_email: Option<String>,

    /// The organisation that runs the portal [PORTAL_OPERATOR]
    #[arg(long)]
    pub operator: Option<String>,

    /// The folder that papers are kept in, by default beside the database; or a bucket,
    /// as s3://BUCKET/FOLDER [PORTAL_PAPERS]
    #[arg(long)]
    pub papers: Option<String>,

    /// Where the bucket of papers is asked for, if that is not Amazon
    /// [PORTAL_PAPERS_S3_ENDPOINT]
    #[arg(long)]
    pub papers_s3_endpoint: Option<String>,

    /// The region of the bucket of papers; eu-west-2 unless said
    /// [PORTAL_PAPERS_S3_REGION]
    #[arg(long)]
    pub papers_s3_region: Option<String>,

    /// The identifier of the key that opens the bucket of papers, whose secret is in
    /// PORTAL_PAPERS_S3_SECRET; the role of the machine without it
    /// [PORTAL_PAPERS_S3_KEY_ID]
    #[arg(long)]
    pub papers_s3_key_id: Option<String>,

    /// Where a ClamAV daemon scans papers, such as 127.0.0.1:3310; none are scanned
    /// without it [PORTAL_CLAMD]
    #[arg(long)]
    pub clamd: Option<String>,

    /// How mail is sent: smtps://USER:PASSWORD@HOST, smtp://HOST:25 or
    /// file:///FOLDER; none is sent without it [PORTAL_MAIL]
    #[arg(long)]
    pub mail: Option<String>,

    /// Whom mail is from, such as Boards <no-reply@boards.example.gov.uk>
    /// [PORTAL_MAIL_FROM]
    #[arg(long)]
    pub mail_from: Option<String>,
}
