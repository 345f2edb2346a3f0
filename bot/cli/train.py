"""`triage train`: rebuilds the shipped weights from the corpus, and fits the odds on labelled messages."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot.cli.labelled import read_labelled
from classifier.calibration import Sample, calibrate, gold_of
from classifier.corpus import CorpusError, CorpusMessage, read_corpus
from classifier.evaluation import GoldRow
from classifier.odds import ODDS_FILE, scored_labels
from classifier.ordinary import OrdinaryError, read_ordinary, without_danger
from classifier.pipeline import build_pipeline
from classifier.taxonomy import PAGING
from classifier.training import TrainingError
from classifier.training import train as learn
from classifier.weights import WEIGHTS_FILE, load_weights

FINE, FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and its label keys; `real` and `about_danger` as in `Sample`."""

    lang: str
    text: str
    gold: frozenset[str]
    real: bool = False
    about_danger: bool = False


def train(labelled: Path | None, *, ordinary: Sequence[Path] = (), with_corrections: bool = False) -> int:
    """Learn from the corpus, and from what agents corrected only where asked to. Returns the exit code.

    With labelled messages the odds are fitted as well. What pages somebody is learnt anew only with ordinary texts:
    without them the corpus alone would call leads three times as often for nothing.
    """
    console = Console(stderr=True)
    rows: list[GoldRow] = []
    if labelled is not None:
        rows, complaints = read_labelled(labelled)
        if complaints or not rows:
            console.print("\n".join(complaints) or f"{labelled} has no labelled message", style="red", markup=False)
            return FAILED  # before anything is overwritten
    try:
        messages = read_corpus()
        console.print(f"{len(messages):,} messages in the corpus")
        if with_corrections:
            corrected = _corrected()
            console.print(f"{len(corrected):,} messages that agents corrected")
            messages = (*messages, *corrected)
        texts = _ordinary(ordinary, console)
        weights = learn(messages, texts, progress=lambda labels: track(labels, "learning", console=console))
        if not texts:
            weights = weights.keeping(PAGING, load_weights())
            console.print("what pages somebody is kept as it is; --ordinary learns it anew")
    except (CorpusError, OrdinaryError, TrainingError) as error:
        console.print(str(error), style="red", markup=False)
        return FAILED
    weights.save()
    load_weights.cache_clear()
    size = WEIGHTS_FILE.stat().st_size / 1e6
    console.print(f"{len(weights.labels)} labels, {size:.1f} MB in {WEIGHTS_FILE.name}")
    if rows:
        fit(rows, messages, console)
    return FINE


def _ordinary(files: Sequence[Path], console: Console) -> list[str]:
    texts = [text for file in files for text in read_ordinary(file)]
    kept = list(without_danger(track(texts, "listening for danger", console=console))) if texts else []
    if texts:
        console.print(f"{len(kept):,} of {len(texts):,} ordinary texts have no word of danger")
    return kept


def _corrected() -> list[CorpusMessage]:
    from bot.cli.corrections import ask_desk, messages_to_learn
    from bot.storage.corrections import corrected_messages

    return messages_to_learn(asyncio.run(ask_desk(corrected_messages)))


def fit(rows: Sequence[GoldRow], messages: Sequence[CorpusMessage], console: Console) -> None:
    """Fit the odds on labelled messages and on what the corpus keeps for validation."""
    real = [
        Labelled(
            row["lang"], row["text"], gold_of(row["demeanour"], row["motive"], row["intent"], row["flags"]), real=True
        )
        for row in rows
    ]
    kept = [
        Labelled(
            one.lang,
            one.text,
            gold_of(one.demeanour, one.motive, one.intent, one.flags, one.more),
            about_danger=one.about_danger,
        )
        for one in messages
        if one.validation
    ]
    samples = list(_samples([*real, *kept], console))
    ODDS_FILE.write_text(json.dumps(calibrate(samples), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    console.print(f"odds fitted on {len(real):,} labelled and {len(kept):,} kept messages")


def _samples(labelled: Sequence[Labelled], console: Console) -> Iterator[Sample]:
    labels = tuple(scored_labels())
    pipelines = {lang: build_pipeline(lang) for lang in {one.lang for one in labelled}}
    for one in track(labelled, "reading", console=console):
        doc = pipelines[one.lang](one.text)
        learned = dict(zip(labels, doc.user_data["learned"].of(labels).tolist(), strict=True))
        yield Sample(one.lang, one.gold, doc.user_data["evidence"], learned, one.real, one.about_danger)
