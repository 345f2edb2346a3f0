"""Puts the pipeline of one language together: blank spaCy, our components, and the cues and weights of the language."""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, Final

import spacy
import yaml
from pydantic import BaseModel, ConfigDict
from spacy.language import Language

from classifier.components import (  # noqa: F401  (registers them)
    cue_marker,
    label_scores,
    orthography,
    program_talk,
    word_weights,
)
from classifier.cue_files import AXES, load_cues
from classifier.languages import fy  # noqa: F401  (registers the language)
from classifier.odds import odds_of

MODEL_FOLDER: Final = Path(__file__).parent / "model"
EXCLUSIVE: Final = ("motive", "intent")


class Model(BaseModel):
    """What a language's model says beside its cues."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str
    # Are all types of demeanour, motive and intent written for? If not, finding nothing means nothing.
    complete: bool = False
    orthography: dict[str, dict[str, float]] = {}
    links: dict[str, dict[str, float]] = {}
    negations: tuple[str, ...] = ()


def build_pipeline(lang: str) -> Language:
    """Build the pipeline; a language we do not know gets marks and odds, but no cues."""
    nlp = spacy.blank(lang)
    model = load_model(lang)
    nlp.add_pipe("orthography")
    nlp.add_pipe("program_talk")
    for axis in AXES:
        config = {"axis": axis, "groups": _groups(lang, axis), "negations": list(model.negations)}
        nlp.add_pipe("cue_marker", name=f"{axis}_cues", config=config)
    nlp.add_pipe("word_weights")
    nlp.add_pipe("label_scores", config=_score_config(lang, model))
    return nlp


@cache
def load_model(lang: str) -> Model:
    """Read the odds and links of a language, laid over those that hold everywhere."""
    own = _read(lang) if (MODEL_FOLDER / f"{lang}.yaml").exists() else {}
    merged = _read("every")
    for part, value in own.items():
        merged[part] = {**merged.get(part, {}), **value} if isinstance(value, dict) else value
    return Model.model_validate(merged)


def _read(lang: str) -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((MODEL_FOLDER / f"{lang}.yaml").read_text(encoding="utf-8"))
    return raw


def _groups(lang: str, axis: str) -> dict[str, Any]:
    return {
        label: {name: group.model_dump(mode="json") for name, group in named.items()}
        for label, named in load_cues(lang, axis).items()
    }


def _score_config(lang: str, model: Model) -> dict[str, Any]:
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for axis in AXES:
        for label, named in load_cues(lang, axis).items():
            for name, group in named.items():
                weights[f"{label}/{name}"][label] = group.weight
    for label, marks in model.orthography.items():
        for mark, weight in marks.items():
            weights[f"orthography/{mark}"][label] = weight
    return {
        "weights": dict(weights),
        "links": model.links,
        "odds": odds_of(lang),
        "exclusive": list(EXCLUSIVE),
    }
