"""`triage import-engagement`: what customers did beside buying, and where they stand then."""

import pytest

HEADER = "customer_email,kind,at,amount"
ROWS = ("dora@example.org,newsletter,2026-03-01,", "dora@example.org,cart_left,2026-03-02 10:00,59.90")


def a_file(tmp_path, *rows):
    path = tmp_path / "acts.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_acts_come_in_once(triage, tmp_path):
    """Importing a file again changes nothing, and says so."""
    acts = a_file(tmp_path, *ROWS)
    first, again = triage("import-engagement", acts), triage("import-engagement", acts)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.splitlines() == ["2 acts: 2 new, 0 known before", "1 customers new"]
    assert again.stdout.splitlines() == ["2 acts: 0 new, 2 known before", "0 customers new"]


def test_a_dry_run_touches_nothing(triage, tmp_path):
    """It says what would happen, and there is still no database."""
    told = triage("import-engagement", a_file(tmp_path, *ROWS), "--dry-run")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[0] == "2 acts: 2 would be new, 0 known before"
    assert not (tmp_path / "data").exists()


def test_bad_rows_are_listed_and_the_rest_comes_in(triage, tmp_path):
    """Each with its line and what would be right; the exit code tells that something was left out."""
    told = triage("import-engagement", a_file(tmp_path, ROWS[0], "dora@example.org,sleep,2026-03-01,", ROWS[1]))

    assert told.exit_code == 1
    assert told.stderr.startswith("acts.csv, line 3: kind 'sleep' is not known; send one of ")
    assert told.stdout.startswith("2 acts: 2 new")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01\x02" * 100, b"\n\n"])
def test_a_file_of_another_kind_is_refused(triage, tmp_path, content):
    """One sentence, no traceback, and nothing comes in."""
    (tmp_path / "acts.csv").write_bytes(content)

    told = triage("import-engagement", "acts.csv")

    assert told.exit_code == 2
    assert "Traceback" not in told.output
    assert len(told.stderr.splitlines()) == 1


def test_a_cart_left_makes_a_hot_lead(triage, tmp_path, lines):
    """And the shop's own kinds count where its rules name them."""
    (tmp_path / "shop.yaml").write_text("history:\n  lifecycle:\n    sales_kinds: [fitting]\n")
    triage("import-engagement", a_file(tmp_path, ROWS[1]))
    triage("import-engagement", a_file(tmp_path, "eve@example.org,fitting,2026-03-02,"), shop="shop.yaml")
    (hot,), (own,) = (
        lines(triage("profile", who, "--jsonl", "--now", "2026-03-03", shop=shop).stdout)
        for who, shop in (("dora@example.org", ""), ("eve@example.org", "shop.yaml"))
    )

    assert [each["axes"]["lifecycle"]["type"] for each in (hot, own)] == ["lead_hot", "lead_hot"]
