use std::path::Path;

use clap::Parser;

use super::*;

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    serve: ServeArguments,
}

/// Reads settings from flags and variables as `portal serve` does.
fn read(flags: &[&str], variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
    let words = std::iter::once("serve").chain(flags.iter().copied());
    let arguments = CommandLine::try_parse_from(words)
        .expect("the flags exist")
        .serve;
    Config::read(&arguments, &variables.iter().copied().collect())
}

fn read_well(flags: &[&str], variables: &[(&str, &str)]) -> Config {
    match read(flags, variables) {
        Ok(config) => config,
        Err(mistakes) => panic!("{mistakes}"),
    }
}

/// The sentences about settings that are wrong.
fn complaints(flags: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    read(flags, variables)
        .map(|_| ())
        .expect_err("a mistake")
        .sentences()
        .to_vec()
}

/// What a small deployment sets.
const DEPLOYED: [(&str, &str); 8] = [
    ("PORTAL_LISTEN", "0.0.0.0:8080"),
    ("PORTAL_BASE_URL", "https://boards.example.gov.uk"),
    (
        "PORTAL_DATABASE_URL",
        "postgres://portal:hunter2@db.internal/portal",
    ),
    ("PORTAL_OIDC_PROVIDERS", "moj"),
    ("PORTAL_OIDC_MOJ_NAME", "Ministry of Justice"),
    (
        "PORTAL_OIDC_MOJ_ISSUER",
        "https://login.example.gov.uk/tenant/v2.0",
    ),
    ("PORTAL_OIDC_MOJ_CLIENT_ID", "boards"),
    ("PORTAL_OIDC_MOJ_CLIENT_SECRET", "correct horse"),
];

/// The deployment with one variable changed; an empty value takes it away.
fn deployed_with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut variables = DEPLOYED.to_vec();
    variables.retain(|(kept, _)| *kept != name);
    variables.push((name, value));
    variables
}

#[test]
fn demonstration_needs_nothing_but_its_flag() {
    let config = read_well(&["--demo"], &[]);
    assert!(config.demo);
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.base_url.to_string(), "http://127.0.0.1:3000");
    assert_eq!(config.database.url(), "sqlite://data/portal.db");
    assert_eq!(config.database.engine(), DatabaseEngine::Sqlite);
    assert_eq!(config.session.idle, Duration::from_secs(60 * 60));
    assert_eq!(config.session.absolute, Duration::from_secs(12 * 60 * 60));
    assert_eq!(config.requests.body_bytes, 262_144);
    assert_eq!(config.brand, Brand::Generic);
    assert_eq!(config.trusted_proxies, 0);
}

#[test]
fn a_deployment_is_read_from_variables() {
    let config = read_well(&[], &DEPLOYED);
    assert!(!config.demo);
    assert!(config.base_url.is_https());
    assert_eq!(
        config.base_url.with_path("/sign-in"),
        "https://boards.example.gov.uk/sign-in"
    );
    assert_eq!(config.database.engine(), DatabaseEngine::Postgres);
    let [provider] = config.providers.as_slice() else {
        panic!("one provider")
    };
    assert_eq!(provider.id, "moj");
    assert_eq!(provider.issuer, "https://login.example.gov.uk/tenant/v2.0");
}

#[test]
fn mail_needs_a_way_and_a_sender() {
    assert!(read_well(&["--demo"], &[]).mail.is_none());
    let from = (
        "PORTAL_MAIL_FROM",
        "Boards <no-reply@boards.example.gov.uk>",
    );
    let with = |way: &'static str| {
        let mut variables = DEPLOYED.to_vec();
        variables.extend([("PORTAL_MAIL", way), from]);
        variables
    };
    let config = read_well(&[], &with("smtps://boards:hunter2@mail.example.gov.uk"));
    let mail = config.mail.as_ref().expect("mail is set");
    assert_eq!(
        mail.from.email.to_string(),
        "no-reply@boards.example.gov.uk"
    );
    assert!(matches!(mail.way, MailWay::Server(_)));
    for told in [config.to_printable(), format!("{config:?}")] {
        assert!(!told.contains("hunter2"), "{told}");
    }
    let config = read_well(
        &["--mail", "file:///var/mail/portal"],
        &with("smtp://mail:25"),
    );
    let mail = config.mail.expect("mail is set");
    assert!(matches!(mail.way, MailWay::Folder(folder) if folder.ends_with("portal")));

    for way in [
        "mail.example.gov.uk",
        "https://mail.example.gov.uk",
        "smtp://",
    ] {
        let complaints = complaints(&[], &with(way));
        assert_eq!(complaints.len(), 1, "{way}: {complaints:?}");
        assert!(
            complaints[0].starts_with("PORTAL_MAIL must be "),
            "{complaints:?}"
        );
    }
    assert_eq!(
        complaints(&["--mail", "smtp://mail:25"], &DEPLOYED),
        ["PORTAL_MAIL is set, so PORTAL_MAIL_FROM must be, too."]
    );
    assert_eq!(
        complaints(
            &["--mail-from", "no-reply@boards.example.gov.uk"],
            &DEPLOYED
        ),
        ["PORTAL_MAIL_FROM is set, but PORTAL_MAIL is not: no mail would be sent."]
    );
    let nobody = complaints(
        &["--mail", "smtp://mail:25", "--mail-from", "Boards"],
        &DEPLOYED,
    );
    assert!(
        nobody[0].starts_with("PORTAL_MAIL_FROM must be an address"),
        "{nobody:?}"
    );
}

