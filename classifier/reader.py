"""Reads one text with a pipeline and copies the result out, so that spaCy's memory can be given back."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from classifier.assessment import TextEvidence
from classifier.components.label_scores import LabelScores
from classifier.components.word_weights import Place
from classifier.cue_files import load_cues
from classifier.features import LINK, NAME
from classifier.pipeline import load_model
from classifier.reading import Reading

# Telegram's own limit for one message; what is longer was pasted, and its end changes no verdict.
LONGEST: Final = 4_096
# The longest message we have seen labelled has under 500 letters; six times that, phrases occur by chance.
MEASURED: Final = 3_000
# Three places in the text explain a verdict; more fill the card.
SHOWN_PLACES: Final = 3

# Half a character, cut off by some program on the way; spaCy cannot encode it. One for one, so that offsets hold.
_LONE_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
# Phones write "m’he cremat" where cues say "m'he cremat".
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")
# spaCy takes a run of marks apart one by one, each time looking at the rest: a thousand would cost seconds.
KEPT_MARKS: Final = 30
_LONG_MARKS: Final = re.compile(rf"[^\w\s]{{{KEPT_MARKS + 1},}}")
_LINK: Final = re.compile(f"{LINK}|{NAME}")
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
        doc = nlp(_LONG_MARKS.sub(_spaced, text.translate(_APOSTROPHES)))
        return Reading(
            lang=lang,
            scores=dict(doc.cats),
            evidence={label: _evidence(text, places) for label, places in doc.user_data["because"].items() if places},
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


def _evidence(text: str, places: Iterable[Place]) -> tuple[TextEvidence, ...]:
    """Keep the strongest places, in the order of the text; what overlaps is one place."""
    kept: list[tuple[int, int]] = []
    for _, start, end in places:
        touching = [place for place in kept if start < place[1] and place[0] < end]
        if not touching and len(kept) == SHOWN_PLACES:
            continue
        kept = [place for place in kept if place not in touching]
        kept.append((min(start, *(one for one, _ in touching), start), max(end, *(one for _, one in touching), end)))
    return tuple(TextEvidence(start, end, text[start:end]) for start, end in sorted(kept))


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
