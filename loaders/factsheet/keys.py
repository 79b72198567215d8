"""The keys of a fact sheet, version 1, as one table.

The reader, the JSON Schema that editors use and the reference page are all made from it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ENTITY_KINDS", "FAMILIES", "SECTIONS", "Key"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what may stand there, what it means, and an example.

    `kind` is ``text``, ``texts`` (by language), ``id``, ``number``, ``date``, ``flag``, ``kind`` (of `ENTITY_KINDS`),
    ``code:SCHEME``, ``reference:FAMILY`` (of `FAMILIES`), ``section:NAME``, or ``map:SECTION`` for a section whose
    keys are ids; ``A|B`` is either. `many` allows a list.
    """

    name: str
    kind: str
    en: str
    ar: str
    example: str = ""
    many: bool = False
    required: bool = False


ENTITY_KINDS = {
    "person": "Person",
    "organization": "Organization",
    "country": "Country",
    "force": "Force",
    "base": "Base",
    "place": "Place",
    "unnamed": "UnnamedActor",
}

_ACTORS = {"person", "organization", "country", "force", "unnamed"}

# What a reference may lead to, as the ontology's domains and ranges have it.
FAMILIES: dict[str, frozenset[str]] = {
    "actor": frozenset(_ACTORS),
    "speaker": frozenset({*_ACTORS, "narrator"}),
    "country": frozenset({"country"}),
    "force": frozenset({"force"}),
    "place": frozenset({"place", "base", "country"}),
    "entity": frozenset(ENTITY_KINDS),
    "event": frozenset({"event"}),
    "statement": frozenset({"statement"}),
    "thing": frozenset({*ENTITY_KINDS, "event", "statement", "article"}),
}

_LABELS = (
    Key("ar", "text", "Label in Arabic.", "التسمية بالعربية.", "فلاديمير بوتين"),
    Key("en", "text", "Label in English.", "التسمية بالإنجليزية.", "Vladimir Putin"),
)
_WHICH = (
    Key(
        "after",
        "text",
        "Words that stand before the quote, where it stands more than once.",
        "كلمات تسبق الاقتباس، إن تكرر.",
        "بوتين أضاف أن",
    ),
    Key("nth", "number", "Which occurrence is meant, from 1.", "رقم الموضع المقصود، بدءا من 1.", "1"),
)
_ROLES = (
    Key(
        "initiator",
        "reference:actor",
        "Who carries the event out or causes it.",
        "القائم بالفعل أو المتسبب فيه.",
        "russia",
        many=True,
    ),
    Key(
        "participant",
        "reference:actor",
        "Who takes part with the initiator or on equal terms.",
        "من يشارك مع القائم بالفعل.",
        "bashar-al-assad",
        many=True,
    ),
    Key(
        "force",
        "reference:force",
        "The force that moves, stays or acts.",
        "القوة التي تتحرك أو تبقى أو تعمل.",
        "iranian-forces-in-syria",
        many=True,
    ),
    Key(
        "affected",
        "reference:entity",
        "Whom or what the event befalls, helps or targets.",
        "من يقع عليه الحدث أو يستهدفه.",
        "austin-tice",
        many=True,
    ),
    Key("place", "reference:place", "Where the event is or was.", "مكان الحدث.", "syria", many=True),
    Key(
        "origin",
        "reference:entity",
        "Where, or from whom, something moves.",
        "المكان أو الجهة التي تأتي منها الحركة.",
        "syria",
        many=True,
    ),
    Key(
        "destination",
        "reference:entity",
        "Where, or to whom, something moves.",
        "الوجهة، مكانا أو جهة.",
        "moscow",
        many=True,
    ),
    Key(
        "via",
        "reference:place",
        "The place something moves through.",
        "المكان الذي يعبر منه.",
        "hmeimim-air-base",
        many=True,
    ),
)
_LINKS = (
    Key(
        "part-of",
        "reference:event",
        "The wider event this one belongs to.",
        "الحدث الأوسع الذي يتبعه هذا الحدث.",
        "e01",
        many=True,
    ),
    Key(
        "cause",
        "reference:event|section:event",
        "The event said to have brought this one about.",
        "الحدث المسبب لهذا الحدث.",
        "e15",
        many=True,
    ),
    Key(
        "purpose",
        "reference:event|section:event",
        "The event this one is said to be for.",
        "الحدث المراد من هذا الحدث.",
        "e23",
        many=True,
    ),
    Key(
        "despite",
        "reference:event|section:event",
        "The event said not to have stopped this one.",
        "الحدث الذي لم يمنع هذا الحدث.",
        "e15",
        many=True,
    ),
)