#[test]
fn a_flag_stands_above_its_variable() {
    let config = read_well(
        &[
            "--demo",
            "--listen",
            "127.0.0.1:4000",
            "--database-url",
            "sqlite::memory:",
        ],
        &[
            ("PORTAL_LISTEN", "127.0.0.1:5000"),
            ("PORTAL_DATABASE_URL", "sqlite://elsewhere.db"),
        ],
    );
    assert_eq!(config.listen.port(), 4000);
    assert_eq!(config.database.url(), "sqlite::memory:");
    assert!(config.unrecognised.is_empty());
}

#[test]
fn an_empty_variable_is_not_set() {
    let config = read_well(&["--demo"], &[("PORTAL_LISTEN", ""), ("PORTAL_BRAND", " ")]);
    assert_eq!(config.listen.port(), 3000);
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let sentences = complaints(
        &["--listen", "localhost:3000"],
        &[
            ("PORTAL_BRAND", "gov"),
            ("PORTAL_DATABASE_URL", "mysql://u:hunter2@db/x"),
            ("PORTAL_DEMO", "perhaps"),
            ("PORTAL_LOG_FORMAT", "xml"),
            ("PORTAL_MAX_CONNECTIONS", "0"),
            ("PORTAL_OIDC_PROVIDERS", "moj,MOJ"),
        ],
    );
    for name in [
        "PORTAL_LISTEN must",
        "PORTAL_BRAND must",
        "PORTAL_DATABASE_URL must",
        "PORTAL_DEMO must",
        "PORTAL_LOG_FORMAT must",
        "PORTAL_MAX_CONNECTIONS must",
        "PORTAL_OIDC_PROVIDERS may",
        "PORTAL_OIDC_MOJ_NAME must",
        "PORTAL_OIDC_MOJ_ISSUER must",
        "PORTAL_OIDC_MOJ_CLIENT_ID must",
        "PORTAL_OIDC_MOJ_CLIENT_SECRET or",
    ] {
        let about = sentences
            .iter()
            .filter(|sentence| sentence.starts_with(name))
            .count();
        assert_eq!(about, 1, "{name}… in {sentences:#?}");
    }
    assert_eq!(sentences.len(), 11, "{sentences:#?}");
    assert!(!format!("{sentences:?}").contains("hunter2"));
}

