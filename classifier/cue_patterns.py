"""Searches for all cue phrases of an axis in one walk over a text; `cue_phrases` says how they are written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from classifier.cue_phrases import GAP, NUMBER, START, Choice, parse

# Three words let "charged my card again twice" through and still keep both ends in one thought.
MAX_GAP: Final = 3
# So many alternatives share one place for what follows them: it is made once for all.
JOIN_AT: Final = 3
# A gap never crosses the end of a sentence.
SENTENCE_ENDS: Final = frozenset({".", "!", "?", "。", "！", "？", "\n"})

Tokenise = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a cue matched: token offsets, `end` excluded, and whose cue it is."""

    start: int
    end: int
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a phrase: whose cue it is."""

    label: str
    group: str


@dataclass(slots=True)
class _Rest:
    """What is still to come of a phrase; a tuple is words already taken apart. `joint` is where alternatives meet again."""

    item: Choice | tuple[str, ...]
    after: "_Going"
    joint: "_Node | None" = None


@dataclass(slots=True, eq=False)
class _Node:
    """A place in the phrases; few have more than words, so the rest is made when it is needed."""

    words: dict[str, "_Node"] = field(default_factory=dict)
    prefixes: dict[int, dict[str, "_Node"]] | None = None  # by the length of what comes before the star
    gap: "_Node | None" = None
    ends: tuple[tuple[str, str], ...] = ()
    joins: tuple["_Node", ...] = ()  # where alternatives go on together, without a word between
    waiting: "list[_Going] | None" = None  # goes on from here, and is taken apart when somebody comes here


# How a phrase goes on: with an item, at a place that others share, or not at all.
_Going = _Rest | _Node | _End


# Words whose cues are remembered, of a few dozen bytes each.
REMEMBERED: Final = 20_000


class CueTrie:
    """All phrases of one axis; each word of a text is looked at once, however many phrases there are.

    The phrases are a megabyte, and a day's messages walk along a few of them: each place is made when it is first come
    to, so one thread at a time may search. Made whole, English took two seconds of every start.
    """

    def __init__(self, tokenise: Tokenise) -> None:
        self._tokenise = cache(tokenise)
        self._root = _Node()
        # Nearly every word of every text begins no cue: that is looked up once.
        self._beginning = lru_cache(REMEMBERED)(lambda word: tuple(_following(self._made(self._root), word)))

    def add(self, phrase: str, label: str, group: str) -> None:
        """Add a phrase with all its alternatives."""
        self._beginning.cache_clear()
        sequence = parse(phrase)
        if _can_be_empty(sequence):
            raise ValueError(f"the cue {phrase!r} of {label}/{group} can be empty; write at least one word")
        _wait(self._root, _chained(sequence, _End(label, group)))

    def find(self, words: Sequence[str], *, opening: int = 0) -> list[Found]:
        """Find every cue, longest last; `opening` is the first word of the message proper, where `^` stands."""
        found: list[Found] = []
        for start, word in enumerate(words):
            for node in self._beginning(word):
                self._walk(words, start, start + 1, node, found)
        at_start = self._made(self._root).words.get(START)
        if at_start is not None and opening < len(words):
            self._walk(words, opening, opening, at_start, found)
        return found

    def _walk(self, words: Sequence[str], start: int, at: int, node: _Node, found: list[Found]) -> None:
        if node.waiting:
            self._made(node)
        if node.ends:
            found.extend(Found(start, at, label, group) for label, group in node.ends)
        for join in node.joins:
            self._walk(words, start, at, join, found)
        if node.gap is not None:
            for skipped in _gap_ends(words, at):
                self._walk(words, start, skipped, node.gap, found)
        if at >= len(words):
            return
        for following in _following(node, words[at]):
            self._walk(words, start, at + 1, following, found)

    def _made(self, node: _Node) -> _Node:
        """Take apart by one step what goes on from a place."""
        waiting, node.waiting = node.waiting or [], None
        for rest in waiting:
            self._spread(node, rest)
        return node

    def _spread(self, node: _Node, going: _Going) -> None:
        if isinstance(going, _End):
            end = (going.label, going.group)
            node.ends += () if end in node.ends else (end,)
        elif isinstance(going, _Node):
            node.joins += () if going in node.joins else (going,)
        elif isinstance(going.item, list):
            # Nobody walks on from the root itself, where a choice that may be left out would stay.
            shared = len(going.item) >= JOIN_AT and node is not self._root
            after = _joint(going) if shared else going.after
            for alternative in going.item:
                self._spread(node, _chained(alternative, after))
        else:
            elements = self._elements(going.item)
            if not elements:
                self._spread(node, going.after)
                return
            first, *others = elements
            _wait(_child(node, first), _Rest(tuple(others), going.after) if others else going.after)

    def _elements(self, item: str | tuple[str, ...]) -> Sequence[str]:
        if isinstance(item, tuple):
            return item
        special = item in (GAP, START, NUMBER) or item.endswith("*")
        return [item.lower()] if special else self._tokenise(item)


def _can_be_empty(sequence: Sequence[Choice]) -> bool:
    return all(not isinstance(item, str) and any(map(_can_be_empty, item)) for item in sequence)


def _chained(sequence: Sequence[Choice], after: _Going) -> _Going:
    for item in reversed(sequence):
        after = _Rest(item, after)
    return after


def _joint(rest: _Rest) -> _Going:
    """Give the place where a rest's alternatives go on together."""
    if isinstance(rest.after, _Rest):
        rest.joint = rest.joint or _Node(waiting=[rest.after])
        return rest.joint
    return rest.after


def _wait(node: _Node, going: _Going) -> None:
    if node.waiting is None:
        node.waiting = []
    node.waiting.append(going)


def _child(node: _Node, element: str) -> _Node:
    if element == GAP:
        node.gap = node.gap or _Node()
        return node.gap
    if element.endswith("*"):
        stem = element[:-1]
        node.prefixes = {} if node.prefixes is None else node.prefixes
        return node.prefixes.setdefault(len(stem), {}).setdefault(stem, _Node())
    known = node.words.get(element)
    if known is None:
        known = node.words[element] = _Node()
    return known


def _following(node: _Node, word: str) -> Iterable[_Node]:
    exact = node.words.get(word)
    if exact is not None:
        yield exact
    if NUMBER in node.words and word[:1].isdigit():
        yield node.words[NUMBER]
    if node.prefixes is None:
        return
    for length, stems in node.prefixes.items():
        stem = stems.get(word[:length])
        if stem is not None:
            yield stem


def _gap_ends(words: Sequence[str], at: int) -> Iterator[int]:
    for skipped in range(at, min(at + MAX_GAP, len(words)) + 1):
        yield skipped
        if skipped < len(words) and words[skipped] in SENTENCE_ENDS:
            return
