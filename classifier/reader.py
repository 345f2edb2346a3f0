"""Reads one text with a pipeline and copies the result out, so that spaCy's memory can be given back."""

import re
from collections.abc import Iterable
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from classifier.assessment import TextEvidence
from classifier.cue_files import load_cues
from classifier.pipeline import load_model
from classifier.reading import Reading

# Telegram's own limit for one message; what is longer was pasted, and its end changes no verdict.
LONGEST: Final = 4_096
# The longest message we have seen labelled has under 500 letters; six times that, phrases occur by chance.
MEASURED: Final = 3_000
# Four places in the text explain a verdict; more fill the card.
SHOWN_SPANS: Final = 4

_LINK: Final = re.compile(r"(?:https?://|www\.)\S+|<\w+>|[\w.+-]+@[\w-]+\.\w+|@\w+")
_NUDGE: Final = re.compile(
    r"[\W_]*(?:(?:hello|hey|hi|anyone|anybody|anyone there|you there|are you there|well|алло|ау|ну|ну что|вы тут|вы здесь"
    r"|在吗|在么|人呢|有人吗|喂|hola|oiga|ei|hallo|hoi)[\W_]*)*",
    re.IGNORECASE,
)


def read(nlp: Language, lang: str, text: str) -> Reading:
    """Say what the text says by itself."""
    text = text[:LONGEST]
    with nlp.memory_zone():
        doc = nlp(text)
        return Reading(
            lang=lang,
            scores=dict(doc.cats),
            evidence={label: _evidence(spans) for label, spans in doc.user_data["because"].items() if spans},
            explicit=_explicit(lang, doc),
            weak=_is_weak(text, says_program=doc.user_data["program_talk"]),
            nudge=_is_nudge(text),
            length=len(text),
            lang_known=load_model(lang).complete,
        )


def _evidence(spans: Iterable[Span]) -> tuple[TextEvidence, ...]:
    """Keep the strongest places that do not overlap, in the order of the text."""
    kept: list[Span] = []
    for span in spans:
        if len(kept) == SHOWN_SPANS:
            break
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return tuple(
        TextEvidence(span.start_char, span.end_char, span.text) for span in sorted(kept, key=lambda span: span.start)
    )


def _explicit(lang: str, doc: Doc) -> frozenset[str]:
    cues = load_cues(lang, "flag")
    spans = doc.spans.get("flag", ())
    return frozenset(
        span.label_.partition(":")[2] for span in spans if cues[span.label_][span.id_].tier == "page"
    )


def _is_weak(text: str, *, says_program: bool) -> bool:
    rest = _LINK.sub(" ", text)
    letters = sum(char.isalpha() for char in rest)
    # One Chinese character can be a word, but a lone letter or character is no message.
    return says_program or letters < 2 or len(text) > MEASURED


def _is_nudge(text: str) -> bool:
    return bool(text.strip()) and len(text) < 40 and _NUDGE.fullmatch(text) is not None
