"""How far what was said reaches: from the cue to the next one, to the narrator's own words, or to the paragraph's end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cunzhao.said.zh.layout import ASIDE, ENDS, Layout, Quote
from cunzhao.said.zh.speakers import Attribution
from cunzhao.said.zh.stops import TIME
from cunzhao.said.zh.when import is_dateline

_COMMA = re.compile("[，；]")
_GAP = re.compile("[，,、；;。：: \t—-]*")
_LEAST = 4  # characters behind a bare cue; fewer are a thing and no clause (表示赞许)
_SHORT_QUOTE = 9  # characters with marks; a shorter one is a term that the sentence goes on with
_TRIM = "，,；;：:、 \t\n。—-"
_CONNECTIVE = re.compile(
    r"[，,；;。]\s*(?:为此|对此|同时|此外|另外|并且?|而|但|与此同时|随后|其后|之后|至于|又|还|也|其中|据|另据|不过|然而|且|即|以|于是|因此|期间|最后|会后)?[，,]?$"
)
# The narrator takes over: (…，但目前尚不清楚), and what the statement brought about.
_TAIL = re.compile(
    r"[，,；](?:但|不过|然而|惟|唯)?(?:(?:目前|现时|暂时|至今|仍|但仍|具体)[^，。]{0,14}?(?:不清楚|不明朗|未明|不明|不得而知|不详|待确认|未有|尚待|未获|未能)"
    r"|[^，。]{0,12}(?:未有?透露|没有透露|未有?说明|没有说明|没有说|拒绝透露|未透露|没有提供|未提供|没有解释|未有?解释|未作)"
    r"|(?:声明|公告|文件|报道|通报)[^，。]{0,4}(?:未|没有)|至于[^，。]{0,24}，[^。]{0,6}(?:没有|未)|[^，。]{0,6}(?:没有|未)(?:正面)?(?:回答|回应|置评|表态)|[^，。]{0,8}也因此|言下之意|先前|此前|早前|引发|引起|引来|随即遭|被外界|被视为|令外界|此言一出|话音未落|暗示(?!了))"
)
_NARRATION = re.compile(
    r"\s*(?:据悉|据了解|据报|据查|据此|报道还?|资料显示|公开资料|此前|早前|当[天日]|同[日天]|随后|会后|会谈[后前]|会见[后前]|言下之意|换言之|换句话说，.{0,4}(?:他|她)|需要指出|值得|此番|这番|"
    r"这一(?:表态|言论|说法)|上述|本报|本台|对此，|他|她|（[编记译责来完]|记者|图为|编辑|编译|责任编辑|译者|来源|更多|延伸阅读|相关|(?:贴文|帖文|图片|照片|视频|影片)[^，。]{0,6}(?:显示|可见)|另?据[^，。]{1,24}[，称报消]|[^，。]{0,20}(?:报道|报导)(?:称|说|指)?[，：]|这(?:或许|可能)[会将]|[\s。，、…—()）-]*[\dA-Za-z]{0,12}$|[^，。]{2,16}(?:也|则|随后|已)?(?:发表|发布|批准|签署|启动|否认)了|[^，。]{0,14}(?:予以否认|出席了?会|参加(?:了)?会见|等参加|出席会|座谈会。|等出席|陪同))"
)


@dataclass(frozen=True, slots=True)
class Span:
    """``start`` to ``end`` is the content; ``direct`` when all of it stands between quotation marks."""

    start: int
    end: int
    direct: bool


def span_of(page: Layout, found: list[Attribution], i: int) -> Span | None:
    """The content of the i-th attribution; None when it turns out to have none."""
    said = found[i]
    limit = _limit(page, found, i)
    if said.back is not None and said.cue.form in ("end", "comma"):
        return _around(page, found, i, limit)
    start = said.cue.content
    if start >= limit:
        return None
    quoted = _quoted(page, start, limit)
    if quoted is not None:
        return Span(start, quoted, True)
    told = _told(page, said, start, limit)
    if told and said.cue.form == "bare" and told.end - told.start < _LEAST:
        return None
    return told


def _limit(page: Layout, found: list[Attribution], i: int) -> int:
    """Where content must have ended: at the next cue's clause, or with its paragraph."""
    said = found[i]
    at = page.sentence_at(max(said.cue.content, said.cue.end - 1))
    end = page.paragraphs[page.sentences[at].paragraph][1]
    if i + 1 < len(found):
        after = found[i + 1]
        begin = after.back.start if after.back and after.back.start > said.cue.end else after.clause
        if after.sentence != said.sentence and after.speaker.why != "carried":
            begin = min(begin, page.sentences[after.sentence].start)  # all of that sentence is the narrator's
        end = min(end, max(begin, said.cue.end))
    return end


