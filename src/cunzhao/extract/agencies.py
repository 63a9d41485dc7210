"""News agencies: the table of those that pages name, and the forms in which they are named.

Whoever holds an agency's report prints its name: as the author, in a dateline ("LONDON (Reuters) -", "新华社北京6月4日电",
"(서울=연합뉴스)"), or as the source ("来源：新华社", "Quelle: dpa"). The table has the agencies that are members of the World
Conference of News Agencies or of its regional unions, with the short forms that they use themselves; other sources that a page
names in one of these forms are kept as it writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cunzhao.extract.lines import key_of

AGENCIES: dict[str, str] = {
    "新华社": "新華社|新华网|新華網|Xinhua|Xinhua News Agency",
    "中新社": "中新網|中新网|中国新闻社|中國新聞社|China News Service|CNS|中新社",
    "中央社": "中央通訊社|Central News Agency|CNA",
    "共同社": "共同通信|共同通信社|共同|Kyodo|Kyodo News",
    "時事通信": "時事通信社|時事|时事社|Jiji|Jiji Press|時事社",
    "연합뉴스": "韩联社|韓聯社|聯合通訊社|Yonhap|Yonhap News Agency",
    "뉴시스": "Newsis|纽西斯|紐西斯",
    "朝鲜中央通讯社": "朝中社|朝鮮中央通信|조선중앙통신|KCNA",
    "AFP": "法新社|Agence France-Presse|Agence France Presse|法新",
    "Reuters": "路透社|Thomson Reuters|路透|ロイター|Рейтер|Reuters Staff",
    "AP": "美联社|美聯社|Associated Press|The Associated Press|AP通信|AP News",
    "UPI": "合众国际社|合眾國際社|United Press International",
    "Bloomberg": "彭博社|Bloomberg News|彭博|彭博新闻社|ブルームバーグ",
    "dpa": "德新社|DPA|Deutsche Presse-Agentur|dpa-AFX|dpa/tmn",
    "APA": "奥通社|Austria Presse Agentur",
    "Keystone-SDA": "sda|SDA|Keystone-SDA-ATS|ATS|sda-ats",
    "AFP-SID": "SID|Sport-Informations-Dienst",
    "KNA": "Katholische Nachrichten-Agentur",
    "epd": "Evangelischer Pressedienst",
    "EFE": "埃菲社|Agencia EFE",
    "Europa Press": "EuropaPress",
    "ANSA": "安莎社|安莎通讯社",
    "Adnkronos": "AdnKronos",
    "Lusa": "Agência Lusa",
    "Belga": "BELGA|比通社",
    "ANP": "Algemeen Nederlands Persbureau",
    "TT": "TT Nyhetsbyrån",
    "NTB": "Norsk Telegrambyrå",
    "Ritzau": "Ritzaus Bureau",
    "STT": "STT-Lehtikuva",
    "PAP": "波通社|Polska Agencja Prasowa",
    "ČTK": "CTK|Česká tisková kancelář",
    "TASR": "SITA",
    "MTI": "Magyar Távirati Iroda",
    "Agerpres": "AGERPRES",
    "BTA": "БТА",
    "HINA": "Hina",
    "Танюг": "Tanjug",
    "ΑΠΕ-ΜΠΕ": "雅通社|ΑΠΕ|AMNA|ΑΠΕ - ΜΠΕ",
    "ТАСС": "塔斯社|ИТАР-ТАСС|TASS|塔斯",
    "РИА Новости": "俄新社|RIA Novosti|俄罗斯卫星通讯社|俄羅斯衛星通訊社|Sputnik|РИА",
    "Интерфакс": "Interfax|国际文传电讯社|國際文傳電訊社",
    "Укринформ": "Ukrinform|Укрінформ|УНИАН|УНІАН",
    "Anadolu": "阿纳多卢通讯社|Anadolu Agency|Anadolu Ajansı|阿納多盧通訊社",
    "DHA": "Demirören Haber Ajansı",
    "İHA": "İhlas Haber Ajansı|IHA",
    "IRNA": "伊通社|ایرنا|伊朗伊斯兰共和国通讯社",
    "WAM": "وام|阿联酋通讯社",
    "واس": "沙特通讯社|Saudi Press Agency",
    "PTI": "印度报业托拉斯|Press Trust of India|印度報業托拉斯",
    "ANI": "Asian News International",
    "IANS": "Indo-Asian News Service",
    "Antara": "ANTARA|安塔拉通讯社",
    "Bernama": "马新社|馬新社|BERNAMA",
    "VNA": "TTXVN|越通社|Vietnam News Agency",
    "蒙通社": "MONTSAME",
    "AAP": "Australian Associated Press",
    "NZPA": "NZN",
    "PA": "PA Media|Press Association|Press Association Reporters",
    "The Canadian Press": "Canadian Press|La Presse Canadienne",
    "Télam": "Telam",
    "Prensa Latina": "拉美社",
    "Notimex": "NTX",
    "Agência Brasil": "Agencia Brasil",
    "Inter Press Service": "IPS",
}
"""Agencies by the name under which they are kept, with the other names that pages use, divided by bars."""
_BY_KEY = {key_of(name): agency for agency, others in AGENCIES.items() for name in (agency, *others.split("|"))}
_LISTED = "|".join(
    sorted((re.escape(n) for a, others in AGENCIES.items() for n in (a, *others.split("|"))), key=len, reverse=True)
)
_DATELINE = re.compile(
    rf"^.{{0,60}}?[(（\[【]\s*({_LISTED})(?:\s*/\s*({_LISTED}))?\s*[)）\]】]|"
    rf"^.{{0,40}}?({_LISTED})[^\s,.，。]{{0,12}}\d{{1,2}}月\d{{1,2}}日[电電]|"
    rf"^[(（\[【]?\S{{1,10}}\s?=\s?({_LISTED})|^[【\[（(]({_LISTED})(?:[记記]者|[、,，\s／/])|"
    rf"^.{{0,50}}?\s({_LISTED})\s*[-–—]{{1,2}}\s|"
    rf"^[A-ZÄÖÜ][\w /.-]{{2,40}}\s\(?({_LISTED})\)?\s*[-–—.]"
)
_SOURCE = re.compile(
    r"(?:^|[\s　|])(?:[来來]源|稿源|[转轉][载載]自|出[处處]|Sources?|Quelle|Fuente|Fonte|Źródło|Источник|Πηγή|"
    r"Kaynak|Sumber|提供)(?:于|於)?\s*[:：]\s*"
    r"[《「“\"]?([^\s　|:：,，;；《》「」“”\"()（）]{2,24}(?:\s[A-ZÄÖÜА-Я][^\s|:：,，;；()（）]{0,20}){0,3})"
)
_AT_END = re.compile(rf"[(（\[]\s*(?:[^()（）\[\]]{{0,20}}[/,]\s*)?({_LISTED})\s*[)）\]]\.?$")


def agency(name: str) -> str | None:
    """The agency that a name means, under the name by which it is kept; None for any other."""
    return _BY_KEY.get(key_of(name.removeprefix("记者").strip()))


def wires_of(
    names: Iterable[str], around: Sequence[str], first: Sequence[str], last: str
) -> tuple[tuple[str, str], ...]:
    """The agencies and other sources that a page credits, each once, with the place: (name, where).

    ``names`` are those who signed, ``around`` the short lines near the headline and the end of the text, ``first``
    its first lines and ``last`` the last one.
    """
    found: dict[str, str] = {}
    for name, where in _credited(names, around, first, last[-300:]):
        found.setdefault(agency(name) or name, where)
    return tuple(found.items())[:5]


def _credited(
    names: Iterable[str], around: Sequence[str], first: Sequence[str], last: str
) -> Iterator[tuple[str, str]]:
    for name in names:
        if agency(name):
            yield name, "author"
    for dateline in filter(None, (_DATELINE.search(line[:300]) for line in first)):
        yield from ((name, "dateline") for name in dateline.groups() if name)
    ending = _AT_END.search(last)
    if ending:
        yield ending[1], "end of the text"
    for line in around:
        for source in _SOURCE.finditer(line[:200]):
            yield source[1].strip(), "source line"