/// Each line: a setting of a good deployment, the value that spoils it, and how the one
/// complaint begins.
#[test]
fn each_mistake_is_one_sentence_about_its_setting() {
    let table = [
        (
            "PORTAL_LISTEN",
            "boards:80",
            "PORTAL_LISTEN must be an IP address and a port",
        ),
        (
            "PORTAL_BASE_URL",
            "",
            "PORTAL_BASE_URL must be set to the address people type",
        ),
        (
            "PORTAL_BASE_URL",
            "boards",
            "PORTAL_BASE_URL must be an address such as",
        ),
        (
            "PORTAL_BASE_URL",
            "ftp://boards",
            "PORTAL_BASE_URL must be an address such as",
        ),
        (
            "PORTAL_BASE_URL",
            "https://boards.uk/x",
            "PORTAL_BASE_URL must be an address such as",
        ),
        (
            "PORTAL_BASE_URL",
            "http://boards.uk",
            "PORTAL_BASE_URL must begin with https://",
        ),
        (
            "PORTAL_DATABASE_URL",
            "portal.db",
            "PORTAL_DATABASE_URL must be sqlite://FILE",
        ),
        (
            "PORTAL_DATABASE_URL",
            "sqlite://",
            "PORTAL_DATABASE_URL must be sqlite://FILE",
        ),
        (
            "PORTAL_BRAND",
            "crown",
            "PORTAL_BRAND must be generic or moj",
        ),
        (
            "PORTAL_LOG_FORMAT",
            "text",
            "PORTAL_LOG_FORMAT must be pretty or json",
        ),
        (
            "PORTAL_LOG_FILTER",
            "info,=x=y",
            "PORTAL_LOG_FILTER must be log directives",
        ),
        ("PORTAL_DEMO", "1", "PORTAL_DEMO must be true or false"),
        (
            "PORTAL_TRUSTED_PROXIES",
            "-1",
            "PORTAL_TRUSTED_PROXIES must be a whole number",
        ),
        (
            "PORTAL_TRUSTED_PROXIES",
            "9",
            "PORTAL_TRUSTED_PROXIES must be a whole number",
        ),
        (
            "PORTAL_SESSION_IDLE_MINUTES",
            "0",
            "PORTAL_SESSION_IDLE_MINUTES must be a whole number",
        ),
        (
            "PORTAL_SESSION_IDLE_MINUTES",
            "721",
            "PORTAL_SESSION_IDLE_MINUTES must be at most",
        ),
        (
            "PORTAL_SESSION_ABSOLUTE_MINUTES",
            "x",
            "PORTAL_SESSION_ABSOLUTE_MINUTES must be",
        ),
        (
            "PORTAL_HEADER_TIMEOUT_SECONDS",
            "0",
            "PORTAL_HEADER_TIMEOUT_SECONDS must be",
        ),
        (
            "PORTAL_BODY_TIMEOUT_SECONDS",
            "1.5",
            "PORTAL_BODY_TIMEOUT_SECONDS must be",
        ),
        (
            "PORTAL_REQUEST_TIMEOUT_SECONDS",
            "x",
            "PORTAL_REQUEST_TIMEOUT_SECONDS must be",
        ),
        (
            "PORTAL_MAX_BODY_BYTES",
            "64k",
            "PORTAL_MAX_BODY_BYTES must be a whole number",
        ),
        (
            "PORTAL_MAX_CONNECTIONS",
            "0",
            "PORTAL_MAX_CONNECTIONS must be a whole number from 1",
        ),
        (
            "PORTAL_SIGN_IN_PER_MINUTE",
            "0",
            "PORTAL_SIGN_IN_PER_MINUTE must be a whole number",
        ),
        (
            "PORTAL_SIGN_IN_BURST",
            "0",
            "PORTAL_SIGN_IN_BURST must be a whole number from 1",
        ),
        (
            "PORTAL_OIDC_PROVIDERS",
            "",
            "PORTAL_OIDC_PROVIDERS must name at least one",
        ),
        (
            "PORTAL_OIDC_PROVIDERS",
            "moj,moj",
            "PORTAL_OIDC_PROVIDERS holds “moj” twice",
        ),
        (
            "PORTAL_OIDC_PROVIDERS",
            "moj,demonstration",
            "PORTAL_OIDC_PROVIDERS may not hold “demonstration”",
        ),
        (
            "PORTAL_OIDC_PROVIDERS",
            "moj,../x",
            "PORTAL_OIDC_PROVIDERS may only hold names",
        ),
        (
            "PORTAL_OIDC_MOJ_NAME",
            "",
            "PORTAL_OIDC_MOJ_NAME must be set to what",
        ),
        (
            "PORTAL_OIDC_MOJ_ISSUER",
            "",
            "PORTAL_OIDC_MOJ_ISSUER must be set to the provider",
        ),
        (
            "PORTAL_OIDC_MOJ_ISSUER",
            "http://a.b",
            "PORTAL_OIDC_MOJ_ISSUER must be an https",
        ),
        (
            "PORTAL_OIDC_MOJ_ISSUER",
            "https://a/?x",
            "PORTAL_OIDC_MOJ_ISSUER must be an https",
        ),
        (
            "PORTAL_OIDC_MOJ_CLIENT_ID",
            "",
            "PORTAL_OIDC_MOJ_CLIENT_ID must be set",
        ),
        (
            "PORTAL_OIDC_MOJ_CLIENT_SECRET",
            "",
            "PORTAL_OIDC_MOJ_CLIENT_SECRET or",
        ),
        (
            "PORTAL_OIDC_MOJ_CLIENT_SECRET_FILE",
            "/somewhere",
            "PORTAL_OIDC_MOJ_CLIENT_SECRET and PORTAL_OIDC_MOJ_CLIENT_SECRET_FILE are both set",
        ),
        (
            "PORTAL_DATABASE_URL_FILE",
            "/somewhere",
            "PORTAL_DATABASE_URL and PORTAL_DATABASE_URL_FILE are both set",
        ),
    ];
    for (name, value, beginning) in table {
        let sentences = complaints(&[], &deployed_with(name, value));
        let [sentence] = sentences.as_slice() else {
            panic!("{name}={value} gives {sentences:#?}");
        };
        assert!(
            sentence.starts_with(beginning),
            "{name}={value} gives “{sentence}”"
        );
        assert!(
            sentence.ends_with('.') && !sentence.contains('\n'),
            "{sentence}"
        );
    }
}

