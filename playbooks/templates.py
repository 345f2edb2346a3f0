"""Reads the texts of playbooks as templates: which facts they need, and whether they could ever go wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from playbooks.errors import did_you_mean
from playbooks.filters import FILTERS, plural_names
from playbooks.vocabulary import LINKS, VARIABLES, Kind, kind_of

# A variable of this kind needs one of these filters, or a customer reads "2025-11-24 14:30:00+00:00".
_FILTERS_OF: Final[dict[Kind, frozenset[str]]] = {
    "text": frozenset(),
    "number": frozenset({"days", "plural"}),
    "money": frozenset({"money"}),
    "time": frozenset({"clock", "date"}),
}
_USUAL: Final = re.compile(r"\{\{ ([a-z][a-z0-9_.]*)(?: \| ([a-z]+))? \}\}")
_NEEDS_FILTER: Final = frozenset({"money", "time"})


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text; cards escape
    environment.filters = dict(FILTERS)
    return environment


_ENVIRONMENT: Final = _environment()


# A library for every type and intent in six languages has a few thousand texts.
@lru_cache(maxsize=10_000)
def compiled(text: str) -> Template:
    """Compile a text once."""
    return _ENVIRONMENT.from_string(text)


# As many; each is read when its file is loaded, and again where the whole library is checked.
@lru_cache(maxsize=50_000)
def facts_of(text: str, lang: str) -> frozenset[str]:
    """Name the facts that a text needs; refuses whatever could reach a customer wrongly."""
    if not text.strip():
        raise ValueError("the text is empty; write it, or leave the key out")
    if "{" not in text and "}" not in text:
        return frozenset()  # half of all texts
    if (plain := plain_parts(text)) is not None:
        return frozenset(part.path for part in plain[0])
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        raise ValueError(f"{_short(text)}: {error.message}; write {{{{ variable }}}}") from error
    return frozenset(_check_expression(part, lang) for part in _parts(tree, text))


@dataclass(frozen=True, slots=True)
class Part:
    """A fact where it stands in a text: what is before it, its path, and the filter that writes it."""

    before: str
    path: str
    used: str  # "" for a text or a number that stands as it is


# As many as there are texts.
@lru_cache(maxsize=50_000)
def plain_parts(text: str) -> tuple[tuple[Part, ...], str] | None:
    """Take apart a text in which each fact stands in the usual way, with what is after the last one.

    None leaves it to the template's own parser. Nearly all texts are usual, a library has twenty thousand of them, and
    taking one apart costs a fiftieth of compiling a template, which each would need for its first customer.
    """
    parts, end = [], 0
    for found in _USUAL.finditer(text):
        path, used = found[1], found[2] or ""
        kind = kind_of(path)
        if kind is None or (used not in _FILTERS_OF[kind] if used else kind in _NEEDS_FILTER) or used == "plural":
            return None
        parts.append(Part(text[end : found.start()], path, used))
        end = found.end()
    words = "".join([*(part.before for part in parts), text[end:]])
    return None if "{" in words or "}" in words else (tuple(parts), text[end:])


def _parts(tree: nodes.Template, text: str) -> Iterator[nodes.Expr]:
    """Give the expressions; plain words between them may hold no brace of another system."""
    for output in tree.body:
        if not isinstance(output, nodes.Output):
            raise ValueError(f"{_short(text)}: no {{% … %}} in a text; write a second text in a list instead")  # noqa: TRY004
        for part in output.nodes:
            if not isinstance(part, nodes.TemplateData):
                yield part
            elif "{" in part.data or "}" in part.data:
                raise ValueError(f"{_short(text)}: a single brace; write {{{{ variable }}}} with two")


def _check_expression(part: nodes.Expr, lang: str) -> str:
    filters: list[nodes.Filter] = []
    inner: nodes.Expr | None = part
    while isinstance(inner, nodes.Filter):
        filters.append(inner)
        inner = inner.node
    path = _path(inner)
    kind = kind_of(path)
    if kind is None:
        raise ValueError(f"{path!r} is not a variable; {did_you_mean(path, [*VARIABLES, LINKS + 'name'])}")
    _check_filters(path, kind, filters, lang)
    return path


def _path(node: nodes.Expr | None) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    raise ValueError("only {{ variable }} and {{ variable | filter }} are understood; calculate nothing in a text")


def _check_filters(path: str, kind: Kind, filters: list[nodes.Filter], lang: str) -> None:
    allowed = _FILTERS_OF[kind]
    for used in filters:
        if used.name not in FILTERS:
            raise ValueError(f"{used.name!r} is not a filter; {did_you_mean(used.name, FILTERS)}")
        if used.name not in allowed or len(filters) > 1:
            right = " or ".join(f"{{{{ {path} | {name} }}}}" for name in sorted(allowed)) or f"{{{{ {path} }}}}"
            raise ValueError(f"{path} is a {kind}, which {used.name!r} cannot write; write {right}")
        _check_arguments(used, lang)
    if kind in _NEEDS_FILTER and not filters:
        right = " or ".join(f"{{{{ {path} | {name} }}}}" for name in sorted(allowed))
        raise ValueError(f"{path} is a {kind}; write {right}")


def _check_arguments(used: nodes.Filter, lang: str) -> None:
    given = {
        keyword.key: keyword.value.value
        for keyword in used.kwargs
        if isinstance(keyword.value, nodes.Const) and isinstance(keyword.value.value, str)
    }
    extra = used.args or used.dyn_args or used.dyn_kwargs or len(given) < len(used.kwargs)
    needed = plural_names(lang) if used.name == "plural" else frozenset()
    # A form that no whole number takes (English has no "few") is as wrong as a missing one.
    optional = {"other"} if lang == "ru" else set()
    if extra or not needed - optional <= set(given) <= needed:
        forms = ", ".join(f'{form}="…"' for form in sorted(needed))
        raise ValueError(f"{used.name} takes {forms or 'nothing in brackets'}" + (f" in {lang}" if needed else ""))


def _short(text: str) -> str:
    # Enough of a text to find it by.
    return repr(text if len(text) <= 40 else text[:40] + "…")
