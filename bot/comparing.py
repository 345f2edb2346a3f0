"""Compares what an agent sent with what was suggested: as it stands, changed, or other words altogether."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from bot.masking import mask, secrets_of
from playbooks.signing import AGENT, signed
from playbooks.suggestion import Reply, Wording

# Twice the words that both have over the words of both. A half is left where an agent kept a third of the suggested
# words and added none, or kept them all and wrote twice as many more: with less the reply is their own.
CHANGED: Final = 0.5
# A difference is read at a glance or not at all.
MOST_PIECES: Final = 5
LONGEST_PIECE: Final = 80
# So few words between two changed places were written anew with them.
BETWEEN: Final = 1
# More are not in one message of Telegram, but for what was written to hold us up.
_MOST_TOKENS: Final = 1500
ARROW: Final = " → "
_ENDS: Final = frozenset(".!?…。！？")
_UNSPACED: Final = r"\u3040-\u30ff\u3400-\u9fff"
# A sign of a script without spaces, a word with what holds it together, or a sign between words.
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’.,:@/-][^\W{_UNSPACED}]+)*|[^\w\s]")

Span = tuple[int, int]


class Outcome(StrEnum):
    """What became of a suggestion, or of one wording in it."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a suggestion: of which of its replies, sentence by sentence, and what was changed in it."""

    reply: Reply
    outcome: Outcome
    wordings: tuple[tuple[Wording, Outcome], ...]
    difference: str | None = None


def sent_as_it_stands(reply: Reply) -> Fate:
    """Tell the fate of a suggestion of which a reply was pressed."""
    return _whole(reply, Outcome.UNCHANGED)


def fate_of(replies: Sequence[Reply], sent: str, names: Collection[str] = ()) -> Fate:
    """Compare own words with the nearest suggested reply; where none is near, the first one was skipped.

    `names` are the people concerned, to be masked in the difference.
    """
    theirs = _Text.of(sent)
    compared = [_Comparison(reply, _Text.of(reply.text), theirs) for reply in replies]
    nearest = max(compared, key=lambda comparison: comparison.ratio)
    # Text that was copied has the agent's own name where the suggestion leaves it open.
    asked = (nearest.reply.text, *(signed(nearest.reply.text, name) for name in names if AGENT in nearest.reply.text))
    if any(_Text.of(text).tokens == theirs.tokens for text in asked):
        return _whole(nearest.reply, Outcome.UNCHANGED)
    if nearest.ratio < CHANGED:
        return _whole(replies[0], Outcome.SKIPPED)
    changes = list(nearest.changes())
    return Fate(
        nearest.reply, Outcome.CHANGED, nearest.judged(changes), signed(nearest.difference(changes, names), "[name]")
    )


def _whole(reply: Reply, outcome: Outcome) -> Fate:
    return Fate(reply, outcome, tuple((wording, outcome) for wording in reply.wordings))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as words, and where each stands."""

    text: str
    tokens: tuple[str, ...]
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> "_Text":
        found = [match for match, _ in zip(_TOKEN.finditer(text), range(_MOST_TOKENS), strict=False)]
        return cls(text, tuple(match[0] for match in found), tuple(match.span() for match in found))

    def place(self, first: int, end: int) -> Span:
        """Give where a run of words stands; an empty run stands before the word that follows it."""
        if first < end:
            return self.spans[first][0], self.spans[end - 1][1]
        at = self.spans[first][0] if first < len(self.spans) else len(self.text)
        return at, at


@dataclass(frozen=True, slots=True)
class _Change:
    """One place that was changed: where in the suggested text, and where in the sent one."""

    ours: Span
    theirs: Span


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A suggested reply beside what was sent."""

    reply: Reply
    ours: _Text
    theirs: _Text

    @property
    def _matcher(self) -> SequenceMatcher[str]:
        return SequenceMatcher(None, self.ours.tokens, self.theirs.tokens, autojunk=False)

    @property
    def ratio(self) -> float:
        return self._matcher.ratio()

    def changes(self) -> Iterator[_Change]:
        """Give the changed places in order, each with the few words between it and the next."""
        open_: tuple[int, int, int, int] | None = None
        for tag, i1, i2, j1, j2 in self._matcher.get_opcodes():
            if tag != "equal":
                by = self._slide(tag, (i1, i2), (j1, j2))
                first = (open_[0], open_[2]) if open_ else (i1 + by, j1 + by)
                open_ = (first[0], i2 + by, first[1], j2 + by)
            elif open_ and i2 - i1 > BETWEEN:
                yield self._change(open_)
                open_ = None
        if open_:
            yield self._change(open_)

    def _slide(self, tag: str, ours: Span, theirs: Span) -> int:
        """Tell how far to move a run that was put in or left out, so that it ends with a sentence.

        ". Sorry" between "now" and "." is the same as "Sorry." after "now.", and the second is what was written.
        """
        tokens, (first, end) = (self.theirs.tokens, theirs) if tag == "insert" else (self.ours.tokens, ours)
        movable = tag in {"insert", "delete"} and end < len(tokens) and tokens[first] == tokens[end]
        return 1 if movable and tokens[first] in _ENDS else 0

    def _change(self, run: tuple[int, int, int, int]) -> _Change:
        return _Change(self.ours.place(*run[:2]), self.theirs.place(*run[2:]))

    def judged(self, changes: Sequence[_Change]) -> tuple[tuple[Wording, Outcome], ...]:
        """Tell of each sentence whether it was touched; words added between two touch neither."""
        return tuple(
            (wording, _judge(span, changes))
            for wording, span in zip(self.reply.wordings, self._sentences(), strict=True)
        )

    def _sentences(self) -> Iterator[Span]:
        start = 0
        for wording in self.reply.wordings:
            start += self.ours.text[start : start + 1] == " "
            yield start, start + wording.length
            start += wording.length

    def difference(self, changes: Sequence[_Change], names: Collection[str]) -> str:
        """Write what was changed, a place a line: the words before, an arrow, the words after; masked."""
        ours, theirs = self.ours.text, self.theirs.text
        hidden, hiding = secrets_of(ours, names, ours=ours), secrets_of(theirs, names, ours=ours)
        lines = (
            _shortened(mask(ours, hidden, *change.ours)) + ARROW + _shortened(mask(theirs, hiding, *change.theirs))
            for change in changes[:MOST_PIECES]
        )
        return "\n".join(lines)


def _judge(sentence: Span, changes: Sequence[_Change]) -> Outcome:
    start, end = sentence
    touching = [one.ours for one in changes if one.ours[0] < end and one.ours[1] > start]
    if any(first <= start and last >= end for first, last in touching):
        return Outcome.SKIPPED  # none of its words were left
    return Outcome.CHANGED if touching else Outcome.UNCHANGED


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_PIECE else words[: LONGEST_PIECE - 1] + "…"
