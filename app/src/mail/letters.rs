//! What mail says. Pure: plain text for any mail program.

use chrono::{DateTime, Utc};

use super::types::LINK;
use crate::{
    actions::types::Status,
    mail_links::{OFFERED, POSITION},
    notices::Told,
    wording,
};

/// Subject and text of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub body: String,
}

/// Asks somebody to sign in for the first time.
pub fn invitation(
    full_name: &str,
    board_name: &str,
    seat_title: &str,
    expires_at: DateTime<Utc>,
) -> Letter {
    let until = wording::date_and_time(expires_at);
    Letter {
        subject: format!(
            "You are invited to the portal of the family justice boards: {board_name}"
        ),
        body: format!(
            "Dear {full_name},\n\
             \n\
             You hold the seat “{seat_title}” on the board {board_name}. The portal of the \
             family justice boards shows you its members and its actions, and lets you update \
             those that you lead.\n\
             \n\
             Follow this link and sign in with an account of the address this mail came to:\n\
             \n\
             {LINK}\n\
             \n\
             The link works once, until {until}. Following it changes nothing before you sign \
             in. If you did not expect this mail, you can leave it unanswered.\n"
        ),
    }
}

/// What stands in the text where the nth link is that only the addressee may have.
fn mark(number: usize) -> String {
    format!("{{link {number}}}")
}

/// The text with its links, one a line: the first stands for [`LINK`].
pub fn with_links(body: &str, links: &str) -> String {
    let first = links.lines().next().unwrap_or_default();
    links
        .lines()
        .enumerate()
        .fold(body.replace(LINK, first), |body, (number, link)| {
            body.replace(&mark(number + 1), link)
        })
}

/// The text as others than the mail itself show it: without its links.
pub fn without_links(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut said = false;
    for line in body.replace(LINK, "(the link is in the mail only)").lines() {
        let has_mark = line.contains("{link ");
        if !has_mark {
            out.push_str(line);
        } else if !said {
            out.push_str("(its links are in the mail only)");
        }
        if !has_mark || !said {
            out.push('\n');
        }
        said = has_mark;
    }
    out
}

/// An action that somebody is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedAction {
    pub reference: String,
    pub title: String,
    pub board_name: String,
    pub status: Status,
    /// Why it is in the mail: "Due today".
    pub why: String,
}

/// Something about an action that waits for an answer in the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub reference: String,
    pub title: String,
    pub board_name: String,
    /// "Offered to you by Ayton. Answer by 3 March 2026".
    pub words: String,
    /// Where the answer is given.
    pub page: String,
}

/// The returns of a site of a pilot that somebody is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedReturn {
    pub site_name: String,
    pub pilot_title: String,
    /// Which months, and how late they are.
    pub words: String,
    /// Where the first of them is filled in.
    pub page: String,
}

/// Everything that one mail tells a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    pub full_name: String,
    /// Their own actions; each has a link of its own, in the same order.
    pub asked: Vec<AskedAction>,
    /// How many more there are than the mail lists.
    pub more: usize,
    pub waiting: Vec<Waiting>,
    /// Sites of pilots whose returns they still owe.
    pub returns: Vec<AskedReturn>,
    pub told: Vec<Told>,
}

impl Digest {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
            && self.waiting.is_empty()
            && self.returns.is_empty()
            && self.told.is_empty()
    }
}

/// The mail of a day, or of the time since the last one. `links_until` is when the
/// links of its actions stop working; `choices` is where one says when such a mail
/// comes; `work` is where one's actions are.
pub fn digest(digest: &Digest, links_until: DateTime<Utc>, choices: &str, work: &str) -> Letter {
    let mut body = format!("Dear {},\n", digest.full_name);
    asked(&mut body, digest, links_until, work);
    if !digest.waiting.is_empty() {
        body.push_str("\nThese wait for an answer:\n");
        for one in &digest.waiting {
            body.push_str(&format!(
                "\n{} {}\n{}\n{}\n{}\n",
                one.reference, one.title, one.board_name, one.words, one.page
            ));
        }
    }
    if !digest.returns.is_empty() {
        body.push_str("\nSend in these returns of pilot sites:\n");
        for one in &digest.returns {
            body.push_str(&format!(
                "\n{}, {}\n{}\n{}\n",
                one.site_name, one.pilot_title, one.words, one.page
            ));
        }
    }
    if !digest.told.is_empty() {
        body.push_str("\nThis is new for you:\n");
        for one in &digest.told {
            body.push_str(&format!(
                "\n{} ({})\n{}\n",
                one.board_name,
                wording::date(wording::uk_day(one.at)),
                one.words
            ));
        }
    }
    body.push_str(&format!(
        "\nSee more, and say at what hour and on which days you want this mail, at:\n\n\
         {choices}\n\n\
         You get at most one such mail a working day, and none when there is nothing to tell.\n"
    ));
    Letter {
        subject: subject(digest),
        body,
    }
}

