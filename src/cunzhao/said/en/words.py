"""Small tables of English: function words, words of time, titles, forms by which one is addressed. All in lower case."""

from __future__ import annotations


def table(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


SUBJECT_PRONOUNS = table("he she they it i we you")
POSSESSIVES = table("his her their its our my your whose")
NUMBERS = table("one two three four five six seven eight nine ten dozens hundreds thousands")
DETERMINERS = (
    table(
        "the a an this these those some many several most all no any another other others both few each every either neither"
    )
    | POSSESSIVES
    | NUMBERS
)
PREPOSITIONS = table(
    "of for at from in on with by to about against under over during between among within without through toward "
    "towards into onto near behind above below across along around beyond despite like per than via amid after "
    "before since until upon as"
)
AUXILIARIES = table(
    "has have had is are was were be been being will would can could may might must shall should do does did "
    "having wo ca isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't didn't doesn't "
    "don't shouldn't"
)
NEGATIONS = table(
    "not never n't nor neither isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't didn't "
    "doesn't don't"
)
ADVERBS = table(
    "also then now later again once earlier recently even just still often previously further furthermore too "
    "already always subsequently first instead meanwhile however therefore ever only long sometimes soon simply "
    "later himself herself themselves itself once repeatedly almost both all"
)
ONLY_ADVERBS = ADVERBS - DETERMINERS
"""Without those that also stand before a noun."""
SUBORDINATORS = table(
    "that when while as if because but although though whether than so unless until where which who whom whose how why "
    "what and or nor yet"
)
RELATIVES = table("who which that whom")
CONJUNCTIONS = table("and but or yet")
INTRODUCTORY = table(
    "however meanwhile but and so yet still also then instead moreover indeed separately later additionally when "
    "while after before if as although though since because once until asked speaking writing citing in on at "
    "during for by with from under to despite according amid following about among within without last this "
    "earlier today yesterday now first second finally nevertheless"
)

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed",
            "thursday thu thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
TIME_NOUNS = table(
    "morning afternoon evening night day week month year weekend today yesterday tomorrow tonight noon midday"
)
TIME_LEADS = table("last this next earlier late early later that same")
TIME_WORDS = TIME_NOUNS | frozenset(name for name in WEEKDAYS if len(name) > 5)

ABBREVIATIONS = table(
    "mr mrs ms dr sen rep gov gen lt col sgt capt cmdr adm maj rev hon prof st jr sr inc corp co ltd vs no jan "
    "feb mar apr jun jul aug sept sep oct nov dec dept u.s u.k u.n e.u d.c a.m p.m i.e e.g fla calif ariz ala ark "
    "conn del ga ill ind kan ky la md mass mich minn miss mo neb nev okla ore pa tenn tex va vt wash wis wyo colo "
    "mont sens reps ave blvd mt ft"
)
STARTERS = table(
    "the he she they it we i but in on at and his her their this that these those when while after if as a an for"
)
"""A capital after "U.S." begins a new sentence only with one of these."""

HONORIFICS = table("mr mrs ms miss dr sir lord lady dame madam mx")
ROLES = HONORIFICS | table(
    "sen rep gov gen lt col sgt capt cmdr adm maj rev hon prof sens reps president minister premier chancellor "
    "king queen prince princess pope secretary senator congressman congresswoman representative governor mayor "
    "general lieutenant colonel sergeant captain commander admiral major reverend professor chief director "
    "chairman chairwoman chair spokesman spokeswoman spokesperson ambassador judge justice attorney sheriff "
    "officer deputy leader speaker coach ceo commissioner inspector superintendent detective doctor nurse "
    "archbishop bishop cardinal ayatollah sheikh emir nominee candidate adviser advisor strategist pollster "
    "economist analyst ex-president then-president"
)
"""Titles that stand right before a name."""
SOFT_TITLES = table(
    "vice prime crown foreign defense defence interior finance state former acting rival republican democratic "
    "democrat libertarian conservative liberal labour party house senate council homeland security communications "
    "press campaign gop the"
)
TITLES = ROLES | SOFT_TITLES
FEMALE = table(
    "mrs ms miss lady dame madam queen princess spokeswoman chairwoman congresswoman businesswoman actress mother "
    "daughter wife sister widow woman girl mary patricia jennifer linda elizabeth barbara susan jessica sarah "
    "karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa "
    "deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole "
    "helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie "
    "olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah "
    "jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy sophia "
    "grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie "
    "kayla alexis lori hillary melania ivanka claire elena fatima aisha ingrid nadia olga sofia eva ursula "
    "theresa jane kate lucy irene rosa carmen lucia mei yuki priya"
)
MALE = table(
    "mr sir lord king prince pope spokesman chairman congressman businessman actor father son husband brother man "
    "boy james robert john michael david william richard joseph thomas christopher charles daniel matthew anthony "
    "mark donald steven andrew paul joshua kenneth kevin brian timothy ronald jason george edward jeffrey ryan "
    "jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander "
    "patrick frank raymond jack dennis jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah "
    "ethan jeremy christian walter keith austin roger terry sean gerald carl dylan harold jordan jesse bryan "
    "lawrence arthur gabriel bruce logan billy joe alan juan elijah willie albert wayne randy vincent mason roy "
    "ralph bobby russell philip eugene bill mike jim tom bob dan tim steve jeff ben sam greg matt chris barack "
    "mitt vladimir ahmed ali omar mohammed muhammad hassan ivan boris pavel carlos luis miguel antonio pedro hans "
    "klaus pierre jean-claude emmanuel ted ken ron don ed fred"
)
GIVEN = FEMALE | MALE

COMMON_VERBS = table(
    "is are was were has have had do does did be been being am will would can could may might must shall should "
    "'s 're 've said says say told tells tell got get gets went goes go gone came comes come made makes make took "
    "takes take gave gives give found finds find knew knows know thought thinks think saw sees see left leaves "
    "leave felt feels feel put puts kept keeps keep let lets began begins begin seemed seems seem held holds hold "
    "brought brings bring wrote writes stood stands sat lost loses pay paid pays met meets meet ran runs run won "
    "wins win spoke speaks speak sent sends built led leads lead grew grows became becomes become fell falls rose "
    "rises needs need wants want wanted works used uses use tried tries asked asks shows shown showed helps turns "
    "starts happened plays moves lives believes appears remains includes continues sets learns changes "
    "understands follows stops creates opens walks offers remembers considers serves dies buys waits expects "
    "stays reaches kills raises passes sells requires reports decides pulls broke chose drew drove ate fought "
    "flew forgot hid hit hurt laid lay lent meant read rode sang sank sought shook shot slept spent stole struck "
    "swore swept taught threw woke wore cut cost faces faced looks looked believe"
)
