//! Made-up names. Nobody is meant; given and family names are put together by
//! chance, most often from the same list, sometimes not, as in life.

use std::collections::BTreeSet;

use app::wording::folded;

use super::dice::Dice;

/// Given names and family names that often go together, and how often in a hundred.
struct Circle {
    share: u32,
    given: &'static [&'static str],
    family: &'static [&'static str],
}

const CIRCLES: [Circle; 9] = [
    Circle {
        share: 44,
        given: &[
            "Alison",
            "Amy",
            "Andrew",
            "Beth",
            "Caroline",
            "Catherine",
            "Charlotte",
            "Christopher",
            "Claire",
            "Daniel",
            "David",
            "Deborah",
            "Edward",
            "Eleanor",
            "Emma",
            "Fiona",
            "Gareth",
            "Graham",
            "Hannah",
            "Helen",
            "Ian",
            "Jacqueline",
            "James",
            "Jane",
            "Jonathan",
            "Judith",
            "Karen",
            "Katherine",
            "Laura",
            "Louise",
            "Mark",
            "Matthew",
            "Michelle",
            "Nicola",
            "Oliver",
            "Patricia",
            "Paul",
            "Peter",
            "Philippa",
            "Rachel",
            "Rebecca",
            "Robert",
            "Samantha",
            "Sarah",
            "Simon",
            "Stephen",
            "Susan",
            "Thomas",
            "Victoria",
            "William",
        ],
        family: &[
            "Ashworth",
            "Atkinson",
            "Barraclough",
            "Bickerstaffe",
            "Blackwood",
            "Braithwaite",
            "Carrington-Lowe",
            "Chadwick",
            "Clegg",
            "Cooper",
            "Crabtree",
            "Dewhurst",
            "Eccles",
            "Fairhurst",
            "Fletcher",
            "Fothergill",
            "Garside",
            "Greenhalgh",
            "Hargreaves",
            "Hebden",
            "Holroyd",
            "Hutchinson",
            "Illingworth",
            "Kershaw",
            "Lockwood",
            "Marsden",
            "Metcalfe",
            "Naylor",
            "Oakes",
            "Ollerenshaw",
            "Parkinson",
            "Pickering",
            "Quarmby",
            "Ramsbottom",
            "Rowbotham",
            "Sutcliffe",
            "Tattersall",
            "Thistlethwaite",
            "Trelawney",
            "Tregenza",
            "Uttley",
            "Wainwright",
            "Walmsley",
            "Weatherill",
            "Whitworth",
            "Winterbottom",
            "Wragg",
            "Yeadon",
            "Smith-Hallam",
            "St John Cole",
        ],
    },
    Circle {
        share: 9,
        given: &[
            "Aled",
            "Angharad",
            "Bronwen",
            "Carys",
            "Dafydd",
            "Eirlys",
            "Ffion",
            "Geraint",
            "Gwenllian",
            "Iestyn",
            "Llŷr",
            "Mair",
            "Rhiannon",
            "Siân",
            "Sioned",
            "Tomos",
        ],
        family: &[
            "ap Gwilym",
            "Bebb",
            "Cadwaladr",
            "Elis",
            "Gethin",
            "Gruffydd",
            "Heledd-Rees",
            "Llewellyn",
            "Môn-Hughes",
            "Penry",
            "Prosser",
            "Prytherch",
            "Tudur",
            "Vaughan",
            "Wynne",
        ],
    },
    Circle {
        share: 9,
        given: &[
            "Aisling", "Aoife", "Ciarán", "Conor", "Deirdre", "Eoin", "Gráinne", "Máire", "Niamh",
            "Oisín", "Orla", "Róisín", "Seán", "Sinéad",
        ],
        family: &[
            "Brannigan",
            "Devaney",
            "Fitzgibbon",
            "Gallagher",
            "Mac Giolla",
            "McGlinchey",
            "Ní Dhomhnaill",
            "O'Callaghan",
            "O'Donoghue",
            "O'Mahony",
            "O'Shaughnessy",
            "Rafferty",
            "Scannell",
            "Tierney",
        ],
    },
    Circle {
        share: 6,
        given: &[
            "Ailsa", "Alasdair", "Catriona", "Eilidh", "Fergus", "Hamish", "Iona", "Kirsty",
            "Morag", "Ruaridh",
        ],
        family: &[
            "Abernethy",
            "Carmichael",
            "Dalgleish",
            "Farquharson",
            "Kinnaird",
            "MacAskill",
            "McIlwraith",
            "Ogilvie",
            "Pitcairn",
            "Urquhart",
        ],
    },
    Circle {
        share: 13,
        given: &[
            "Aisha",
            "Amrit",
            "Anjali",
            "Arjun",
            "Balwinder",
            "Deepa",
            "Farhan",
            "Farzana",
            "Gurpreet",
            "Imran",
            "Jaspal",
            "Kavita",
            "Mohammed",
            "Nadia",
            "Nasreen",
            "Parveen",
            "Priya",
            "Rajesh",
            "Sanjay",
            "Shabnam",
            "Sunita",
            "Tariq",
            "Usha",
            "Zainab",
        ],
        family: &[
            "Ahluwalia",
            "Bhattacharya",
            "Chaudhry",
            "Dhillon",
            "Fernando",
            "Gill",
            "Haque",
            "Iqbal",
            "Jayawardena",
            "Khanum",
            "Krishnan",
            "Mahmood",
            "Mehta",
            "Nadarajah",
            "Patel-Desai",
            "Qureshi",
            "Rahman",
            "Sandhu",
            "Shah",
            "Sivakumar",
            "Uddin",
            "Venkataraman",
        ],
    },
    Circle {
        share: 8,
        given: &[
            "Abena",
            "Adaeze",
            "Adebayo",
            "Amara",
            "Chidi",
            "Emeka",
            "Folasade",
            "Kwabena",
            "Kwame",
            "Ngozi",
            "Nyasha",
            "Olúwaṣeun",
            "Tendai",
            "Temitope",
            "Wanjiru",
            "Yetunde",
        ],
        family: &[
            "Acheampong",
            "Adéyẹmí",
            "Agyeman",
            "Boateng",
            "Chikwanha",
            "Ezekwesili",
            "Kariuki",
            "Moyo",
            "Mutasa",
            "N'Diaye",
            "Nwachukwu",
            "Obiora-Grant",
            "Odhiambo",
            "Okonkwo",
            "Olatunji",
            "Owusu",
        ],
    },
    Circle {
        share: 5,
        given: &[
            "Agnieszka",
            "Bartosz",
            "Elżbieta",
            "Jolanta",
            "Katarzyna",
            "Łukasz",
            "Małgorzata",
            "Paweł",
            "Tomasz",
            "Zofia",
        ],
        family: &[
            "Bąk",
            "Dąbrowska",
            "Gołębiewska",
            "Jabłoński",
            "Kwiatkowska",
            "Maciejewski",
            "Pawłowska",
            "Sikora",
            "Wójcik",
            "Zieliński",
        ],
    },
    Circle {
        share: 3,
        given: &[
            "Chloe", "Desmond", "Errol", "Joy", "Marcia", "Neville", "Sharon", "Winston",
        ],
        family: &[
            "Archibald",
            "Bartholomew",
            "Campbell-Reid",
            "Delpratt",
            "Gayle",
            "Lashley",
            "Pinnock",
            "Worrell",
        ],
    },
    Circle {
        share: 3,
        given: &[
            "Ayşe", "Elena", "Hui-Min", "José", "Leila", "Mei", "Rui", "Soraya", "Yiannis", "Zoë",
        ],
        family: &[
            "Andreou", "Cheung", "da Silva", "Yıldız", "Hosseini", "Ioannou", "Lim", "Muñoz",
            "Șerban", "Tran",
        ],
    },
];

