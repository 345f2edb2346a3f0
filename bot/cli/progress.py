"""Progress of long work on stderr; silent where nobody watches, so that pipes and logs stay clean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Advance(Protocol):
    """Moves the bar to a place, in the unit of its total."""

    def __call__(self, completed: float) -> None: ...


@contextmanager
def progress(description: str, total: float | None = None, *, shown: bool = True) -> Iterator[Advance]:
    """Show a bar that goes away at the end; without a total it only shows that something happens."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    silent = not (shown and console.is_terminal)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True, disable=silent) as bar:
        task = bar.add_task(description, total=total)
        yield lambda completed: bar.update(task, completed=completed)
