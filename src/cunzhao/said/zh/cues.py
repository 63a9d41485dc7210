"""Cues: the words by which a text says that somebody said something, told from the words that only look like them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cunzhao.said.zh.layout import ASIDE, QUOTED, SPOKEN, Layout, Sentence
from cunzhao.said.zh.tables import CHARGES, MARK, QUOTE, SAY, STANCES, URGE, either

Form = Literal["colon", "comma", "quote", "bare", "end"]
"""What stands after a cue: a colon, a comma, a quotation, its clause, or the end of the sentence."""

Kind = Literal["say", "mark", "urge"]

# 说, 称 and 指 are parts of hundreds of words; these are the neighbours that make one (小说, 来说, 据说; 说法; 名称; 指数).
_SAYS = (
    r"(?<![小来据传听直虽再诉游解劝所按假难众胡话不没别是])(?<!可以)(?<!或者)(?<!比如)(?<!例如)(?<!应该)(?<!一般)(?<!总的)(?<!就是)(?<!换句话)(?<!总体)(?<!能够)"
    r"说(?:道|过)?(?![法明服话辞词教唱客谎穿破定好起来到不过的了白实真])"
)
_CALLS = (
    r"(?<![名简自对职俗通尊统据堪号著匀谑昵旧别合并改指谎])(?<!第.人)(?<!所)(?<!被)(?<!可)(?<!相)(?<!更)"
    r"称(?![为作号呼谓之赞职得霸王雄帝病臣重道量职许羡便心颂誉手叹]|[其他她它][为是])"
)
_POINTS = (
    r"(?<![手食拇戒中无屈弹直所是系专要意泛特暗恒股沪深纳道期大汇首小十五标脚趾染主])(?<!被)"
    r"指(?![数标挥导责控示定望令向纹甲南针明正引派的认证教战使代涉着摘日称点纪])"
)
_TELLS = (
    r"(?:告[诉知]|(?:寄语|告诫|叮嘱|勉励)(?=[^，：\n\ue000\ue002]{1,8}[，：]))((?:《"
    + QUOTED
    + r"*》|[^，。：；！？\n「」"
    + QUOTED
    + SPOKEN
    + r"]){1,16})(?=[，：:,。]|["
    + QUOTED
    + r"])"
)
# What announces a list: 提出五点建议：
_LISTS = (
    r"(?:提出|阐述|列出|给出|归纳|总结|分享|强调|谈了|列举|介绍)了?[^，。；：\n]{0,20}(?:建议|主张|意见|要求|看法|倡议|方案|原则|措施|希望|理由|原因|说明|点|方面)(?=[：:。]|$)"
    r"|从[^，。：\n]{1,4}个?(?:方面|角度|层面)[^，。：\n]{2,24}(?=[：:。]|$)"
)
# A word of these behind a noun's own neighbours is a noun: 作出承诺, 提出建议, 的要求, 一项声明.
_NOUN_LEFT = re.compile(
    r"(?:[出了行达发到受的其遭提引起无有该这些种份项个各任以予获取带新高满招]|一[个项份种]|作为|回答|(?<![就对为因由])此|按照|根据|符合|进行|带来|引发|高度|官方|书面|最新|政治|面对|寻求)$"
)
_CLAUSE = re.compile(
    r"[^，。；！？\n]{4,30}?(?:[不未没已]|过于|太|[是会将应](?![议谈见员长])|忽略|缺乏|违反|破坏|企图|试图)[^，。；\n]{2}"
)
_LIST_GAP = re.compile(r"[：:]\s*|。\s*(?=一是|第一|其一|首先|（一）)")
# What was not said: 未透露, 没有正面回答, 拒绝说明.
_DENIED = re.compile(
    r"(?:未|没有?|不愿|拒绝|不肯|无法|不予|不便|不曾|尚未|不)(?:正面|直接|具体|进一步|明确|再|作出|给出|过多)?$"
)
_BOUND_RIGHT = re.compile(r"[的了过]|性|[书者]")
_STANCE = re.compile(f"(?:{'|'.join(STANCES)})")
_ACT = re.compile(
    f"(?:热烈|衷心|诚挚|强烈|高度|深切|深表|由衷|沉痛|极大|非常|十分|极其|最|严重|坚决|充分|完全|一定|不)*(?:{'|'.join(STANCES)})"
    r"(?:[，。；！\n、和与及并]|$|(?<=感谢)|(?<=欢迎)|(?<=祝贺)|(?<=慰问)|(?<=哀悼)|(?<=赞赏)|(?<=悼念))"
)
_AFTER = re.compile(r"[ \t]*(?:([：:])|([，,]|--+|——+|—|–)|([" + QUOTED + SPOKEN + r"])|(?=[。！？；;!?\n])|$)?[\s]*")
_ALL = re.compile(
    f"(?P<list>{_LISTS})|(?P<tell>{_TELLS})|(?P<word>{either((*SAY, *MARK, *QUOTE, *URGE))})"
    r"(?:称|说道|说|道|指出|指|表示|写道)?(?![人员师家])"
    r"(?<!确认为)(?<!公认为)(?<!误认为)(?<!默认为)(?<!否认为)(?<!手指出)(?<!代表示)"
    f"|(?P<passed>报[道导]|的(?:说法|介绍|描述|陈述|证词|讲述)(?=[，,]))|(?P<short>{_SAYS}|{_CALLS}|{_POINTS})"
)
_PAPERS = frozenset(("声明", "公告", "通报"))
_SAY, _MARK, _QUOTE, _URGE = frozenset(SAY), frozenset(MARK), frozenset(QUOTE), frozenset(URGE)


@dataclass(frozen=True, slots=True)
class Cue:
    """``start`` to ``end`` is the word, ``content`` where what was said would begin, ``kind`` what
    sort of word it is (see ``tables``).
    """

    start: int
    end: int
    word: str
    form: Form
    content: int
    kind: Kind = "say"


def cues_in(page: Layout, sentence: Sentence) -> Iterator[Cue]:
    """The cues of one sentence, from left to right, outside quotations and parentheses."""
    last = -1
    for match in _ALL.finditer(page.masked, sentence.start, sentence.end):
        if match.start() < last:
            continue
        cue = _cue(page, match)
        if cue is not None:
            last = cue.end
            yield cue


def _cue(page: Layout, match: re.Match[str]) -> Cue | None:
    if _DENIED.search(page.masked, max(0, match.start() - 6), match.start()) and match[0] not in ("认为", "否认"):
        return None
    form, content = _form(page.masked, match.end())
    word = match["word"]
    if word is None:
        if match["list"] is not None:
            gap = _LIST_GAP.match(page.text, match.end())
            return Cue(match.start(), match.start() + 2, match[0][:2], "colon", gap.end()) if gap else None
        if match["short"] is not None and form == "bare" and _BOUND_RIGHT.match(page.masked, match.end()):
            return None
        return Cue(match.start(), match.end(), page.text[match.start() : match.end()], form, content)
    verb = match[0] != word  # 承诺说: a verb beyond doubt
    if verb and word in _PAPERS:
        begin = match.start() + len(word)  # 公告称: the paper is the subject
        return Cue(begin, match.end(), page.text[begin : match.end()], form, content)
    if form == "comma" and word not in _SAY and page.masked[match.end()] == ",":
        return None  # a list of key words
    noun = not verb and bool(_NOUN_LEFT.search(page.masked, max(0, match.start() - 3), match.start()))
    kind = _kind(word, form, noun, verb, bool(_CLAUSE.match(page.masked, match.end())))
    if kind is None or _is_act(page.masked, match):
        return None
    return Cue(match.start(), match.end(), page.text[match.start() : match.end()], form, content, kind)


def _kind(word: str, form: Form, noun: bool, verb: bool, clause: bool) -> Kind | None:
    """Which kind of cue a word is in this form; None when it is none."""
    if verb or (word in _SAY and not (form == "bare" and noun and word == "主张")):
        return "say"
    if form in ("colon", "quote") and (word in _MARK or word in _QUOTE):
        return "mark"
    if form in ("comma", "end") and word in _MARK and len(word) > 1 and not noun:
        return "urge" if word in _URGE else "mark"
    if form == "bare" and word in _URGE and not noun and (word not in CHARGES or clause):
        return "urge"
    return None


def _is_act(masked: str, match: re.Match[str]) -> bool:
    """表示感谢 holds no statement; 表示的, 承认了 and 认为是 … 的 hold none either."""
    if match["word"] == "表示" and _ACT.match(masked, match.end()):
        return True
    return bool(_BOUND_RIGHT.match(masked, match.end()))


def _form(masked: str, at: int) -> tuple[Form, int]:
    """What follows a cue, and where content would begin."""
    while at < len(masked) and masked[at] == ASIDE:
        at += 1
    match = _AFTER.match(masked, at)
    if match is None or match.end() == at:
        stops = at >= len(masked) or masked[at] in "。！？；;!?\n"
        return ("end", at) if stops else ("bare", at)
    if match[1]:
        return "colon", match.end()
    if match[2]:
        return "comma", match.end()
    if match[3]:
        return "quote", match.start(3)
    return (
        ("end", match.end()) if match.end() >= len(masked) or masked[at] in "。！？；;!?\n" else ("bare", match.end())
    )