/// Gives each name and each e-mail address once.
#[derive(Default)]
pub(super) struct Names {
    given: BTreeSet<String>,
    addresses: BTreeSet<String>,
}

impl Names {
    /// A name nobody has yet.
    pub fn name(&mut self, dice: &mut Dice) -> String {
        let mut again = 0;
        loop {
            let mut name = made_up(dice);
            // The lists make over ten thousand names. Should a register be so
            // large that they run out, a second name tells people apart.
            if again > 50
                && let Some((first, rest)) = name.split_once(' ')
            {
                let middle = made_up(dice);
                let middle = middle.split(' ').next().unwrap_or_default();
                name = format!("{first} {middle} {rest}");
            }
            if self.given.insert(name.clone()) {
                return name;
            }
            again += 1;
        }
    }

    /// An address at a domain that cannot exist (RFC 2606).
    pub fn address(&mut self, name: &str, domain: &str) -> String {
        let local = plain(name);
        let mut address = format!("{local}@{domain}.example");
        let mut number = 2;
        while !self.addresses.insert(address.clone()) {
            address = format!("{local}{number}@{domain}.example");
            number += 1;
        }
        address
    }
}

fn made_up(dice: &mut Dice) -> String {
    let home = circle(dice);
    let family = if dice.chance(85) { home } else { circle(dice) };
    format!("{} {}", dice.word(home.given), dice.word(family.family))
}

fn circle(dice: &mut Dice) -> &'static Circle {
    let mut left = dice.between(1, 100);
    for circle in &CIRCLES {
        if left <= circle.share {
            return circle;
        }
        left -= circle.share;
    }
    const { &CIRCLES[0] }
}

/// The name as the first part of an e-mail address: "sian.oneill".
fn plain(name: &str) -> String {
    let mut out = String::new();
    for letter in folded(name).chars() {
        match letter {
            'a'..='z' | '0'..='9' | '-' => out.push(letter),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            ' ' => out.push('.'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_a_hundred() {
        assert_eq!(CIRCLES.iter().map(|circle| circle.share).sum::<u32>(), 100);
    }

    #[test]
    fn names_and_addresses_are_given_once() {
        let (mut names, mut dice) = (Names::default(), Dice::new(1, 1));
        let mut seen = BTreeSet::new();
        for _ in 0..2_000 {
            let name = names.name(&mut dice);
            let address = names.address(&name, "council");
            assert!(address.is_ascii(), "{address}");
            assert!(seen.insert(name.clone()) && seen.insert(address), "{name}");
        }
    }

    #[test]
    fn letters_beyond_english_become_plain_in_addresses() {
        assert_eq!(plain("Małgorzata O'Shea-Yıldız"), "malgorzata.oshea-yildiz");
        assert_eq!(plain("Olúwaṣeun Adéyẹmí"), "oluwaseun.adeyemi");
    }
}
