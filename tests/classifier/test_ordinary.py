"""Ordinary texts, which teach whom not to page."""

import gzip
import json

import pytest

from classifier.ordinary import OrdinaryError, read_ordinary, without_danger

LINES = "".join(json.dumps({"text": text, "labels": ["joy"]}) + "\n" for text in ("Где мой заказ?", "lovely lamp"))


def test_a_file_gives_its_texts(tmp_path):
    """Other keys are left alone, and so are empty lines."""
    file = tmp_path / "chats.jsonl"
    file.write_text(LINES + "\n", encoding="utf-8")

    assert list(read_ordinary(file)) == ["Где мой заказ?", "lovely lamp"]


def test_a_packed_file_is_read_too(tmp_path):
    """As collections come."""
    file = tmp_path / "chats.jsonl.gz"
    file.write_bytes(gzip.compress(LINES.encode()))

    assert list(read_ordinary(file)) == ["Где мой заказ?", "lovely lamp"]


@pytest.mark.parametrize(
    ("line", "wrong"), [("hello", "is no JSON"), ('{"words": "a"}', "has no text"), ("[1]", "has no text")]
)
def test_a_broken_line_is_named(tmp_path, line, wrong):
    """With what would be right."""
    file = tmp_path / "chats.jsonl"
    file.write_text(LINES + line, encoding="utf-8")

    with pytest.raises(OrdinaryError, match=rf"chats\.jsonl:3 {wrong}; write a line like"):
        list(read_ordinary(file))


def test_what_sounds_like_danger_is_left_out():
    """Nobody judged it; what comes twice is taken once."""
    texts = ["where is my order", "I want to kill myself", "Я хочу покончить с собой", "where is my order", "nice lamp"]

    assert list(without_danger(texts)) == ["where is my order", "nice lamp"]