#[test]
fn demonstration_refuses_to_be_reached_from_elsewhere() {
    for listen in ["0.0.0.0:3000", "[::]:3000", "192.0.2.7:3000"] {
        let sentences = complaints(
            &[
                "--demo",
                "--listen",
                listen,
                "--base-url",
                "http://localhost:3000",
            ],
            &[],
        );
        let [sentence] = sentences.as_slice() else {
            panic!("{listen} gives {sentences:#?}")
        };
        assert!(
            sentence.starts_with("PORTAL_LISTEN must be a loopback address"),
            "{sentence}"
        );
    }
    for base_url in [
        "https://boards.example.gov.uk",
        "https://localhost.example.gov.uk",
    ] {
        let sentences = complaints(&["--demo", "--base-url", base_url], &[]);
        let [sentence] = sentences.as_slice() else {
            panic!("{base_url} gives {sentences:#?}")
        };
        assert!(
            sentence.starts_with("PORTAL_BASE_URL must name localhost"),
            "{sentence}"
        );
    }
    for base_url in [
        "http://localhost:3000",
        "http://127.0.0.1:3000",
        "http://[::1]:3000",
    ] {
        assert!(
            read(&["--demo", "--base-url", base_url], &[]).is_ok(),
            "{base_url}"
        );
    }
    // The switch counts from the environment too.
    assert!(read(&["--listen", "0.0.0.0:3000"], &[("PORTAL_DEMO", "true")]).is_err());
}

#[test]
fn secrets_may_stand_in_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secret");
    let name = path.to_str().expect("a plain name");
    std::fs::write(&path, "from a file\n").expect("written");

    let mut variables = deployed_with("PORTAL_OIDC_MOJ_CLIENT_SECRET", "");
    variables.push(("PORTAL_OIDC_MOJ_CLIENT_SECRET_FILE", name));
    let config = read_well(&[], &variables);
    let secret = config
        .providers
        .first()
        .map(|provider| secrecy::ExposeSecret::expose_secret(&provider.client_secret).to_owned());
    assert_eq!(secret.as_deref(), Some("from a file"));

    std::fs::write(&path, "\n").expect("written");
    assert!(
        complaints(&[], &variables)
            .join("\n")
            .contains("names an empty file")
    );
    std::fs::remove_file(&path).expect("removed");
    assert!(
        complaints(&[], &variables)
            .join("\n")
            .contains("which cannot be read")
    );
}

#[test]
fn printing_shows_every_setting_and_no_secret() {
    let mut variables = DEPLOYED.to_vec();
    variables.push(("PORTAL_LISTN", "mistyped"));
    variables.push(("PORTAL_TEST_DATABASE_URL", "for the tests"));
    let config = read_well(&[], &variables);
    let printed = config.to_printable();

    for line in [
        "PORTAL_LISTEN=0.0.0.0:8080",
        "PORTAL_BASE_URL=https://boards.example.gov.uk",
        "PORTAL_DATABASE_URL=postgres://portal:****@db.internal/portal",
        "PORTAL_DEMO=false",
        "PORTAL_SESSION_ABSOLUTE_MINUTES=720",
        "PORTAL_OIDC_MOJ_CLIENT_ID=boards",
        "PORTAL_OIDC_MOJ_CLIENT_SECRET=****",
        "# PORTAL_LISTN is set, but it is not a setting of the portal",
    ] {
        assert!(
            printed.lines().any(|printed| printed == line),
            "{line} in\n{printed}"
        );
    }
    for setting in [
        "PORTAL_LISTN",
        "PORTAL_SIGN_IN_BURST",
        "PORTAL_MAX_BODY_BYTES",
    ] {
        assert!(printed.contains(setting), "{setting}");
    }
    for secret in ["hunter2", "correct horse", "mistyped", "for the tests"] {
        assert!(!printed.contains(secret), "{printed}");
        assert!(!format!("{config:?}").contains(secret), "{config:?}");
    }
}

