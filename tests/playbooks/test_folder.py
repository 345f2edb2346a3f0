"""What a folder of playbooks may hold, and what is refused by name."""

import os

import pytest

from playbooks import folder as folders
from playbooks.errors import PlaybookError
from playbooks.folder import MAX_FILES, list_files, read_folder
from playbooks.loader import load

OWN = "name: {}\nsummary: Ours.\nwhen: {{words: {{en: [gift]}}}}\nsubstance: {{en: Our text.}}\n"


def write(folder, file, name="mine"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(OWN.format(name))


def test_ten_thousand_files_are_refused_by_number(tmp_path):
    """Before any is read."""
    for number in range(10_000):
        (tmp_path / f"{number}.yaml").touch()

    with pytest.raises(PlaybookError, match=f"holds 10000 playbook files; at most {MAX_FILES} are read"):
        load(tmp_path)


def test_a_whole_disk_is_not_walked(tmp_path, monkeypatch):
    """A wrong setting ends in a sentence and not in an hour of looking."""
    monkeypatch.setattr(folders, "MAX_ENTRIES", 3)
    for number in range(4):
        (tmp_path / f"{number}.txt").touch()

    with pytest.raises(PlaybookError, match="holds over 3 files; give a folder with playbooks alone"):
        list_files(tmp_path)


def test_too_many_bytes_are_refused(tmp_path, monkeypatch):
    """Many large files are as much as one too large."""
    monkeypatch.setattr(folders, "MAX_TOTAL", 100)
    write(tmp_path, "a.yaml", "a")
    write(tmp_path, "b.yaml", "b")

    with pytest.raises(PlaybookError, match="bytes of playbooks; at most 100 are read"):
        list_files(tmp_path)


def test_a_link_out_of_the_folder_is_refused_by_name(tmp_path):
    """A file, a folder, and a link that leads nowhere."""
    write(tmp_path / "outside", "secret.yaml")
    own = tmp_path / "own"
    own.mkdir()
    (own / "file.yaml").symlink_to(tmp_path / "outside" / "secret.yaml")
    (own / "folder").symlink_to(tmp_path / "outside")
    (own / "nowhere.yaml").symlink_to(own / "gone.yaml")

    files, problems = list_files(own)

    assert files == []
    assert [problem.split(":")[0] for problem in problems] == ["file.yaml", "folder", "nowhere.yaml"]
    assert "is a link that leads out of the folder" in problems[0]
    assert "leads nowhere" in problems[2]


def test_links_within_the_folder_are_followed(tmp_path):
    """So a mounted ConfigMap works: `gift.yaml -> ..data/gift.yaml`, `..data -> ..2026`."""
    write(tmp_path / "..2026", "gift.yaml", "our_gift")
    (tmp_path / "..data").symlink_to("..2026")
    (tmp_path / "gift.yaml").symlink_to("..data/gift.yaml")

    assert load(tmp_path).added == {"our_gift"}


def test_hidden_files_are_passed_over(tmp_path):
    """An editor's copies and `.git` are nobody's playbooks."""
    write(tmp_path, ".gift.yaml.swp.yaml")
    write(tmp_path / ".git", "gift.yaml")
    write(tmp_path, "gift.yaml.bak")

    assert list_files(tmp_path) == ([], [])


def test_what_is_no_file_is_named(tmp_path):
    """Reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe.yaml")

    assert list_files(tmp_path) == ([], ["pipe.yaml: is no ordinary file; put the file itself here"])


def test_a_file_below_is_named_from_the_folder_down(tmp_path):
    """Two files of one name in two folders can be told apart."""
    write(tmp_path / "sale", "a.yaml", "our_gift")
    write(tmp_path / "care", "a.yaml", "our_gift")

    with pytest.raises(PlaybookError, match=r"sale/a\.yaml, line 1: name: 'our_gift' is taken by care/a\.yaml"):
        load(tmp_path)


def test_a_name_that_cannot_be_printed_is_spelled(tmp_path):
    """A sentence stays one line whatever a file is called."""
    (tmp_path / "a\nb.yaml").write_text("x: [")

    _, problems = read_folder(tmp_path)

    assert problems[0].startswith("'a\\nb.yaml', line ")


def test_one_broken_file_keeps_no_other_from_being_read(tmp_path):
    """All that is wrong is told at once."""
    (tmp_path / "a.yaml").write_text("x: [")
    write(tmp_path, "b.yaml")

    documents, problems = read_folder(tmp_path)

    assert [document.file for document in documents] == ["b.yaml"]
    assert len(problems) == 1
