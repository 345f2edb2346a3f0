"""YAML that people write, and what YAML would let slip by."""

import pytest
import yaml

from playbooks import yamlfile
from playbooks.errors import PlaybookError
from playbooks.yamlfile import read_document, read_yaml


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name: a\nname: b\n", "line 2: the key 'name' stands here twice"),
        ("a: {x: 1, x: 2}\n", "the key 'x' stands here twice"),
        ("a: &one text\nb: *one\n", "repeats an earlier part"),
        ("a: &one {x: 1}\nb: {<<: *one}\n", "repeats an earlier part"),
        ("- a\n- b\n", "holds no keys"),
        ("", "holds no keys"),
        ("a: [1, 2\n", "line 2: "),
        ("a: 1\nb: say: hello\n", "line 2: a colon inside a text; put the text in quotes"),
        ("a: {b: 1\nc: 2\n", "a { group is not closed; write } at its end"),
        ("a: [b\nc: 2\n", "a [ list is not closed; write ] at its end"),
        ('a: "open\n', "a quote is not closed"),
        ("a:\n\tb: 1\n", "line 2: a tab"),
        ("a:\n  b: 1\n c: 1\n", "line 3: this line stands too far in or out"),
        ("? [a, b]\n: c\n", "a key must be one word"),
        ("a: !!python/object/apply:os.system ['true']\n", "line 1: "),
        ("a: 2025-99-99\n", "is not YAML"),
        ("a: " + "[" * 3000, "f.yaml"),
    ],
)
def test_a_trap_is_refused_by_file_and_place(tmp_path, content, said):
    """Doubled keys, aliases, objects and half-written files never load."""
    file = tmp_path / "f.yaml"
    file.write_text(content)

    with pytest.raises(PlaybookError) as error:
        read_yaml(file)

    assert str(error.value).startswith("f.yaml")
    assert said in str(error.value)


def test_keys_are_words_whatever_yaml_thinks_of_them(tmp_path):
    """`off`, `no` and `12:30` as keys mean themselves; as values the schema sees what YAML made of them."""
    file = tmp_path / "f.yaml"
    file.write_text("off: true\nno: hei\n12:30: lunch\nvalue: no\nclock: 12:30\n")

    assert read_yaml(file) == {"off": True, "no": "hei", "12:30": "lunch", "value": False, "clock": 750}


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    """Windows editors write one."""
    file = tmp_path / "f.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: a\n")

    assert read_yaml(file) == {"name": "a"}


@pytest.mark.parametrize(("content", "said"), [(b"\xff\xfe", "is not UTF-8"), (b"a: " + b"x" * 1_000_001, "at most")])
def test_what_is_no_text_file_is_refused(tmp_path, content, said):
    """A picture or a data dump in the folder is named, not loaded."""
    file = tmp_path / "f.yaml"
    file.write_bytes(content)

    with pytest.raises(PlaybookError, match=said):
        read_yaml(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    """The sentence has the path that was tried."""
    with pytest.raises(PlaybookError, match=r"gone\.yaml: cannot be read"):
        read_yaml(tmp_path / "gone.yaml")


def test_each_key_and_entry_keeps_its_line(tmp_path):
    """What is wrong there is found without counting."""
    file = tmp_path / "f.yaml"
    file.write_text("name: a\n\nwhen:\n  intent: [x,\n    y]\n  words: {en: [z]}\n", encoding="utf-8")

    assert read_document(file).lines == {
        ("name",): 1,
        ("when",): 3,
        ("when", "intent"): 4,
        ("when", "intent", 0): 4,
        ("when", "intent", 1): 5,
        ("when", "words"): 6,
        ("when", "words", "en"): 6,
        ("when", "words", "en", 0): 6,
    }


def test_bytes_that_are_no_text_are_named_by_line(tmp_path):
    """A file in Windows-1251 is told where its first foreign letter stands."""
    file = tmp_path / "f.yaml"
    file.write_bytes(b"name: a\nsummary: \xef\xf0\n")

    with pytest.raises(PlaybookError, match=r"f\.yaml, line 2: is not UTF-8"):
        read_yaml(file)


def test_it_reads_the_same_without_libyaml(tmp_path, monkeypatch):
    """Where PyYAML was built without the fast parser, its own one does the work."""
    file = tmp_path / "f.yaml"
    file.write_text('off: true\nwords: {en: ["crush*"]}\n')
    fast = read_document(file)
    monkeypatch.setattr(yamlfile, "_Parser", yaml.SafeLoader)

    assert read_document(file) == fast
