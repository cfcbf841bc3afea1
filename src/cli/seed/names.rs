//! Names of people as people have them, each with its spelling in the letters of a username.

/// A given or family name, and the same in ASCII.
pub(super) type Name = (&'static str, &'static str);

/// How names go in one part of the world.
pub(super) struct Culture {
    /// `locale` (OIDC Core §5.1).
    pub locale: &'static str,
    /// `zoneinfo`.
    pub zone: &'static str,
    /// What stands between the two names.
    pub between: &'static str,
    /// Whether the family's name comes first.
    pub family_first: bool,
    /// The most common first.
    pub given: &'static [Name],
    /// The most common first.
    pub family: &'static [Name],
}

const fn western(locale: &'static str, zone: &'static str, given: &'static [Name], family: &'static [Name]) -> Culture {
    Culture { locale, zone, between: " ", family_first: false, given, family }
}

const fn eastern(locale: &'static str, zone: &'static str, given: &'static [Name], family: &'static [Name]) -> Culture {
    Culture { locale, zone, between: "", family_first: true, given, family }
}

/// The same spelling twice.
macro_rules! ascii {
    ($($name:literal)*) => { &[$(($name, $name)),*] };
}

/// The most common first.
pub(super) const CULTURES: &[Culture] = &[
    western(
        "en-GB",
        "Europe/London",
        ascii!("Maria" "James" "Anna" "Oliver" "Emily" "Jack" "Sarah" "Thomas" "Grace" "Paul" "Alice" "Henry" "Ruth"
               "Arthur" "Freya" "Edward" "Hazel" "Ivan" "Judith" "Kevin" "Laura" "Martin" "Nora" "Oscar" "Penelope"
               "Quentin" "Rosalind" "Stephen" "Tabitha" "Ursula" "Victor" "Winifred" "Xavier" "Yvonne" "Zachary"),
        ascii!("Smith" "Jones" "Taylor" "Brown" "Williams" "Wilson" "Johnson" "Davies" "Patel" "Wright" "Walker"
               "Stone" "Green" "Hall" "Wood" "Clarke" "Evans" "Foster" "Gibson" "Hughes" "Irving" "Jenkins" "Knight"
               "Lloyd" "Marsh" "Nolan" "Osborne" "Pearson" "Quinn" "Reid" "Shaw" "Turner" "Underwood" "Vaughan"
               "Whitaker" "Yates" "Zimmer"),
    ),
    western(
        "de-DE",
        "Europe/Berlin",
        &[
            ("Lukas", "Lukas"),
            ("Emma", "Emma"),
            ("Jürgen", "Juergen"),
            ("Käthe", "Kaethe"),
            ("Hannah", "Hannah"),
            ("Björn", "Bjoern"),
            ("Sophie", "Sophie"),
            ("Jörg", "Joerg"),
            ("Zoë", "Zoe"),
            ("Götz", "Goetz"),
            ("Anke", "Anke"),
            ("Bärbel", "Baerbel"),
            ("Detlef", "Detlef"),
            ("Ekkehard", "Ekkehard"),
        ],
        &[
            ("Müller", "Mueller"),
            ("Schmidt", "Schmidt"),
            ("Schäfer", "Schaefer"),
            ("Weiß", "Weiss"),
            ("Koch", "Koch"),
            ("Jäger", "Jaeger"),
            ("Groß", "Gross"),
            ("König", "Koenig"),
            ("Lübke", "Luebke"),
            ("Öztürk", "Oeztuerk"),
            ("Zöllner", "Zoellner"),
            ("Strauß", "Strauss"),
            ("von der Heide", "vonderheide"),
            ("Äschbacher", "Aeschbacher"),
        ],
    ),
    eastern(
        "zh-CN",
        "Asia/Shanghai",
        &[
            ("伟", "wei"),
            ("芳", "fang"),
            ("娜", "na"),
            ("秀英", "xiuying"),
            ("敏", "min"),
            ("静", "jing"),
            ("强", "qiang"),
            ("磊", "lei"),
            ("洋", "yang"),
            ("雷", "lei"),
            ("明华", "minghua"),
            ("国强", "guoqiang"),
            ("雪梅", "xuemei"),
        ],
        &[
            ("张", "zhang"),
            ("王", "wang"),
            ("李", "li"),
            ("刘", "liu"),
            ("陈", "chen"),
            ("杨", "yang"),
            ("赵", "zhao"),
            ("黄", "huang"),
            ("周", "zhou"),
            ("吴", "wu"),
            ("欧阳", "ouyang"),
            ("诸葛", "zhuge"),
        ],
    ),
    western(
        "es-MX",
        "America/Mexico_City",
        &[
            ("José", "Jose"),
            ("María", "Maria"),
            ("Álvaro", "Alvaro"),
            ("Begoña", "Begona"),
            ("Íñigo", "Inigo"),
            ("Lucía", "Lucia"),
            ("Nuria", "Nuria"),
            ("Óscar", "Oscar"),
            ("Ramón", "Ramon"),
            ("Ximena", "Ximena"),
        ],
        &[
            ("García", "Garcia"),
            ("Núñez", "Nunez"),
            ("Hernández", "Hernandez"),
            ("Ibáñez", "Ibanez"),
            ("López", "Lopez"),
            ("Muñoz", "Munoz"),
            ("Peña", "Pena"),
            ("Zúñiga", "Zuniga"),
            ("Ordóñez", "Ordonez"),
        ],
    ),
    western(
        "hi-IN",
        "Asia/Kolkata",
        &[
            ("आरव", "aarav"),
            ("प्रिया", "priya"),
            ("रोहन", "rohan"),
            ("अनन्या", "ananya"),
            ("विक्रम", "vikram"),
            ("सीता", "sita"),
            ("कृष्ण", "krishna"),
            ("लक्ष्मी", "lakshmi"),
        ],
        &[
            ("शर्मा", "sharma"),
            ("वर्मा", "verma"),
            ("गुप्ता", "gupta"),
            ("सिंह", "singh"),
            ("कुमार", "kumar"),
            ("पटेल", "patel"),
            ("जोशी", "joshi"),
        ],
    ),
    western(
        "ru-RU",
        "Europe/Moscow",
        &[
            ("Анна", "anna"),
            ("Иван", "ivan"),
            ("Мария", "maria"),
            ("Дмитрий", "dmitry"),
            ("Ольга", "olga"),
            ("Сергей", "sergey"),
            ("Юлия", "yulia"),
            ("Ярослав", "yaroslav"),
            ("Жанна", "zhanna"),
        ],
        &[
            ("Смирнов", "smirnov"),
            ("Кузнецов", "kuznetsov"),
            ("Попов", "popov"),
            ("Соколов", "sokolov"),
            ("Щербаков", "shcherbakov"),
            ("Яковлев", "yakovlev"),
            ("Чехов", "chekhov"),
        ],
    ),
    western(
        "ar-EG",
        "Africa/Cairo",
        &[
            ("محمد", "mohammed"),
            ("فاطمة", "fatima"),
            ("أحمد", "ahmed"),
            ("عائشة", "aisha"),
            ("يوسف", "yusuf"),
            ("ليلى", "layla"),
            ("عمر", "omar"),
            ("زينب", "zaynab"),
        ],
        &[
            ("حسن", "hassan"),
            ("علي", "ali"),
            ("إبراهيم", "ibrahim"),
            ("السيد", "elsayed"),
            ("خليل", "khalil"),
            ("منصور", "mansour"),
        ],
    ),
    eastern(
        "ja-JP",
        "Asia/Tokyo",
        &[
            ("翔太", "shota"),
            ("陽菜", "hina"),
            ("蓮", "ren"),
            ("美咲", "misaki"),
            ("健", "ken"),
            ("さくら", "sakura"),
            ("大輔", "daisuke"),
        ],
        &[
            ("佐藤", "sato"),
            ("鈴木", "suzuki"),
            ("高橋", "takahashi"),
            ("田中", "tanaka"),
            ("渡辺", "watanabe"),
            ("山本", "yamamoto"),
        ],
    ),
    western(
        "tr-TR",
        "Europe/Istanbul",
        &[
            ("Ayşe", "ayse"),
            ("Mehmet", "mehmet"),
            ("Çağla", "cagla"),
            ("Işıl", "isil"),
            ("Ömer", "omer"),
            ("Şule", "sule"),
            ("Gülşen", "gulsen"),
        ],
        &[
            ("Yılmaz", "yilmaz"),
            ("Kaya", "kaya"),
            ("Demir", "demir"),
            ("Çelik", "celik"),
            ("Şahin", "sahin"),
            ("Öztürk", "ozturk"),
            ("Güneş", "gunes"),
        ],
    ),
    eastern(
        "ko-KR",
        "Asia/Seoul",
        &[("민준", "minjun"), ("서연", "seoyeon"), ("지우", "jiwoo"), ("하은", "haeun"), ("도윤", "doyun")],
        &[("김", "kim"), ("이", "lee"), ("박", "park"), ("최", "choi"), ("정", "jung"), ("강", "kang")],
    ),
    western(
        "el-GR",
        "Europe/Athens",
        &[
            ("Γιώργος", "giorgos"),
            ("Μαρία", "maria"),
            ("Κωνσταντίνος", "konstantinos"),
            ("Ελένη", "eleni"),
            ("Σίσυφος", "sisyfos"),
        ],
        &[("Παπαδόπουλος", "papadopoulos"), ("Οικονόμου", "oikonomou"), ("Αγγελόπουλος", "angelopoulos")],
    ),
    western(
        "he-IL",
        "Asia/Jerusalem",
        &[("נועה", "noa"), ("דוד", "david"), ("יעל", "yael"), ("משה", "moshe"), ("תמר", "tamar")],
        &[("כהן", "cohen"), ("לוי", "levi"), ("מזרחי", "mizrahi"), ("פרץ", "peretz")],
    ),
];

/// Where addresses end, the most common first.
pub(super) const DOMAINS: &[&str] =
    &["northwind.example", "students.northwind.example", "partners.example", "contractors.example"];
