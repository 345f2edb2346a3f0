"""Marks how a text is written: shouted words, stretched letters, piled-up marks, warm and cross emoji."""

import re
from collections.abc import Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span

SPANS_KEY = "orthography"

WARM_EMOJI = "😊☺😀😁😃😄😍🥰😘😗🤗❤💕💖💗💜💙💚🧡💛🙏🌸🌹🎉👏👍🙌✨😻🤩💪😂🤣😅😉😎"
CROSS_EMOJI = "😡😠🤬👎🖕💩😤🙄😒🤮"
SAD_EMOJI = "😢😭😞😔😩😫💔😿😥😰"

# Two letters may be an acronym of the trade (OK, TV, UK); three in a row of capitals begin to shout.
SHOUTED_LETTERS = 3
# More marks of a kind say no more, and finding the words of each takes time.
MOST_MARKS = 5
# A message is shouted when most of its longer words are; a name in capitals is not.
SHOUTED_SHARE = 0.6
SHOUTED_WORDS = 4
STRESSED = frozenset(
    [
        "not",
        "never",
        "still",
        "again",
        "now",
        "very",
        "all",
        "every",
        "any",
        "nothing",
        "nobody",
        "no",
        "why",
        "what",
        "when",
        "how",
        "please",
        "same",
        "worst",
        "always",
        "two",
        "three",
        "twice",
        "hours",
        "days",
        "weeks",
        "months",
        "не",
        "никогда",
        "опять",
        "снова",
        "все",
        "всё",
        "ничего",
        "почему",
        "когда",
        "сколько",
        "сейчас",
        "очень",
    ]
)

_PATTERNS = {
    "elongated": re.compile(r"(?:([^\W\d_])\1{2,}[^\W\d_]*)"),
    "exclaimed": re.compile(r"[!！]{2,}"),
    "questioned": re.compile(r"[?？]{2,}"),
    "interrobang": re.compile(r"[?？]+[!！]+|[!！]+[?？]+"),
    "smile": re.compile(r"[:;=]-?[)DpP](?!\w)|<3|\^\^|\){2,}"),
    "frown": re.compile(r"[:;=]'?-?\((?!\w)"),
    "starred_swearing": re.compile(r"\b[A-Za-z]{1,2}(?:[*#@$%]{2,}|[*$]+[A-Za-z]+)\w*"),
}


@Language.factory("orthography", default_config={"warm": WARM_EMOJI, "cross": CROSS_EMOJI, "sad": SAD_EMOJI})
def make_orthography(nlp: Language, name: str, warm: str, cross: str, sad: str) -> "Orthography":
    """Build the marker; each set of emoji is one string."""
    if not (warm and cross and sad):
        raise ValueError(f"{name}: each set of emoji must name at least one, got {warm!r}, {cross!r}, {sad!r}")
    return Orthography(nlp, {"warm_emoji": warm, "cross_emoji": cross, "sad_emoji": sad})


class Orthography:
    """Write `doc.spans["orthography"]`, one span for each mark, its id the kind."""

    def __init__(self, nlp: Language, emoji: dict[str, str]) -> None:
        self._emoji = {char: kind for kind, chars in emoji.items() for char in chars}
        nlp.vocab.strings.add(SPANS_KEY)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the doc and hand it on."""
        doc.spans[SPANS_KEY] = [*self._patterns(doc), *self._emoji_spans(doc), *_shouted(doc)]
        return doc

    def _patterns(self, doc: Doc) -> Iterator[Span]:
        text = doc.text
        for kind, pattern in _PATTERNS.items():
            for match in islice(pattern.finditer(text), MOST_MARKS):
                span = doc.char_span(match.start(), match.end(), label=SPANS_KEY, span_id=kind, alignment_mode="expand")
                if span is not None:
                    yield span

    def _emoji_spans(self, doc: Doc) -> Iterator[Span]:
        for token in doc:
            if token.text.isascii():
                continue
            kind = next((self._emoji[char] for char in token.text if char in self._emoji), None)
            if kind:
                yield Span(doc, token.i, token.i + 1, label=SPANS_KEY, span_id=kind)


def _shouted(doc: Doc) -> Iterator[Span]:
    long = [token for token in doc if len(token) >= SHOUTED_LETTERS and token.is_alpha]
    shouted = [token for token in long if token.is_upper]
    if not shouted or len(long) < 2:
        return
    everything = len(shouted) >= SHOUTED_WORDS and len(shouted) >= SHOUTED_SHARE * len(long)
    if everything:
        yield Span(doc, shouted[0].i, shouted[-1].i + 1, label=SPANS_KEY, span_id="all_capitals")
        return
    # A lone shouted everyday word ("I NEVER got it") is stress; a lone other word may be only a name.
    for token in shouted:
        if token.lower_ in STRESSED:
            yield Span(doc, token.i, token.i + 1, label=SPANS_KEY, span_id="stressed")
