"""The words that playbooks listen for are our own: none is copied from the messages that we only measure with."""

import json
import os
import re
from pathlib import Path

import pytest

from playbooks.loader import load_library

ROOT = Path(__file__).parents[2]
MESSAGES = Path(os.environ.get("TRIAGE_BENCH_MESSAGES", ROOT.parent / "shared/data/messages-dev.jsonl"))
# Expressions that anybody would write down ("where is my order"), each judged by a reader.
ORDINARY = Path(__file__).with_name("ordinary.txt")
SIGN = re.compile(r"[\u3400-\u9fff]")


def even(text: str) -> str:
    return text.lower().replace("ё", "е").replace("’", "'")


def is_long(word: str, lang: str) -> bool:
    """Three words, or five Chinese signs: shorter ones are anybody's."""
    return len(SIGN.findall(word)) >= 5 if lang == "zh" else len(word.split()) >= 3


@pytest.mark.skipif(not MESSAGES.exists(), reason=f"{MESSAGES} is not beside this clone")
def test_no_expression_is_taken_from_the_labelled_messages():
    """Their licence allows measuring; a phrase list mined from them may not ship."""
    rows = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    said = {
        lang: "\n".join(even(row["text"]) for row in rows if row["lang"] == lang) for lang in {r["lang"] for r in rows}
    }
    ordinary = {tuple(line.split("\t")) for line in ORDINARY.read_text(encoding="utf-8").splitlines()}

    copied = {
        (playbook.name, lang, word)
        for playbook in load_library().playbooks
        for conditions in (playbook.when, playbook.unless)
        for lang, words in conditions.words.items()
        for word in words
        if is_long(word, lang) and even(word).rstrip("*") in said.get(lang, "") and (lang, word) not in ordinary
    }

    assert copied == set()
