"""Reads a folder of playbooks within bounds: what is too much, leads out of it or cannot be read is named."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playbooks.errors import PlaybookError
from playbooks.yamlfile import Document, read_document

# Five times what ships: more keeps nobody in view, and reading it would hold up each start by seconds.
MAX_FILES: Final = 500
MAX_TOTAL: Final = 10_000_000
# Where a wrong setting names a whole disk, the walk ends here.
MAX_ENTRIES: Final = 100_000
_SUFFIXES: Final = (".yaml", ".yml")


def read_folder(folder: Path) -> tuple[list[Document], list[str]]:
    """Read all playbook files of a folder and those below it; what cannot be read becomes a sentence.

    Hidden files and folders are passed over (an editor's copies, `.git`). A link is followed
    where it stays inside: a mounted ConfigMap is made of such.
    """
    files, problems = list_files(folder)
    documents: list[Document] = []
    for file in files:
        try:
            documents.append(read_document(file, shown(file, folder)))
        except PlaybookError as error:
            problems += error.problems
    return documents, problems


def list_files(folder: Path) -> tuple[list[Path], list[str]]:
    """List the playbook files of a folder in order; raises `PlaybookError` where there are too many."""
    if not folder.is_dir():
        raise PlaybookError([f"{folder}: is not a folder; give the folder that holds the playbooks"])
    root = Path(os.path.realpath(folder))
    problems: list[str] = []
    found = sorted(_walk(folder, problems))
    if len(found) > MAX_FILES:
        raise PlaybookError([f"{folder}: holds {len(found)} playbook files; at most {MAX_FILES} are read"])
    files = [path for path in found if _is_inside(path, folder, root, problems)]
    total = sum(path.stat().st_size for path in files)
    if total > MAX_TOTAL:
        raise PlaybookError([f"{folder}: holds {total} bytes of playbooks; at most {MAX_TOTAL} are read"])
    return files, problems


def shown(file: Path, folder: Path) -> str:
    """Name a file as a sentence can: from the folder down, with signs for bytes that are no text."""
    name = os.fsencode(file.relative_to(folder).as_posix()).decode("utf-8", "replace")
    return name if name.isprintable() else ascii(name)


def _walk(folder: Path, problems: list[str]) -> Iterator[Path]:
    """Give playbook files, and links to folders, which os.walk does not enter."""
    entries = 0

    def complain(error: OSError) -> None:
        problems.append(f"{error.filename}: cannot be read ({error.strerror}); let the bot's user read it")

    for parent, folders, names in os.walk(folder, onerror=complain):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        entries += len(folders) + len(names)
        if entries > MAX_ENTRIES:
            raise PlaybookError([f"{folder}: holds over {MAX_ENTRIES} files; give a folder with playbooks alone"])
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        files = [name for name in names if not name.startswith(".") and name.endswith(_SUFFIXES)]
        yield from (Path(parent, name) for name in (*linked, *files))


def _is_inside(path: Path, folder: Path, root: Path, problems: list[str]) -> bool:
    """Keep what is a file inside the folder; the rest is named, or for an inner link to a folder passed over."""
    target = Path(os.path.realpath(path))
    name = shown(path, folder)
    if path.is_symlink() and not target.is_relative_to(root):
        problems.append(f"{name}: is a link that leads out of the folder, to {target}; put the file itself here")
        return False
    if target.is_dir():
        return False  # its files are found where they stand
    if not target.is_file():
        why = "leads nowhere" if path.is_symlink() else "is no ordinary file"
        problems.append(f"{name}: {why}; put the file itself here")
        return False
    return True
