"""Reads the YAML that people write, keeps the line of each key, and refuses doubled keys and aliases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from playbooks.errors import KeyPath, PlaybookError, line_of, no_lines, numbered

# A playbook in six languages is some 15 kB; a file beyond this is something else.
MAX_BYTES: Final = 1_000_000
# Ten times faster than the one in Python, which a build without libyaml still has.
_Parser: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What libyaml and PyYAML say of the usual slips, and what helps.
_HINTS: Final[Mapping[str, str]] = {
    "mapping values are not allowed": "a colon inside a text; put the text in quotes",
    "did not find expected key": "this line stands too far in or out, or a quote above it is not closed; compare its beginning with its neighbours'",
    "did not find expected ',' or ']'": "a [ list is not closed; write ] at its end",
    "did not find expected ',' or '}'": "a { group is not closed; write } at its end",
    "did not find expected node content": "something is missing before this; close the [ or { above it",
    "did not find expected alphabetic or numeric": "* and & mean something else in YAML; put the text in quotes",
    "found unexpected end of stream": "a quote is not closed; write it at the end of its text",
    "found character that cannot start any token": "a tab, or a text that begins with %, @ or `; indent with spaces, and put such a text in quotes",
    "could not find expected ':'": "a key without a colon; write `key: value`",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says; `lines` has the line of each key and entry by its path, the first line is 1."""

    file: str  # as it is named in a sentence: below the folder that was read
    content: Mapping[str, object]
    lines: Mapping[KeyPath, int] = field(default_factory=no_lines)

    def line(self, *at: str | int) -> int | None:
        """Find the line of a key, else of what is around it."""
        return line_of(self.lines, at)

    def problem(self, sentence: str, *at: str | int) -> str:
        """Say what is wrong at a key: file, line, key, sentence."""
        return numbered(self.file, self.lines, at, sentence)


class _Builder(yaml.constructor.SafeConstructor):
    """Keys are always text, so `off:` and `no:` (Norwegian) mean themselves and not False."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, object]:  # type: ignore[override]  # noqa: FBT001, FBT002, ARG002 (PyYAML's signature)
        result: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be one word", problem_mark=key.start_mark)
            if key.value in result:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} stands here twice; keep one", problem_mark=key.start_mark
                )
            result[key.value] = self.construct_object(value, deep=True)
        return result


def _mapping(builder: _Builder, node: yaml.MappingNode) -> dict[str, object]:
    return builder.construct_mapping(node)


_Builder.add_constructor("tag:yaml.org,2002:map", _mapping)  # type: ignore[type-var]  # the stubs know loaders only


def read_yaml(path: Path) -> dict[str, object]:
    """Read one file whose top level has keys."""
    return dict(read_document(path).content)


def read_document(path: Path, file: str | None = None) -> Document:
    """Read one file with the lines of its keys; `file` is how to name it, else by its last part."""
    file = file or path.name
    try:
        with path.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            size = path.stat().st_size
            raise PlaybookError([f"{file}: has {size} bytes; at most {MAX_BYTES} are read, so split it up"])
        return _parsed(raw.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PlaybookError([f"{file}, line {line}: is not UTF-8; save it as UTF-8"]) from error
    except OSError as error:
        shown = file if file != path.name else path
        raise PlaybookError([f"{shown}: cannot be read ({error.strerror}); give a file that exists"]) from error


def _parsed(text: str, file: str) -> Document:
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=_Parser)
        content = _Builder().construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        raise PlaybookError([f"{file}{_place(error)}: {_said(error)}"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PlaybookError([f"{file}: is not YAML ({error}); see the shipped playbooks for an example"]) from error
    if node is None or not isinstance(content, dict):
        raise PlaybookError([f"{file}: holds no keys; write `key: value` lines"])
    return Document(file, content, dict(_lines(node, ())))


def _refuse_aliases(text: str) -> None:
    """A handful of aliases can stand for billions of entries, and who reads the file has to jump about in it."""
    if "*" not in text:
        return
    for event in yaml.parse(text, Loader=_Parser):
        if isinstance(event, yaml.AliasEvent):
            sentence = f"*{event.anchor} repeats an earlier part; write the text out instead"
            raise yaml.MarkedYAMLError(problem=sentence, problem_mark=event.start_mark)  # type: ignore[arg-type]  # libyaml's marks serve as well


def _lines(node: yaml.Node, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    """Number keys and entries; PyYAML counts from 0."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key.start_mark.line + 1
            yield from _lines(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*path, number), value.start_mark.line + 1
            yield from _lines(value, (*path, number))


def _place(error: yaml.MarkedYAMLError) -> str:
    return f", line {error.problem_mark.line + 1}" if error.problem_mark else ""


def _said(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or str(error)
    return next((hint for begin, hint in _HINTS.items() if problem.startswith(begin)), problem)