def _quoted(page: Layout, start: int, limit: int) -> int | None:
    """The end of the quotations that content consists of; None when it is more than quotations."""
    end = None
    quote = page.quote_at(start)
    while quote is not None and quote.end <= limit:
        end = quote.end
        gap = _GAP.match(page.text, end)
        following = gap.end() if gap else end
        after = page.quote_at(following)
        if after is None and not _stands_alone(page, quote, following, limit):
            return None
        quote = after
    return end


def _stands_alone(page: Layout, quote: Quote, after: int, limit: int) -> bool:
    """Whether nothing of what was said follows a quotation in its sentence."""
    if page.text[quote.end - 2] in ENDS or after >= limit:
        return True
    if any(ch in "。！？\n" for ch in page.text[quote.end : after + 1]):
        return True
    breaks = page.text[quote.end : quote.end + 1] in "，；" and not page.quotes_in(
        after, page.sentences[page.sentence_at(after)].end
    )
    return after > quote.end and (quote.spoken or (breaks and quote.end - quote.start > _SHORT_QUOTE))


def _told(page: Layout, said: Attribution, start: int, limit: int) -> Span | None:
    """Reported speech: to the end of its sentence, and on over those that follow in the paragraph."""
    index = page.sentence_at(start)
    end = min(page.sentences[index].end, limit)
    tail = _TAIL.search(page.masked, start + 2, end)
    if tail is None and said.cue.form == "bare" and said.cue.word == "宣布":
        tail = _COMMA.search(page.masked, start + 2, end)
    if tail:
        return _cut(page, start, tail.start())
    if end < limit and _runs_on(page, said):
        for sentence in page.sentences[index + 1 :]:
            if sentence.start >= limit or _is_narration(page, said, sentence.start, sentence.end):
                break
            end = min(sentence.end, limit)
    return _cut(page, start, end)


def _runs_on(page: Layout, said: Attribution) -> bool:
    """Not after a bare cue; and in a dateline's paragraph, where agencies tell the news, only what a person says."""
    lead = page.sentences[said.sentence].paragraph < 2 and is_dateline(page.text, page.sentences[said.sentence].start)
    return said.cue.form != "bare" and (said.speaker.person or not lead)


def _is_narration(page: Layout, said: Attribution, start: int, end: int) -> bool:
    """Whether a sentence is the reporter's: it opens with a day, with the speaker, or with the reporter's own phrases."""
    masked = page.masked[start:end]
    name = said.speaker.name if said.speaker.person else said.speaker.name[:2]
    if _NARRATION.match(masked) or masked.startswith(name):
        return True
    day = TIME.match(masked)
    return day is not None and any(ch in "日号昨" for ch in day[0])


def _cut(page: Layout, start: int, end: int) -> Span | None:
    """Content without the marks and connectives at its end."""
    while True:
        before = end
        while end > start and page.text[end - 1] in _TRIM:
            end -= 1
        while end > start and page.masked[end - 1] == ASIDE and _closes_sentence(page, start, end):
            end -= 1
        loose = _CONNECTIVE.search(page.masked, max(start, end - 8), end)
        if loose:
            end = loose.start()
        if end == before:
            break
    return Span(start, end, False) if end - start >= 2 else None


def _closes_sentence(page: Layout, start: int, end: int) -> bool:
    """Whether the aside that ends here stands behind a full stop: (完) and the like are no content."""
    begin = end
    while begin > start and page.masked[begin - 1] == ASIDE:
        begin -= 1
    return (begin < end and page.text[begin - 1] in ENDS) or page.text[begin] != "（"


def _around(page: Layout, found: list[Attribution], i: int, limit: int) -> Span | None:
    """Quotations before a cue, and what goes on behind it: “A，”他说，“B。”"""
    said = found[i]
    assert said.back is not None
    start = _first_of(page, said.back, found[i - 1] if i else None)
    if page.text[said.cue.end : said.cue.end + 1] in ("-", "—", "–"):
        return Span(start, said.back.end, True)
    after = said.cue.content if said.cue.form == "comma" else _GAP.match(page.text, said.cue.end).end()  # type: ignore[union-attr]
    quoted = _quoted(page, after, limit) if after < limit else None
    if quoted is not None:
        return Span(start, quoted, True)
    if said.cue.form == "comma" and after < limit:
        told = _told(page, said, after, page.sentences[said.sentence].end)
        return Span(start, told.end, False) if told else Span(start, said.back.end, True)
    return Span(start, said.back.end, True)


def _first_of(page: Layout, back: Quote, before: Attribution | None) -> int:
    """Where the row of quotations begins that ends with this one, in its paragraph and behind the last cue."""
    paragraph = page.sentences[page.sentence_at(back.start)].paragraph
    floor = max(page.paragraphs[paragraph][0], before.cue.end if before else 0)
    start = back.start
    for quote in reversed(page.quotes_in(floor, back.start)):
        if _GAP.sub("", page.text[quote.end : start]):
            break
        start = quote.start
    return start