fn asked(body: &mut String, digest: &Digest, links_until: DateTime<Utc>, work: &str) {
    if digest.asked.is_empty() {
        return;
    }
    body.push_str("\nSay where these actions stand:\n");
    for (number, one) in digest.asked.iter().enumerate() {
        body.push_str(&format!(
            "\n{} {}\n{}\n{}. Position: {}.\n",
            one.reference,
            one.title,
            one.board_name,
            one.why,
            one.status.label().to_lowercase()
        ));
        for (words, status) in OFFERED {
            body.push_str(&format!(
                "{words}: {}?{POSITION}={}\n",
                mark(number + 1),
                status.code()
            ));
        }
    }
    if digest.more > 0 {
        body.push_str(&format!(
            "\n{} on My work: {work}\n",
            wording::count(digest.more as u64, "more action is", "more actions are")
        ));
    }
    body.push_str(&format!(
        "\nA link opens a page with that one action, without signing in. Nothing is saved \
         before you select “Save update” there. It works once, until {}, and only for you: do \
         not pass this mail on.\n",
        wording::date_and_time(links_until)
    ));
}

fn subject(digest: &Digest) -> String {
    let actions = (digest.asked.len() + digest.more + digest.waiting.len()) as u64;
    let news = digest.told.len() as u64;
    let boards = || match digest.told.as_slice() {
        [one] => format!("News from {}", one.board_name),
        _ => format!(
            "{} from your boards",
            wording::count(news, "piece of news", "pieces of news")
        ),
    };
    let returns = digest.returns.len() as u64;
    let mut waits = Vec::new();
    if actions > 0 {
        waits.push(wording::count(
            actions,
            "action waits for you",
            "actions wait for you",
        ));
    }
    if returns > 0 {
        waits.push(wording::count(
            returns,
            "pilot site owes a return",
            "pilot sites owe returns",
        ));
    }
    if waits.is_empty() {
        return boards();
    }
    if news > 0 {
        let news = wording::count(news, "piece of news", "pieces of news");
        return format!("{}, and {news}", waits.join(", "));
    }
    waits.join(", ")
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::notices::Kind;

    #[test]
    fn an_invitation_holds_the_place_of_the_link_once() {
        let until = Utc.with_ymd_and_hms(2026, 12, 7, 9, 0, 0).unwrap();
        let letter = invitation("Ada Test", "Avon", "Head of Law", until);
        assert_eq!(letter.body.matches(LINK).count(), 1);
        assert!(
            letter.body.contains("until 7 December 2026 at 9am"),
            "{}",
            letter.body
        );
    }

    fn told(board: &str) -> Told {
        Told {
            at: Utc.with_ymd_and_hms(2026, 6, 1, 23, 30, 0).unwrap(),
            kind: Kind::Vacancy,
            board_name: board.to_owned(),
            board_slug: "avon".to_owned(),
            words: "A seat falls vacant.".to_owned(),
        }
    }

    fn letter(of: Digest) -> Letter {
        let of = Digest {
            full_name: "Ada Test".to_owned(),
            ..of
        };
        let until = Utc.with_ymd_and_hms(2026, 6, 16, 7, 0, 0).unwrap();
        digest(
            &of,
            until,
            "https://portal.example/mail",
            "https://portal.example/",
        )
    }

    fn asked(number: u32) -> AskedAction {
        AskedAction {
            reference: format!("AVN-2026-{number:03}"),
            title: "Agree the rota".to_owned(),
            board_name: "Avon".to_owned(),
            status: Status::InProgress,
            why: "Due today".to_owned(),
        }
    }

    #[test]
    fn news_says_how_many_there_are_and_each_of_them() {
        let news = |told: Vec<Told>| {
            letter(Digest {
                told,
                ..Default::default()
            })
        };
        let one = news(vec![told("Avon")]);
        assert_eq!(one.subject, "News from Avon");
        // Half past eleven in UTC is the next day in a British summer.
        assert!(
            one.body
                .contains("Avon (2 June 2026)\nA seat falls vacant.\n")
        );
        assert!(!one.body.contains("where these actions stand"));
        let two = news(vec![told("Avon"), told("Essex")]);
        assert_eq!(two.subject, "2 pieces of news from your boards");
    }

    #[test]
    fn each_action_has_three_links_of_its_own() {
        let mail = letter(Digest {
            asked: vec![asked(1), asked(2)],
            more: 1,
            ..Default::default()
        });
        assert_eq!(mail.subject, "3 actions wait for you");
        let body = with_links(
            &mail.body,
            "https://p.example/m/one\nhttps://p.example/m/two",
        );
        for line in [
            "AVN-2026-002 Agree the rota",
            "Due today. Position: in progress.",
            "Done: https://p.example/m/one?position=complete",
            "On track: https://p.example/m/two?position=in_progress",
            "Need help: https://p.example/m/two?position=blocked",
            "1 more action is on My work: https://portal.example/",
        ] {
            assert!(body.lines().any(|known| known == line), "{body}");
        }
        assert!(!body.contains('{'), "{body}");
        assert!(body.contains("until 16 June 2026 at 8am"), "{body}");
    }

    #[test]
    fn without_its_links_a_mail_says_once_for_each_action_where_they_are() {
        let mail = letter(Digest {
            asked: vec![asked(1), asked(2)],
            told: vec![told("Avon")],
            ..Default::default()
        });
        assert_eq!(mail.subject, "2 actions wait for you, and 1 piece of news");
        let shown = without_links(&mail.body);
        assert_eq!(shown.matches("(its links are in the mail only)").count(), 2);
        assert!(!shown.contains("{link"), "{shown}");
    }
}
