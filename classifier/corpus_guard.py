"""Guards the corpus against copies, stock phrases and thin labels: `python -m classifier.corpus_guard`."""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from classifier.corpus import CORPUS_FOLDER, CorpusMessage, read_file

GRAM: Final = 5
NEAR: Final = 0.6
SEQUENCE: Final = 5
CHINESE_SEQUENCE: Final = 8
# A phrase may come back a few times in a small label, and in one message of a hundred in a large one.
ALWAYS_ALLOWED: Final = 3
SHARE_ALLOWED: Final = 0.01
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")


def grams(text: str) -> frozenset[str]:
    """Cut a text into its runs of five characters, folded, spaces and marks left out."""
    folded = "".join(_WORD.findall(text.casefold())) or text.strip()
    return frozenset(folded[i : i + GRAM] for i in range(max(1, len(folded) - GRAM + 1)))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard similarity, 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if one or other else 1.0


def near_pairs(texts: Mapping[str, str], others: Mapping[str, str] | None = None) -> Iterator[tuple[str, str, float]]:
    """Yield pairs of ids whose texts are nearly the same: within `texts`, or between it and `others`."""
    against = {id_: grams(text) for id_, text in (others if others is not None else texts).items()}
    common = Counter(gram for known in against.values() for gram in known)
    ranks = {gram: rank for rank, gram in enumerate(sorted(common, key=lambda gram: (common[gram], gram)))}
    rarest = {id_: _rarest(known, ranks) for id_, known in against.items()}
    index: dict[int, list[str]] = defaultdict(list)
    for id_, rare in rarest.items():
        for rank in rare:
            index[rank].append(id_)
    for id_, text in texts.items():
        mine = grams(text)
        rare = rarest[id_] if others is None else _rarest(mine, ranks)
        for other in {other for rank in rare for other in index.get(rank, ())}:
            if others is None and other <= id_:
                continue
            their = against[other]
            if min(len(mine), len(their)) <= NEAR * max(len(mine), len(their)):
                continue  # too unlike in length to share so much
            score = similarity(mine, their)
            if score > NEAR:
                yield id_, other, score


def _rarest(known: frozenset[str], ranks: Mapping[str, int]) -> list[int]:
    # A pair above NEAR shares more than NEAR of the larger set, so of each of the two at least one of these is shared.
    keep = len(known) - int(NEAR * len(known)) + 1
    return sorted([ranks.get(gram, -1) for gram in known])[:keep]


def stock_phrases(messages: Iterable[CorpusMessage]) -> Iterator[tuple[str, str, int, int]]:
    """Yield `(label, phrase, count, allowed)` of sequences that come back too often in a label."""
    sizes: Counter[str] = Counter()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for message in messages:
        phrases = set(_sequences(message))
        for label in _labels(message):
            sizes[label] += 1
            found[label].update(phrases)
    for label, counts in sorted(found.items()):
        allowed = max(ALWAYS_ALLOWED, int(SHARE_ALLOWED * sizes[label]))
        for phrase, count in counts.most_common():
            if count <= allowed:
                break
            yield label, phrase, count, allowed


def _labels(message: CorpusMessage) -> Iterator[str]:
    yield from (f"demeanour:{name}" for name in message.demeanour)
    yield f"motive:{message.motive}"
    yield f"intent:{message.intent}"
    yield from (f"flag:{name}" for name in message.flags)
    yield from (f"{axis}:{type_}" for axis, type_ in message.more)


def _sequences(message: CorpusMessage) -> Iterator[str]:
    words = _WORD.findall(message.text.casefold())
    if message.lang == "zh":
        run = "".join(words)
        yield from (run[i : i + CHINESE_SEQUENCE] for i in range(len(run) - CHINESE_SEQUENCE + 1))
    else:
        yield from (" ".join(words[i : i + SEQUENCE]) for i in range(len(words) - SEQUENCE + 1))


def tally(messages: Sequence[CorpusMessage]) -> Counter[str]:
    """Count the messages of each label."""
    return Counter(label for message in messages for label in _labels(message))


def main(arguments: Sequence[str]) -> int:
    """Print what is wrong with the corpus, or with the files named, and the tally; 1 when something is."""
    against = [Path(name) for name in arguments if name.endswith(".jsonl")]
    chosen = [Path(name) for name in arguments if name.endswith(".txt")]
    results = [result for path in chosen or sorted(CORPUS_FOLDER.glob("*/*.txt")) for result in read_file(path)]
    messages = [result for result in results if isinstance(result, CorpusMessage)]
    findings = [result for result in results if isinstance(result, str)] + list(_findings(messages, against))
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    counts = ", ".join(f"{label} {count}" for label, count in sorted(tally(messages).items()))
    sys.stdout.write(f"{len(messages)} messages: {counts}\n{len(findings)} findings\n")
    return 1 if findings else 0


def _findings(messages: Sequence[CorpusMessage], against: Sequence[Path]) -> Iterator[str]:
    texts = {message.id: message.text for message in messages}
    for one, other, score in near_pairs(texts):
        yield f"{one} and {other} are nearly the same ({score:.2f}): {texts[one]!r} / {texts[other]!r}"
    for label, phrase, count, allowed in stock_phrases(messages):
        yield f"{label}: {phrase!r} in {count} messages, {allowed} allowed"
    for path in against:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        real = {row["id"]: row["text"] for row in rows}
        for one, other, _ in near_pairs(texts, real):
            yield f"{one} is too near to {other} of {path.name}: {texts[one]!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
