"""`triage evaluate` on a file of labelled messages."""

import json

from bot.cli.evaluate import evaluate

ROW = {
    "id": "1",
    "lang": "en",
    "text": "Where is my order?",
    "pick": "random",
    "demeanour": ["calm"],
    "motive": "none",
    "intent": "order_status",
    "flags": [],
}


def write(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_file_is_measured(tmp_path, capsys):
    """The report comes as JSON on stdout, and exit code 0 says that every line was read."""
    code = evaluate(write(tmp_path / "gold.jsonl", json.dumps(ROW)), as_json=True)

    assert code == 0
    assert json.loads(capsys.readouterr().out)["overall"]["intent"]["macro"] == 1.0


def test_tables_are_for_reading(tmp_path, capsys):
    """Without --json the numbers come as tables with the labels' names."""
    code = evaluate(write(tmp_path / "gold.jsonl", json.dumps(ROW)), as_json=False)

    assert code == 0
    assert "order_status" in capsys.readouterr().out


def test_a_bad_line_is_named_and_the_rest_measured(tmp_path, capsys):
    """The line number and what is wrong are said; the exit code is 1."""
    bad = json.dumps({**ROW, "intent": "refunds"})
    code = evaluate(write(tmp_path / "gold.jsonl", json.dumps(ROW), bad), as_json=True)
    said = capsys.readouterr()

    assert code == 1
    assert "line 2: intent" in " ".join(said.err.split())
    assert json.loads(said.out)["rows"] == 1


def test_a_file_without_rows_is_a_failure(tmp_path):
    """Nothing measured is not success."""
    assert evaluate(write(tmp_path / "gold.jsonl"), as_json=True) == 1


def test_a_missing_file_is_wrong_usage(tmp_path):
    """A path that is no file gets exit code 2."""
    assert evaluate(tmp_path / "none.jsonl", as_json=True) == 2


def test_a_file_or_the_corrections(tmp_path, capsys):
    """Neither and both are wrong usage, and it says what to name."""
    assert evaluate(None, as_json=False) == 2
    assert evaluate(tmp_path / "gold.jsonl", corrections=True, as_json=False) == 2
    assert "--corrections" in capsys.readouterr().err
