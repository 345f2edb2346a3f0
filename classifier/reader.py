"""Reads one text with a pipeline and copies the result out, so that spaCy's memory can be given back."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from classifier.assessment import TextEvidence
from classifier.components.label_scores import LabelScores
from classifier.cue_files import load_cues
from classifier.pipeline import load_model
from classifier.reading import Reading

# Telegram's own limit for one message; what is longer was pasted, and its end changes no verdict.
LONGEST: Final = 4_096
# The longest message we have seen labelled has under 500 letters; six times that, phrases occur by chance.
MEASURED: Final = 3_000
# Four places in the text explain a verdict; more fill the card.
SHOWN_SPANS: Final = 4

# Half a character, cut off by some program on the way; spaCy cannot encode it. One for one, so that offsets hold.
_LONE_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
# spaCy takes a run of marks apart one by one, each time looking at the rest: a thousand would cost seconds.
KEPT_MARKS: Final = 30
_LONG_MARKS: Final = re.compile(rf"[^\w\s]{{{KEPT_MARKS + 1},}}")
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+|<\w+>|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.\w+|@\w+")
_MARKS: Final = r"[\s?？!！.,。…]*"
_NUDGE: Final = re.compile(
    rf"{_MARKS}(?:(?:hello|hey|hi|anyone|anybody|there|you there|are you there|well|алло|ау|ну|ну что|вы тут|вы здесь"
    rf"|在吗|在么|人呢|有人吗|喂|hola|oiga|ei|hallo|hoi){_MARKS}){{0,3}}",
    re.IGNORECASE,
)


def read(nlp: Language, lang: str, text: str) -> Reading:
    """Say what the text says by itself."""
    text = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text[:LONGEST])
    with nlp.memory_zone():
        doc = nlp(_LONG_MARKS.sub(_spaced, text))
        return Reading(
            lang=lang,
            scores=dict(doc.cats),
            evidence={label: _evidence(text, spans) for label, spans in doc.user_data["because"].items() if spans},
            priors=_priors(nlp),
            explicit=_explicit(lang, doc),
            weak=_is_weak(text, says_program=doc.user_data["program_talk"]),
            nudge=_is_nudge(text),
            length=len(text),
            lang_known=load_model(lang).complete,
        )


def _priors(nlp: Language) -> Mapping[str, float]:
    scorer = nlp.get_pipe("label_scores")
    if not isinstance(scorer, LabelScores):
        raise TypeError(f"the pipe label_scores is a {type(scorer).__name__}; build the pipeline with build_pipeline")
    return scorer.priors


def _spaced(run: re.Match[str]) -> str:
    return run[0][:KEPT_MARKS].ljust(len(run[0]))


def _evidence(text: str, spans: Iterable[Span]) -> tuple[TextEvidence, ...]:
    """Keep the strongest places that do not overlap, in the order of the text."""
    kept: list[Span] = []
    for span in spans:
        if len(kept) == SHOWN_SPANS:
            break
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return tuple(
        TextEvidence(span.start_char, span.end_char, text[span.start_char : span.end_char])
        for span in sorted(kept, key=lambda span: span.start)
    )


def _explicit(lang: str, doc: Doc) -> frozenset[str]:
    cues = load_cues(lang, "flag")
    spans = doc.spans.get("flag", ())
    return frozenset(span.label_.partition(":")[2] for span in spans if cues[span.label_][span.id_].tier == "page")


def _is_weak(text: str, *, says_program: bool) -> bool:
    rest = _LINK.sub(" ", text)
    letters = sum(char.isalpha() for char in rest)
    # One Chinese character can be a word, but a lone letter or character is no message.
    return says_program or letters < 2 or len(text) > MEASURED


def _is_nudge(text: str) -> bool:
    return bool(text.strip()) and len(text) < 40 and _NUDGE.fullmatch(text) is not None
