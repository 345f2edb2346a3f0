"""Reads the YAML that people write, and refuses what YAML would let slip by: doubled keys and aliases."""

from pathlib import Path

import yaml

from playbooks.errors import PlaybookError

# A playbook in six languages is some 15 kB; a file beyond this is something else.
MAX_BYTES = 1_000_000


class _Reader(yaml.SafeLoader):
    """Keys are always text, so `off:` and `no:` (Norwegian) mean themselves and not False."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it open
            raise yaml.MarkedYAMLError(
                problem=f"*{event.anchor} repeats an earlier part; write the text out instead",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)

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


def _mapping(reader: _Reader, node: yaml.MappingNode) -> dict[str, object]:
    return reader.construct_mapping(node)


_Reader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(path: Path) -> dict[str, object]:
    """Read one file whose top level has keys."""
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise PlaybookError([f"{path.name}: has {len(raw)} bytes; at most {MAX_BYTES} are read"])
        content = yaml.load(raw.decode("utf-8-sig"), Loader=_Reader)  # noqa: S506 (a SafeLoader)
    except UnicodeDecodeError as error:
        raise PlaybookError([f"{path.name}: is not UTF-8; save it as UTF-8"]) from error
    except OSError as error:
        raise PlaybookError([f"{path}: cannot be read ({error.strerror}); give a file that exists"]) from error
    except yaml.MarkedYAMLError as error:
        raise PlaybookError([f"{path.name}: {_place(error)}{error.problem or error}"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PlaybookError(
            [f"{path.name}: is not YAML ({error}); see the shipped playbooks for an example"]
        ) from error
    if not isinstance(content, dict):
        raise PlaybookError([f"{path.name}: holds no keys; write `key: value` lines"])
    return content


def _place(error: yaml.MarkedYAMLError) -> str:
    return f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
