"""Attributions: each cue that holds, with the speaker it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cunzhao.said.zh.cues import Cue, cues_in
from cunzhao.said.zh.layout import QUOTED, SPOKEN, Layout, Quote, Sentence
from cunzhao.said.zh.sources import is_body, source_of
from cunzhao.said.zh.speakers import Attribution, Speaker, Speakers
from cunzhao.said.zh.stops import STOPS, TIME
from cunzhao.said.zh.subject import Subject, clause_start, subject_in, subjects_in
from cunzhao.said.zh.tables import FIRM, THOUGHTS
from cunzhao.types.statements import SpeakerWhy

_QUOTING = re.compile("引述|援引|转述|转引|引用")
_OF_WORDS = re.compile("(?:的话|的消息|的说法|的分析|消息|的报道|报道|的谈话)+$")
_LOOSE = frozenset(("说", "称", "指", "证实", "透露", "提到", "提及", "承认"))
_ALSO = re.compile("[并还又也亦但]|同时|再次")
_HEARD = re.compile("被问|问到|问及|听到|看到|得知|获悉|听说")
_ADVERBIAL = re.compile("(?:时|上|中|后|里|会|内|间|一事|题|面|此|言|道|天|日)$")
_ONLY_ADVERBS = 14  # characters between a comma and a cue without subject; 并在社交媒体上进一步 has ten
_CLAUSES_BACK = 4
_RECENT = 60  # see ``speakers``


@dataclass(slots=True)
class Reader(Speakers):
    """Reads an article from its beginning, cue by cue."""

    def read(self) -> list[Attribution]:
        """All attributions, in order."""
        for index, sentence in enumerate(self.page.sentences):
            if not sentence.heading:
                relay: str | None = None
                for cue in cues_in(self.page, sentence):
                    relay = self._take(cue, index, sentence, relay)
        return self.found

    def _take(self, cue: Cue, index: int, sentence: Sentence, relay: str | None) -> str | None:
        """Adds the attribution of one cue, if it is one; gives the medium that passes on the rest of the sentence."""
        clause = clause_start(self.page.masked, cue.start, sentence.start)
        subject, relay, speaks = self._source(cue, clause, relay)
        back = self._quote_before(clause, sentence) if cue.form in ("end", "comma") else None
        if not speaks or (cue.form == "end" and back is None) or not self._is_verb(cue, clause, subject):
            return relay
        speaker = self._speaker(cue, clause, sentence, subject, index)
        own = subject is not None or self.page.masked[clause - 1 : clause] == "—"
        if speaker is not None and self._holds(cue, clause, sentence, speaker, own, back):
            before = self._last(sentence)
            relay = self._passed_on(cue, clause, index) or relay
            if relay is None and before is not None and speaker.why == "carried":
                relay = before.relay
            relayed = subject is not None and subject.relayed
            self.found.append(Attribution(cue, index, clause, speaker, back, relay, relayed))
        return relay

    def _source(self, cue: Cue, clause: int, relay: str | None) -> tuple[Subject | None, str | None, bool]:
        """The subject, the medium that passes on, and whether the cue can be somebody's who speaks."""
        subject = subject_in(self.page.masked, clause, cue.start)
        noun = self.noun_of(subject) if subject else ""
        medium = subject is not None and source_of(noun) == "medium"
        quoting = _QUOTING.search(self.page.masked, clause, cue.start)
        if quoting:
            passes = subject is not None and subject.start < quoting.start()
            return self._quoted_source(quoting.end(), cue.start), noun if passes else relay, True
        if cue.word in ("报道", "报导"):
            return subject, noun if subject and (subject.relayed or medium) else relay, False
        if cue.word[0] == "的" and not (subject and subject.relayed):
            return subject, relay, False
        return (subject, noun, False) if medium else (subject, relay, True)

    def _is_verb(self, cue: Cue, clause: int, subject: Subject | None) -> bool:
        """Whether a word that may be a noun is the verb of its subject, and nobody was asked or only heard it."""
        masked = self.page.masked
        if cue.kind != "say" and not _adjacent(masked, subject.end if subject else clause, cue.start):
            return False
        return not (subject and _HEARD.search(masked, clause, subject.start))

    def _passed_on(self, cue: Cue, clause: int, index: int) -> str | None:
        """Who passed it on: X of 据X透露，Y称，…, whose own words are then no statement."""
        last = self.found[-1] if self.found else None
        if last is None or not last.relayed or last.sentence != index or cue.form == "bare":
            return None
        if not last.cue.content <= clause + 1 <= last.cue.content + 2:
            return None
        self.found.pop()
        return last.speaker.name

    def _quoted_source(self, start: int, end: int) -> Subject | None:
        """Y of X引述Y的话说."""
        subject = subject_in(self.page.masked, start, end)
        if subject is None:
            return None
        tail = _OF_WORDS.search(self.noun_of(subject))
        return Subject(subject.start, subject.start + tail.start(), True) if tail and tail.start() else subject

    def _quote_before(self, clause: int, sentence: Sentence) -> Quote | None:
        """The spoken quotation that ends where the clause begins, unless the last cue has introduced it."""
        at = self._behind_time(clause, sentence.start)
        if at == 0 or self.page.masked[at - 1] != SPOKEN:
            return None
        quotes = self.page.quotes_in(max(0, at - 4000), at)
        if not quotes or quotes[-1].end != at:
            return None
        last = self._last(sentence)
        claimed = (
            last is not None and last.cue.content > last.cue.end - 1 and _only_quotes(self.page, last.cue.content, at)
        )
        return None if claimed else quotes[-1]

    def _behind_time(self, clause: int, floor: int) -> int:
        """Back over marks, and over a clause that is only a day (“…，”周二，某某说)."""
        masked, at = self.page.masked, clause
        for _ in range(2):
            while at > 0 and masked[at - 1] in "，, ":
                at -= 1
            begin = clause_start(masked, at, floor)
            timed = TIME.match(masked, begin, at)
            if masked[at - 1 : at] == SPOKEN or timed is None or timed.end() != at:
                break
            at = begin
        return at

    def _last(self, sentence: Sentence) -> Attribution | None:
        """The attribution before this one, in the same paragraph."""
        last = self.found[-1] if self.found else None
        return last if last and self.page.sentences[last.sentence].paragraph == sentence.paragraph else None

    def _speaker(
        self, cue: Cue, clause: int, sentence: Sentence, subject: Subject | None, index: int
    ) -> Speaker | None:
        if subject is not None:
            return self.named(subject) or self.standing_last(clause, cue.start)
        last = self._last(sentence)
        if last and last.sentence == index and cue.start - clause <= _ONLY_ADVERBS:
            return _again(last.speaker, "carried")
        end = clause
        best: Speaker | None = None
        for _ in range(_CLAUSES_BACK):
            if end <= sentence.start + 1:
                break
            begin = clause_start(self.page.masked, end - 1, sentence.start)
            for earlier in subjects_in(self.page.masked, begin, end - 1):
                speaker = self.named(earlier) if earlier.end - earlier.start <= 40 else None
                if speaker is not None and speaker.person:
                    return speaker
                best = speaker or best
            end = begin
        if best is not None:
            return best
        last = last or (self.found[-1] if self.found and _ALSO.match(self.page.masked, clause, cue.start) else None)
        return _again(last.speaker, "carried") if last and cue.start - clause <= _ONLY_ADVERBS else None

    def _holds(
        self, cue: Cue, clause: int, sentence: Sentence, speaker: Speaker, own: bool, back: Quote | None
    ) -> bool:
        """Whether a cue is the narrator's, and not inside what somebody else is saying."""
        if cue.word in ("提到", "提及") and cue.form == "bare" and not (speaker.person and own):
            return False
        if cue.form == "bare" and not speaker.person and not self._can_urge(cue, speaker):
            return False
        if (cue.kind == "urge" or (cue.kind == "mark" and cue.form != "colon")) and not self._can_urge(cue, speaker):
            return False
        last = self._last(sentence)
        if last is None or self._closed(last, clause) or back is not None:
            return own or cue.kind != "urge" or cue.form != "bare"
        in_sentence = self.page.sentences[last.sentence] == sentence
        if (cue.start - last.cue.content <= 2 and not own) or (
            in_sentence
            and last.cue.content <= clause + 1 <= last.cue.content + 2
            and not (last.relayed and own and cue.form != "bare")
        ):
            return False  # 他说，他已要求…: the second cue begins what was said
        same = last.speaker.name == speaker.name
        if not own:
            loose = cue.word in _LOOSE and last.cue.form != "bare"
            if in_sentence and cue.form == "bare" and loose and not _ALSO.search(self.page.masked, clause, cue.start):
                return False
            return cue.kind != "urge" or "呼吁" in cue.word or "敦促" in cue.word
        if same or not in_sentence:
            return cue.kind != "urge" or speaker.why == "pronoun" or self._can_urge(cue, speaker)
        return (cue.form != "bare" and cue.kind != "urge") or (
            last.cue.form == "bare" and cue.kind == "say" and last.cue.end < clause
        )

    def _can_urge(self, cue: Cue, speaker: Speaker) -> bool:
        if cue.word in THOUGHTS:
            return speaker.person and any(a.speaker.name == speaker.name for a in self.found[-1:])
        if cue.word in FIRM and cue.form == "comma" and speaker.why == "named":
            return True
        return (
            speaker.person
            or speaker.why in ("unnamed", "carried")
            or is_body(speaker.name)
            or any(a.speaker.name == speaker.name for a in self.found[-_RECENT:])
        )

    def _closed(self, last: Attribution, clause: int) -> bool:
        """Whether all that was said last is a quotation that has ended."""
        quote = self.page.quote_at(last.cue.content)
        return last.cue.form == "end" or (quote is not None and quote.spoken and quote.end <= clause)


def _adjacent(masked: str, start: int, end: int) -> bool:
    """Whether a cue follows its subject with nothing but adverbs between, so that it is a verb and no noun."""
    if end - start <= 0:
        return True
    stops = [m for m in STOPS.finditer(masked, start, end) if m.lastgroup == "stop"]
    return bool(stops and stops[-1].end() == end) or bool(_ADVERBIAL.search(masked, max(start, end - 3), end))


def _only_quotes(page: Layout, start: int, end: int) -> bool:
    """Whether a stretch holds quotations and marks and nothing else."""
    return start < end and not page.masked[start:end].strip(f"{QUOTED}{SPOKEN}，,、；。 ")


def _again(speaker: Speaker, why: SpeakerWhy) -> Speaker:
    return Speaker(speaker.name, speaker.start, speaker.end, why, speaker.title, speaker.person, speaker.on_behalf)
