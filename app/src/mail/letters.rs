//! What mail says. Pure: plain text for any mail program.

use chrono::{DateTime, Utc};

use super::types::LINK;
use crate::{notices::Told, wording};

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

/// Tells somebody what is new for them. `portal` is the address of the portal.
pub fn news(full_name: &str, told: &[Told], portal: &str) -> Letter {
    let mut body = format!("Dear {full_name},\n\nThis is new for you:\n");
    for one in told {
        body.push_str(&format!(
            "\n{} ({})\n{}\n",
            one.board_name,
            wording::date(wording::uk_day(one.at)),
            one.words
        ));
    }
    body.push_str(&format!(
        "\nSee more, and say whether you want this mail, at:\n\n{portal}\n\n\
         You get at most one such mail a working day.\n"
    ));
    let subject = match told {
        [one] => format!("News from {}", one.board_name),
        several => format!(
            "{} from your boards",
            wording::count(several.len() as u64, "piece of news", "pieces of news")
        ),
    };
    Letter { subject, body }
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

    #[test]
    fn news_says_how_many_there_are_and_each_of_them() {
        let told = |board: &str| Told {
            at: Utc.with_ymd_and_hms(2026, 6, 1, 23, 30, 0).unwrap(),
            kind: Kind::Vacancy,
            board_name: board.to_owned(),
            board_slug: "avon".to_owned(),
            words: "A seat falls vacant.".to_owned(),
        };
        let one = news("Ada Test", &[told("Avon")], "https://portal.example");
        assert_eq!(one.subject, "News from Avon");
        // Half past eleven in UTC is the next day in a British summer.
        assert!(
            one.body
                .contains("Avon (2 June 2026)\nA seat falls vacant.\n")
        );
        let two = news(
            "Ada Test",
            &[told("Avon"), told("Essex")],
            "https://portal.example",
        );
        assert_eq!(two.subject, "2 pieces of news from your boards");
    }
}
