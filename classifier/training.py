"""Learns the weights of features from the corpus; needs scikit-learn, which `pip install triage-desk[train]` brings."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from classifier.corpus import FURTHER, CorpusMessage
from classifier.features import BUCKETS, Features, features_of
from classifier.taxonomy import FLAGS, INTENTS, PAGING, TYPES, Axis
from classifier.weights import STEPS, Floats, Weights, worth_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# How freely a weight may leave zero. A third of it measures the same in English, but holds the languages back that
# have few messages: Frisian demeanour falls from 0.68 to 0.66, and at an eighth to 0.54.
FREEDOM: Final = 8.0
# What pages somebody is told from ordinary messages by few words among many, and of those only the surest count: at the
# same two false calls among 2,469 development messages this finds 0.68 of tests/classifier/paged_messages.txt for self_harm
# instead of 0.55, 0.80 for safety instead of 0.70, as many for fraud.
PAGING_FREEDOM: Final = 128.0
# A feature that is as frequent with a label as without it still counts for this much.
LEAST_TELLING: Final = 0.3
# What occurs in a single message says something about that message only.
FEWEST: Final = 2
SEED: Final = 0
# Not learnt: they only mark what a message resembles.
MARKS: Final = ("near", "like")

Learns = Callable[[CorpusMessage], bool]
Progress = Callable[[Sequence[str]], Iterable[str]]


class TrainingError(RuntimeError):
    """Training cannot begin; the sentence says what to do."""


def labels_learned() -> dict[str, Learns]:
    """List the labels that have weights, each with the question whether a message has it."""
    learned: dict[str, Learns] = {}
    for type_ in TYPES[Axis.DEMEANOUR]:
        learned[f"demeanour:{type_}"] = lambda message, type_=type_: type_ in message.demeanour  # type: ignore[misc] # bound now
    for type_ in TYPES[Axis.MOTIVE]:
        learned[f"motive:{type_}"] = lambda message, type_=type_: message.motive == type_  # type: ignore[misc]
    for type_ in INTENTS:
        learned[f"intent:{type_}"] = lambda message, type_=type_: message.intent == type_  # type: ignore[misc]
    for type_ in FLAGS:
        learned[f"flag:{type_}"] = lambda message, type_=type_: type_ in message.flags  # type: ignore[misc]
    for axis, types in FURTHER.items():
        if axis not in MARKS:
            for type_ in types:
                learned[f"{axis}:{type_}"] = lambda message, pair=(axis, type_): pair in message.more  # type: ignore[misc]
    return learned


def train(messages: Sequence[CorpusMessage], ordinary: Sequence[str] = (), *, progress: Progress = iter) -> Weights:
    """Learn from the messages that are not kept for validation; the same messages give the same weights.

    `ordinary` are texts of anybody in which there is no danger: they teach what pages nobody, and nothing else.

    Raises `TrainingError` where a label cannot be learnt from them, or scikit-learn is missing.
    """
    _regression()  # says at once that it is missing
    taught = [message for message in messages if not message.validation]
    learned = {label: _holders(label, has, taught) for label, has in labels_learned().items()}
    found = [features_of(message.text) for message in taught]
    rarity = _rarity(found)
    inputs = _table(found, rarity)
    columns, biases = [], []
    everyday = np.array([not message.about_danger for message in taught])
    paged = _with_ordinary(inputs, ordinary, rarity)
    for label in progress(list(learned)):
        if label in PAGING:
            column, bias = _fit(label, paged, np.pad(learned[label], (0, len(ordinary))))
        else:
            column, bias = _fit(label, inputs[everyday], learned[label][everyday])
        columns.append(column)
        biases.append(bias)
    return _in_steps(tuple(learned), np.stack(columns, axis=1), biases, rarity)


def _with_ordinary(inputs: "csr_matrix", ordinary: Sequence[str], rarity: Floats) -> "csr_matrix":
    """Put the features of ordinary texts below those of the corpus."""
    if not ordinary:
        return inputs
    from scipy.sparse import vstack

    return vstack([inputs, _table([features_of(text) for text in ordinary], rarity)], format="csr")


def _fit(label: str, inputs: "csr_matrix", holds: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Learn one label: its weights (`BUCKETS`,) and its bias."""
    regression = partial(_regression(), solver="liblinear", random_state=SEED)
    if label in PAGING:
        fitted = regression(C=PAGING_FREEDOM).fit(inputs, holds)
        return fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0])
    telling = _telling(inputs, holds)
    fitted = regression(C=FREEDOM).fit(_scaled(inputs, telling), holds)
    return (fitted.coef_[0] * telling).astype(np.float32), float(fitted.intercept_[0])


def _holders(label: str, has: Learns, taught: Sequence[CorpusMessage]) -> npt.NDArray[np.bool_]:
    """Say which messages have a label; raises `TrainingError` where all or none do."""
    holds = np.array([has(message) for message in taught], dtype=bool)
    count = int(holds.sum())
    if not 0 < count < len(taught):
        raise TrainingError(f"{label}: {count} of {len(taught)} messages have it; some must, and some must not")
    return holds


def _in_steps(labels: tuple[str, ...], table: Floats, biases: Sequence[float], rarity: Floats) -> Weights:
    """Round the weights of each label to steps of its largest."""
    steps = np.maximum(np.abs(table).max(axis=0) / STEPS, np.float32(1e-9)).astype(np.float32)
    return Weights(
        labels=labels,
        table=np.round(table / steps).astype(np.int8),
        steps=steps,
        biases=np.array(biases, dtype=np.float32),
        rarity=rarity,
    )


def _regression() -> Any:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise TrainingError("training needs scikit-learn; install it with: pip install triage-desk[train]") from error
    return LogisticRegression


def _rarity(found: Sequence[Features]) -> Floats:
    """Let rare features count for more, and those of a single message for nothing."""
    counts = np.bincount(np.concatenate([one.ids for one in found]), minlength=BUCKETS)
    rarity = np.log((1 + len(found)) / (1 + counts)) + 1
    kept: Floats = np.where(counts >= FEWEST, rarity, 0).astype(np.float16).astype(np.float32)
    return kept


def _telling(inputs: "csr_matrix", holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Say how far a feature tells a label's messages from the others: the log-ratio of its frequencies.

    Wang and Manning (2012) found that a regression on features scaled so beats both of its halves on short texts.
    """
    with_label = np.asarray((inputs[holds] > 0).sum(axis=0)).ravel() + 1
    without = np.asarray((inputs[~holds] > 0).sum(axis=0)).ravel() + 1
    ratio: npt.NDArray[np.float64] = np.abs(np.log((with_label / with_label.sum()) / (without / without.sum())))
    return LEAST_TELLING + ratio


def _scaled(inputs: "csr_matrix", telling: npt.NDArray[np.float64]) -> "csr_matrix":
    scaled = inputs.copy()
    scaled.data = scaled.data * telling[scaled.indices]
    return scaled


def _table(found: Sequence[Features], rarity: Floats) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    ends: npt.NDArray[np.int32] = np.cumsum([0, *(len(one.ids) for one in found)]).astype(np.int32)
    ids = np.concatenate([one.ids for one in found]).astype(np.int32)
    worth = np.concatenate([worth_of(one, rarity) for one in found]).astype(np.float64)
    return csr_matrix((worth, ids, ends), shape=(len(found), BUCKETS))