#[test]
fn a_password_among_the_parameters_is_masked_too() {
    let database = DatabaseConfig::parse("postgres://db/portal?user=portal&password=hunter2")
        .expect("an address");
    assert_eq!(
        database.masked(),
        "postgres://db/portal?user=portal&password=****"
    );
    assert!(database.url().contains("hunter2"));
    assert!(!format!("{database:?}").contains("hunter2"));
}

#[test]
fn the_base_address_is_written_as_browsers_write_origins() {
    let origin = |text: &str| BaseUrl::parse(text).expect("an address").origin();
    assert_eq!(
        origin("https://Boards.Example.gov.uk:443/"),
        "https://boards.example.gov.uk"
    );
    assert_eq!(origin("http://localhost:3000"), "http://localhost:3000");
    assert_eq!(origin("http://[::1]:80"), "http://[::1]");
}

#[test]
fn other_commands_read_only_what_they_need() {
    let environment = [
        ("PORTAL_DATABASE_URL", "sqlite://x.db"),
        ("PORTAL_LISTEN", "nonsense"),
    ]
    .into_iter()
    .collect();
    let database = DatabaseConfig::read(&DatabaseArguments::default(), &environment);
    assert_eq!(database.expect("good").masked(), "sqlite://x.db");
    let wrong = [("PORTAL_DATABASE_URL", "x")].into_iter().collect();
    assert!(DatabaseConfig::read(&DatabaseArguments::default(), &wrong).is_err());
    assert!(LogConfig::read(&LogArguments::default(), &wrong).is_ok());
    let wrong = [("PORTAL_LOG_FILTER", "a=b=c")].into_iter().collect();
    assert!(LogConfig::read(&LogArguments::default(), &wrong).is_err());
}

#[test]
fn papers_are_in_a_folder_or_in_a_bucket() {
    let folder = read_well(&["--demo"], &[("PORTAL_PAPERS", "/srv/papers")]);
    assert!(matches!(folder.papers, PapersConfig::Folder(at) if at == Path::new("/srv/papers")));

    let variables = [
        ("PORTAL_PAPERS", "s3://papers/of/ours/"),
        ("PORTAL_PAPERS_S3_ENDPOINT", "https://s3.example.gov.uk"),
        ("PORTAL_PAPERS_S3_KEY_ID", "AKIAEXAMPLE"),
        ("PORTAL_PAPERS_S3_SECRET", "correct horse"),
    ];
    let config = read_well(&["--demo"], &variables);
    assert!(config.unrecognised.is_empty());
    assert!(!config.to_printable().contains("correct horse"));
    assert!(!format!("{config:?}").contains("correct horse"));
    let PapersConfig::Bucket(bucket) = config.papers else {
        panic!("{:?}", config.papers);
    };
    assert_eq!(
        (bucket.bucket.as_str(), bucket.prefix.as_str()),
        ("papers", "of/ours")
    );
    assert_eq!(bucket.region, "eu-west-2");
    assert_eq!(
        bucket.endpoint.expect("an address").as_str(),
        "https://s3.example.gov.uk/"
    );
    assert_eq!(bucket.key.expect("a key").id, "AKIAEXAMPLE");
}

#[test]
fn a_bucket_that_is_said_badly_is_a_mistake() {
    for (variables, wrong) in [
        (vec![("PORTAL_PAPERS", "https://papers")], "PORTAL_PAPERS "),
        (vec![("PORTAL_PAPERS", "s3://")], "PORTAL_PAPERS "),
        (vec![("PORTAL_PAPERS", "s3://papers?a=b")], "PORTAL_PAPERS "),
        (
            vec![("PORTAL_PAPERS_S3_REGION", "eu-west-1")],
            "PORTAL_PAPERS_S3_REGION ",
        ),
        (
            vec![
                ("PORTAL_PAPERS", "s3://papers"),
                ("PORTAL_PAPERS_S3_ENDPOINT", "s3.example.gov.uk"),
            ],
            "PORTAL_PAPERS_S3_ENDPOINT ",
        ),
        (
            vec![
                ("PORTAL_PAPERS", "s3://papers"),
                ("PORTAL_PAPERS_S3_KEY_ID", "AKIAEXAMPLE"),
            ],
            "PORTAL_PAPERS_S3_KEY_ID ",
        ),
        (
            vec![
                ("PORTAL_PAPERS", "s3://papers"),
                ("PORTAL_PAPERS_S3_SECRET", "correct horse"),
            ],
            "PORTAL_PAPERS_S3_SECRET ",
        ),
    ] {
        let said = complaints(&["--demo"], &variables);
        assert!(said.len() == 1 && said[0].starts_with(wrong), "{said:?}");
    }
}
