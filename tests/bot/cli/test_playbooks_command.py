"""`triage playbooks`: what a playbook's writer is told, shown and given."""

import subprocess
import sys

import pytest


def test_shipped_playbooks_are_fine(triage):
    """Without a folder of one's own what ships is checked."""
    told = triage("playbooks", "check")

    assert told.exit_code == 0
    assert told.stdout.startswith("ok:")


def test_ones_own_playbooks_are_told_apart(triage, tmp_path):
    """What was added, replaced and switched off is named."""
    (tmp_path / "off.yaml").write_text("name: hurried\noff: true\n")
    (tmp_path / "kind.yaml").write_text("extend: praise\navoid: [sighing]\n")
    (tmp_path / "sizes.yaml").write_text(
        "name: sizes\nsummary: which size\nwhen: {intent: [product_question]}\npriority: 77\n"
        'substance: {en: "See the table.", ru: "Смотрите таблицу."}\n'
    )

    told = triage("playbooks", "check", tmp_path)

    assert told.exit_code == 0, told.output
    assert "added: sizes" in told.stdout
    assert "extended: praise" in told.stdout
    assert "off: hurried" in told.stdout


def test_every_problem_is_listed(triage, tmp_path):
    """Two broken files are two sentences, each with file and key; the work failed, so the exit code is 1."""
    (tmp_path / "a.yaml").write_text("name: a\nsumary: x\n")
    (tmp_path / "b.yaml").write_text("name: b\nsummary: x\nkind: nonsense\n")

    told = triage("playbooks", "check", playbooks=tmp_path)

    assert told.exit_code == 1
    assert [line.split(":")[0] for line in told.stderr.splitlines()] == [
        "a.yaml, line 2",
        "b.yaml, line 3",
        "2 to mend; until then what ships stays in force",
    ]


OWN = "name: own\nsummary: Ours.\nwhen: {words: [gift]}\npriority: 77\nsubstance:\n"


@pytest.mark.parametrize(
    ("texts", "code", "said"),
    [
        ('  en: "In 30 days."\n  ru: "Да."\n', 1, "error: own.yaml, line 6: substance.en: '30 days' is a time"),
        ('  en: "Yes."\n', 1, "error: own.yaml, line 5: substance: has no text in ru"),
        ('  en: "Free of charge."\n  ru: "Да."\n', 0, "warning: own.yaml, line 6: substance.en: 'Free of charge'"),
        ('  en: "Yes."\n  ru: "Да."\n', 0, ""),
    ],
)
def test_errors_and_warnings_are_told_apart(triage, tmp_path, texts, code, said):
    """Only an error makes the work fail; each has file, line and key."""
    (tmp_path / "own.yaml").write_text(OWN + texts, encoding="utf-8")
    told = triage("playbooks", "check", tmp_path)

    assert told.exit_code == code, told.output
    assert told.stderr.startswith(said)


def test_the_shops_own_languages_count(triage, tmp_path):
    """Who serves English alone is asked for no Russian."""
    (tmp_path / "shop.yaml").write_text("languages: [en]\n")
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.yaml").write_text(OWN + "  en: Yes.\n")

    assert triage("playbooks", "check", own, shop=tmp_path / "shop.yaml").exit_code == 0


def test_new_check_and_preview_go_hand_in_hand(triage, tmp_path):
    """Begun, checked, and read through on a page."""
    own = tmp_path / "own"
    own.mkdir()
    made = triage("playbooks", "new", "gift_card", playbooks=own)
    checked = triage("playbooks", "check", playbooks=own)
    page = triage("playbooks", "preview", "--own", "--lang", "en", "--out", tmp_path / "page.html", playbooks=own)

    assert (made.exit_code, checked.exit_code, page.exit_code) == (0, 0, 0), page.output
    assert "answer its questions" in made.stdout
    assert "0 errors, 0 warnings" in checked.stdout
    assert "gift_card" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["new", "gift_card"], 2, "no folder for it: give --folder, or set TRIAGE_PLAYBOOKS"),
        (["new", "gift card", "--folder", "."], 2, "'gift card' is not a name"),
        (["new", "gift_card", "--folder", ".", "--lang", "en,de"], 2, "--lang: 'de' is not a language that we read"),
        (["new", "gift_card", "--folder", "gone"], 2, "gone: is not a folder; make it"),
        (["preview", "--lang", "xx"], 2, "--lang: 'xx' is not a language"),
        (["preview", "--own", "--out", "gone/page.html"], 2, "cannot be written"),
        (["preview", "--folder", "broken"], 1, "bad.yaml, line 1: "),
    ],
)
def test_what_cannot_be_done_is_a_sentence(triage, tmp_path, arguments, code, said):
    """Never a traceback."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "bad.yaml").write_text("x: 1\n")
    told = triage("playbooks", *arguments)

    assert told.exit_code == code, told.output
    assert said in told.stderr


def test_check_and_preview_need_no_classifier(tmp_path):
    """Nor Telegram: who writes playbooks does not wait for either."""
    heavy = ("spacy", "aiogram", "sqlalchemy")
    program = f"""
import sys
from bot.cli import main
sys.argv = ["triage", "playbooks", "preview", "--own", "--out", {str(tmp_path / "page.html")!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print([name for name in {heavy!r} if name in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)

    assert told.stdout.splitlines()[-1] == "[]", told.stderr


def test_the_check_of_everything_names_broken_playbooks(triage, tmp_path):
    """`triage check` has a line for each, and says what answers meanwhile."""
    (tmp_path / "bad.yaml").write_text("name: bad\nsummary: x\ncolour: red\n")
    told = triage("check", playbooks=tmp_path)

    assert "NO  playbooks: bad.yaml, line 3: 'colour' is not a key here" in told.stdout
    assert "yours are not in force until that is mended" in told.stdout
