"""Who a subject is: a person, a body, whom a pronoun means, or the minister behind 中方."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from cunzhao.said.zh.cues import Cue
from cunzhao.said.zh.layout import ASIDE, Layout, Quote
from cunzhao.said.zh.names import People, formal_full, parted
from cunzhao.said.zh.resolve import antecedent, same_kind
from cunzhao.said.zh.sources import is_body, is_unnamed, issuer, source_of
from cunzhao.said.zh.subject import Subject, is_pronoun, subjects_in
from cunzhao.said.zh.tables import SOUNDS
from cunzhao.types.statements import SpeakerWhy

_SIDE = re.compile("(?:([^西东南北地官警军校资院店馆管厂检控辩对双多各])方|我方|我国)")
_COUNTED = re.compile("%|[成数]的?(?:民众|受访者|人)$|^[\\d一二三四五六七八九十百]{3,}|超过|逾|多达")
_PLURAL = ("他们", "她们", "它们", "双方", "两人", "二人")
_RECENT = 60  # attributions looked back at, so that a text of nothing but cues takes linear time


@dataclass(frozen=True, slots=True)
class Speaker:
    """``name`` without title; ``start`` to ``end`` is the mention that governs."""

    name: str
    start: int
    end: int
    why: SpeakerWhy
    title: str | None = None
    person: bool = False
    on_behalf: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue and its speaker. ``clause`` is where what was said before must end; ``back`` is a quotation right before;
    ``relayed`` that 据 stands before the speaker.
    """

    cue: Cue
    sentence: int
    clause: int
    speaker: Speaker
    back: Quote | None = None
    relay: str | None = None
    relayed: bool = False


@dataclass(slots=True)
class Speakers:
    """What is known while an article is read from its beginning: who is named in it, and who spoke, and where."""

    page: Layout
    people: People
    found: list[Attribution] = field(default_factory=list)

    def noun_of(self, subject: Subject) -> str:
        return self.page.text[subject.start : subject.end]

    def named(self, subject: Subject) -> Speaker | None:
        """The speaker that a subject names or points at; None when it is no speaker."""
        noun = self.noun_of(subject)
        kind = source_of(noun)
        if kind == "paper":
            return self._of_paper(subject, noun)
        if kind != "speaker":
            return None
        if is_pronoun(noun):
            return self._meant(subject, noun)
        side = self._for_whom(noun) if not self.found or subject.start > self.found[-1].cue.content + 1 else None
        if side is not None:
            return replace(side, start=subject.start, end=subject.end, why="carried", on_behalf=noun)
        if _COUNTED.search(noun) or ("《" in noun) != ("》" in noun):
            return None
        return self._longer(subject, noun) or self._parted(subject)

    def _longer(self, subject: Subject, noun: str) -> Speaker | None:
        """Somebody who spoke before, with words behind the name that belong to the manner (某某红着脸)."""
        for said in self.found[-_RECENT:]:
            spoke = said.speaker
            rest = noun[len(spoke.name) :]
            if spoke.person and len(spoke.name) > 1 and noun.startswith(spoke.name) and 0 < len(rest) <= 5:
                if "的" in rest or is_body(noun):
                    return None
                return replace(spoke, start=subject.start, end=subject.start + len(spoke.name), on_behalf=None)
        return None

    def _parted(self, subject: Subject) -> Speaker | None:
        """A person told from the title, or a body or a description as it stands."""
        named = parted(self.page.text, subject.start, subject.end, self.people)
        name = self.page.text[named.start : named.end].strip()
        if named.person:
            full = self.people.full(formal_full(name, self.people))
            self.people.add(full, named.title)
            return Speaker(full, named.start, named.end, "named", self.people.title_of(full), True)
        glossed = self.page.masked[subject.end : subject.end + 1] == ASIDE
        if subject.guessed and not (is_body(name) or glossed or all(ch in SOUNDS for ch in name)):
            return None
        return Speaker(name, named.start, named.end, "unnamed" if is_unnamed(name) else "named")

    def standing_last(self, start: int, end: int) -> Speaker | None:
        """The person right before the cue, when the clause opens with no speaker (既懊恼又无奈的赵某说)."""
        for subject in subjects_in(self.page.masked, start, end):
            speaker = self.named(subject) if subject.guessed else None
            if speaker is not None and speaker.person:
                return speaker
        return None

    def _for_whom(self, noun: str) -> Speaker | None:
        """The minister who is speaking, when 中方 is named inside his speech."""
        match = _SIDE.fullmatch(noun)
        last = self.found[-1] if self.found else None
        if match is None or last is None or not last.speaker.person:
            return None
        here = self.page.sentence_at(last.cue.end)
        near = self.page.sentences[here].paragraph == self.page.sentences[last.sentence].paragraph
        title = last.speaker.title or ""
        return (
            last.speaker
            if near and (match[1] is None or match[1] in title or (match[1] == "中" and not title))
            else None
        )

    def _of_paper(self, subject: Subject, noun: str) -> Speaker | None:
        body = issuer(noun)
        if body and source_of(body) == "speaker" and not is_pronoun(body):
            return self.named(Subject(subject.start, subject.start + len(body)))
        if noun[-2:] not in ("声明", "公告", "通报", "公报", "通告", "回应", "答复"):
            return Speaker(noun, subject.start, subject.end, "named")
        bodies = [a.speaker for a in self.found[-3:] if not a.speaker.person]
        if bodies:
            return Speaker(bodies[-1].name, subject.start, subject.end, "pronoun")
        return Speaker(noun, subject.start, subject.end, "named")

    def _meant(self, subject: Subject, noun: str) -> Speaker | None:
        """Whom a pronoun or 该发言人 means."""
        if noun in _PLURAL:
            groups = [a.speaker for a in self.found[-3:] if not a.speaker.person]
            meant = groups[-1].name if groups and noun in ("他们", "她们") else noun
            return Speaker(meant, subject.start, subject.end, "pronoun")
        if noun[0] in "该这":
            spoken = [a.speaker for a in self.found[-_RECENT:]]
            known = next((s for s in reversed(spoken) if same_kind(noun, s.title or s.name)), None)
            if known is not None:
                return Speaker(known.name, subject.start, subject.end, "pronoun", known.title, known.person)
            return Speaker(noun, subject.start, subject.end, "unnamed" if is_unnamed(noun) else "named")
        name = antecedent(self.page, self.people, self.found[-_RECENT:], subject.start)
        if name is None:
            return Speaker(noun, subject.start, subject.end, "pronoun")
        return Speaker(name, subject.start, subject.end, "pronoun", self.people.title_of(name), True)