SECTIONS: dict[str, tuple[Key, ...]] = {
    "sheet": (
        Key("khabar", "text", "Version of the format: 1.", "إصدار الصيغة: 1.", "1"),
        Key(
            "article",
            "section:article",
            "The text the sheet is about.",
            "النص الذي تصفه الصحيفة.",
            "{file: article.txt, lang: ar}",
            required=True,
        ),
        Key("curator", "text", "Who encodes the article.", "من يرمز المقال.", "example-analyst"),
        Key(
            "entities",
            "map:entity",
            "Actors, forces, bases and places, each under an id of its own.",
            "الفاعلون والقوى والقواعد والأماكن، لكل منها معرف.",
        ),
        Key(
            "local",
            "map:entity",
            "Entities that belong to this article alone, such as unnamed sources.",
            "كيانات تخص هذا المقال وحده، كالمصادر غير المسماة.",
        ),
        Key(
            "mentions",
            "section:mention",
            "Which words of the article name which entity.",
            "أي كلمات المقال تسمي أي كيان.",
            many=True,
        ),
        Key(
            "statements",
            "section:statement",
            "Who says what, in the article's words.",
            "من يقول ماذا، بكلمات المقال.",
            many=True,
            required=True,
        ),
        Key(
            "review",
            "section:review",
            "The analyst's own judgements, kept apart from what the article says.",
            "أحكام المحلل، منفصلة عما يقوله المقال.",
            many=True,
        ),
    ),
    "article": (
        Key(
            "file",
            "text",
            "The text file (UTF-8), relative to the sheet.",
            "ملف النص (UTF-8)، نسبة إلى الصحيفة.",
            "putin-syria.txt",
            required=True,
        ),
        Key("lang", "text", "Language of the text (BCP 47).", "لغة النص (BCP 47).", "ar", required=True),
        Key(
            "sha256",
            "text",
            "Pins the exact text: the sheet is refused when the text has changed.",
            "يثبت النص عينه: ترفض الصحيفة إذا تغير النص.",
            "ad3a24da…4f57",
        ),
        Key(
            "headline",
            "text",
            "Headline; the first line of the text unless given.",
            "العنوان؛ السطر الأول من النص إن لم يذكر.",
            "بوتين يعلن انسحاب القوات الإيرانية من سوريا",
        ),
        Key("published", "date", "Day of publication.", "يوم النشر.", "2024-12-20"),
        Key("url", "text", "Address of the article.", "عنوان المقال على الشبكة.", "https://news.example/1"),
        Key("publisher", "text", "Who published it.", "الناشر."),
        Key("author", "text", "The byline.", "الكاتب."),
        Key(
            "revision-of",
            "text",
            "SHA-256 or article id of the version this text corrects.",
            "بصمة النسخة التي يصححها هذا النص أو معرفها.",
            "vu5cjwwwcnjqiwtf",
        ),
    ),
    "entity": (
        Key("is", "kind", "What it is.", "ما هو.", "force", required=True),
        *_LABELS,
        Key(
            "labels",
            "texts",
            "Labels in other languages, by language.",
            "تسميات بلغات أخرى، لكل لغة تسمية.",
            "{fr: Vladimir Poutine}",
        ),
        Key("aliases", "text", "Other names it goes by.", "أسماء أخرى يعرف بها.", "الرئيس الروسي", many=True),
        Key("title", "text", "Office or title as written.", "المنصب أو اللقب كما ورد.", "الرئيس الروسي"),
        Key("nationality", "reference:country", "A person's country.", "بلد الشخص.", "united-states"),
        Key("of", "reference:actor", "The actor it answers to.", "الجهة التي يتبعها.", "iran"),
        Key("in", "reference:place", "The place that contains it.", "المكان الذي يحتويه.", "syria"),
        Key("lat", "number", "Latitude in degrees (WGS 84).", "خط العرض بالدرجات (WGS 84).", "35.40"),
        Key("long", "number", "Longitude in degrees (WGS 84).", "خط الطول بالدرجات (WGS 84).", "35.95"),
        Key("wikidata", "text", "Its Wikidata item.", "عنصره في ويكي بيانات.", "Q7747"),
        Key(
            "same-as",
            "text",
            "Its IRI in other data sets.",
            "معرفه في مجموعات بيانات أخرى.",
            "http://www.geonames.org/163843/",
            many=True,
        ),
    ),
    "mention": (
        Key(
            "quote",
            "text",
            "The words, exactly as in the article.",
            "الكلمات كما في المقال تماما.",
            "حميم",
            required=True,
        ),
        Key(
            "of",
            "reference:entity",
            "The entity they name.",
            "الكيان الذي تسميه.",
            "hmeimim-air-base",
            required=True,
        ),
        *_WHICH,
    ),
    "statement": (
        Key(
            "id",
            "id",
            "A name for the statement, so that others can refer to it.",
            "معرف للقول، ليحال إليه.",
            "s02",
        ),
        Key(
            "quote",
            "text",
            "The words that bear the statement out, exactly as in the article.",
            "الكلمات التي تشهد للقول، كما في المقال تماما.",
            "أكد الرئيس الروسي …",
            required=True,
        ),
        *_WHICH,
        Key(
            "speaker",
            "reference:speaker",
            "Who is said to have said it; the article's own voice unless given.",
            "من ينسب إليه القول؛ وإلا فهو صوت المقال.",
            "vladimir-putin",
        ),
        Key("to", "reference:actor", "Whom it was said to.", "من وجه إليه القول.", "russia", many=True),
        Key(
            "verb",
            "text",
            "The reporting verb, in the article's words.",
            "فعل القول كما ورد في المقال.",
            "أكد",
        ),
        Key(
            "act",
            "code:act",
            "The speech act, where the verb does not tell it.",
            "فعل القول، إن لم يدل عليه الفعل.",
            "pledge",
        ),
        Key("polarity", "code:polarity", "Affirmed unless given.", "مثبت ما لم يذكر غيره.", "negated"),
        Key("certainty", "code:certainty", "Certain unless given.", "يقيني ما لم يذكر غيره.", "possible"),
        Key(
            "hedge",
            "text",
            "The words of the quote that weaken it; «قد» only before a present verb.",
            "كلمات الاقتباس التي تضعفه؛ ولا تعد «قد» منها إلا قبل فعل مضارع.",
            "قد تعكس",
        ),
        Key(
            "verbatim",
            "flag",
            "`true` where the article gives the speaker's own words.",
            "`true` إن أورد المقال كلام المتكلم بنصه.",
            "true",
        ),
        Key("at", "reference:event", "The event at which it was said.", "المناسبة التي قيل فيها.", "e04"),
        Key(
            "claims",
            "reference:event|section:event",
            "The event claimed: described here, or the id of one described elsewhere.",
            "الحدث المدعى: يوصف هنا أو يذكر معرفه.",
            "e01",
        ),
        Key(
            "says",
            "reference:statement",
            "The statement passed on, where one speaker reports another.",
            "القول المنقول، إن نقل متكلم عن غيره.",
            "s07",
        ),
        Key(
            "about",
            "reference:thing",
            "What it concerns, without claiming it.",
            "ما يتعلق به القول دون ادعائه.",
            "e01",
            many=True,
        ),
        *_LABELS,
    ),
    "event": (
        Key("id", "id", "A name for the event.", "معرف للحدث.", "e02"),
        Key("type", "code:type", "The kind of event.", "نوع الحدث.", "withdrawal", required=True),
        Key(
            "status",
            "code:status",
            "How far it had got; not-occurred in a negated statement, else unspecified.",
            "إلى أين وصل؛ وفي القول المنفي: لم يقع.",
            "completed",
        ),
        *_ROLES,
        Key(
            "quantity",
            "text|section:quantity",
            "Amounts, in the article's words; khabar reads number and unit.",
            "الكميات بكلمات المقال؛ ويقرأ خبر العدد والوحدة.",
            "حوالي 30 ألف جندي",
            many=True,
        ),
        Key(
            "time",
            "text",
            "The time, in the article's words; khabar reads what it can.",
            "الزمن بكلمات المقال؛ ويقرأ خبر ما أمكن.",
            "بين عامي 2018 و2019",
        ),
        Key(
            "not-before",
            "date",
            "Earliest day, month or year it can have begun.",
            "أبكر يوم أو شهر أو سنة للبدء.",
            "2018",
        ),
        Key(
            "not-after",
            "date",
            "Latest day, month or year it can have ended.",
            "آخر يوم أو شهر أو سنة للانتهاء.",
            "2019",
        ),
        *_LINKS,
        Key(
            "about",
            "reference:thing",
            "What a talk, disclosure or meeting concerns.",
            "موضوع الحديث أو اللقاء.",
            "e26",
            many=True,
        ),
        *_LABELS,
    ),
    "quantity": (
        Key(
            "as",
            "text",
            "The words of the amount.",
            "كلمات الكمية.",
            "جزء كبير من قواتها العسكرية",
            required=True,
        ),
        Key(
            "unit",
            "code:unit",
            "What is counted, where the words do not tell.",
            "المعدود، إن لم تدل عليه الكلمات.",
            "soldier",
        ),
        Key(
            "value",
            "number",
            "The number, where khabar would misread it.",
            "العدد، إن أساء خبر قراءته.",
            "30000",
        ),
        Key("min", "number", "Lower bound.", "الحد الأدنى.", "20000"),
        Key("max", "number", "Upper bound.", "الحد الأعلى.", "40000"),
        Key(
            "approximate",
            "flag",
            "`true` where the source marks it as rounded or estimated.",
            "`true` إن دل المصدر على التقريب.",
            "true",
        ),
        *_WHICH,
    ),
    "review": (
        Key("id", "id", "A name for the judgement.", "معرف للحكم.", "a01"),
        Key("kind", "code:assessment", "The kind of judgement.", "نوع الحكم.", "tension", required=True),
        Key(
            "about",
            "reference:thing",
            "What is judged: a statement, event, entity, or `article`.",
            "المحكوم عليه: قول أو حدث أو كيان أو `article`.",
            "s02",
        ),
        Key(
            "target",
            "reference:thing",
            "The other side, where two things are set side by side.",
            "الطرف الآخر، إن كان الحكم بين شيئين.",
            "s09",
        ),
        Key(
            "mention",
            "text",
            "The words judged, such as a misspelling.",
            "الكلمات المحكوم عليها، كخطأ إملائي.",
            "حميم",
        ),
        *_WHICH,
        Key("fix", "text", "The right spelling.", "الكتابة الصحيحة.", "حميميم"),
        Key(
            "basis",
            "code:basis",
            "Whether it rests on the text alone or on outside knowledge.",
            "هل يستند إلى النص وحده أم إلى خارجه.",
            "text",
            required=True,
        ),
        Key("confidence", "number", "0 to 1.", "من 0 إلى 1.", "0.8"),
        Key("note", "text", "Why.", "السبب.", "…"),
    ),
}
