"""How fast one message is read, evidence included, on one core: `python tests/bench/reading.py`.

Beside it, in the same run, spaCy's own bag-of-words categoriser with as many labels.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

SOME_MOMENT = datetime(2025, 1, 1, tzinfo=UTC)
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
COUNT = 2_000


def one_core() -> None:
    """Start again with libraries that calculate in one thread, on one processor."""
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def timed(read: Callable[[str], Any], texts: list[str]) -> dict[str, float]:
    """Time each call."""
    took = []
    for text in texts:
        began = time.perf_counter()
        read(text)
        took.append((time.perf_counter() - began) * 1000)
    return {
        "p50_ms": round(statistics.median(took), 2),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 2),
        "a_second": round(1000 * len(took) / sum(took)),
    }


def bag_of_words(labels: list[str]) -> Any:
    """Build spaCy's bare bag-of-words categoriser with these labels."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "length": 262144,
        "ngram_size": 1,
        "no_output_layer": False,
    }
    textcat = nlp.add_pipe("textcat_multilabel", config={"model": model})
    for label in labels:
        textcat.add_label(label)  # type: ignore[attr-defined]
    example = Example.from_dict(nlp.make_doc("hello there"), {"cats": dict.fromkeys(labels, 0.0)})
    nlp.initialize(lambda: [example])
    return nlp


def main() -> None:
    one_core()
    import spacy  # noqa: F401 - loading is counted from here
    from machine import describe, load_messages

    from classifier.classifier import Classifier
    from classifier.request import Request
    from classifier.weights import load_weights

    began = time.perf_counter()
    load_weights()
    classifier = Classifier()
    classifier.warm()
    loaded = time.perf_counter() - began
    texts = load_messages(COUNT)
    for text in texts[:100]:
        classifier.assess(f"{text} warm", now=SOME_MOMENT)
    single = timed(lambda text: classifier.assess(text, now=SOME_MOMENT), texts)
    began = time.perf_counter()
    requests = [Request(id=str(at), text=f"{text} {at}", now=SOME_MOMENT) for at, text in enumerate(texts)]
    count = sum(1 for _ in classifier.assess_many(requests))
    batches = count / (time.perf_counter() - began)
    bare = bag_of_words(list(load_weights().labels))
    plain = timed(bare, texts)
    report = {
        "machine": describe(),
        "load_s": round(loaded, 2),
        "single": single,
        "batches_a_second": round(batches),
        "bare_bag_of_words": plain,
        "ratio_to_bare": round(single["a_second"] / plain["a_second"], 3),
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
