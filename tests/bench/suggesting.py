"""What every labelled message is answered with, and how fast: `python tests/bench/suggesting.py [--playbooks]`.

Counts, over all messages of the labelled file: without a reply and a stated reason, with a placeholder,
with an error, in another language than the assessment's, and with a promise that no setting of the shop
backs. A promise is looked for with a shop that sets nothing, so whatever names a term, a sum or a gift
there has invented it. `--playbooks` lists by how many messages each playbook was reached.
"""

import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from machine import MESSAGES, describe

from bot.cli.thinking import Thinker
from bot.shop.shopfile import load_shop
from classifier.classifier import Classifier
from classifier.request import Request
from classifier.taxonomy import LANGUAGES
from playbooks.checks.promises import promises_in
from playbooks.loader import load_library
from playbooks.suggestion import Suggestion

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
DEMO = Path(__file__).parents[2] / "bot/sandbox/demo_shop.yaml"
PLACEHOLDER = re.compile(r"\{\{|\}\}|\[[^\]]*\||\bNone\b|Undefined|\bnan\b|\{[a-z_.]+\}")
ANSWERED = "fully answered"


def main() -> None:
    """Answer all messages for a shop that sets nothing and for one that sets everything."""
    print(json.dumps(describe()))
    rows = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    library, classifier = load_library(), Classifier()
    for name, shop in (("a shop that sets nothing", load_shop()), ("the demonstration shop", load_shop(DEMO))):
        thinker = Thinker(classifier, shop, ZONE, "en", library)
        counts, reached, took = _answer(thinker, rows, bare=name.endswith("nothing"))
        p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
        print(f"\n{name}: {len(rows)} messages; suggesting p50 {p50:.2f} ms, p95 {p95:.2f} ms")
        for what, count in sorted(counts.items()):
            print(f"  {what}: {count}")
    names = {playbook.name for playbook in library.playbooks}
    print(f"\nplaybooks: {len(names)}, reached by a message: {len(names & set(reached))}")
    if "--playbooks" in sys.argv:
        for playbook in sorted(names, key=lambda each: (-reached[each], each)):
            print(f"  {reached[playbook]:5d} {playbook}")
    print("not reached:", ", ".join(sorted(names - set(reached))) or "none")


def _answer(
    thinker: Thinker, rows: list[dict[str, str]], *, bare: bool
) -> tuple[Counter[str], Counter[str], list[float]]:
    counts: Counter[str] = Counter({ANSWERED: 0})
    reached: Counter[str] = Counter()
    took: list[float] = []
    for row in rows:
        request = Request(row["text"], NOW, id=row["id"])
        try:
            thought = thinker.think(request)
            began = time.perf_counter()
            suggestion = thinker.suggest(request, thought)
            took.append((time.perf_counter() - began) * 1000)
        except Exception as error:  # noqa: BLE001 - counted, like everything else
            counts[f"error {type(error).__name__}"] += 1
            continue
        wrong = set(_wrong(suggestion, thought.assessment.lang, bare=bare))
        counts.update(wrong or {ANSWERED})
        reached.update(suggestion.playbooks)
        if wrong and "-v" in sys.argv:
            print(row["id"], sorted(wrong), suggestion.replies[0].text if suggestion.replies else "")
    return counts, reached, took


def _wrong(suggestion: Suggestion, lang: str, *, bare: bool) -> Iterator[str]:
    if not suggestion.replies and not suggestion.missing:
        yield "neither reply nor reason"
    for reply in suggestion.replies:
        if PLACEHOLDER.search(reply.text):
            yield "placeholder"
        if reply.lang != lang and lang in LANGUAGES:
            yield f"reply in {reply.lang}, message in {lang}"
        if lang not in LANGUAGES and (reply.lang, reply.because.endswith(lang)) != ("en", True):
            yield "in no language of ours, and not said so"
        for level, words in promises_in(reply.text, reply.lang) if bare else ():
            yield "promise that nothing backs" if level == "error" else f"words that may promise: {words.lower()}"


if __name__ == "__main__":
    main()
