"""An import that is killed leaves whole batches, and the next one completes them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from bot.shop.importing import BATCH


@pytest.mark.slow
def test_an_import_that_was_killed_is_completed_by_the_next(tmp_path):
    """Whole batches stand in the database, and nothing is lost or doubled afterwards."""
    count = 20 * BATCH
    (tmp_path / "orders.jsonl").write_text("\n".join(json.dumps(big_order(number)) for number in range(count)))
    command = [sys.executable, "-c", "from bot.cli import main; main()", "import-orders", "orders.jsonl"]
    environment = {**os.environ, "TRIAGE_DATABASE_URL": f"sqlite:///{tmp_path}/triage.db"}
    killed = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
    while stored(tmp_path) < 3 * BATCH:
        assert killed.poll() is None, "the import was over before it could be killed"
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    half = stored(tmp_path)
    items = stored(tmp_path, "order_item")

    finished = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert half % BATCH == 0
    assert half < count
    assert items == 2 * half
    assert finished.returncode == 0, finished.stderr
    assert f"{count} orders: {count - half} new, 0 brought up to date, {half} unchanged" in finished.stdout
    assert (stored(tmp_path), stored(tmp_path, "order_item")) == (count, 2 * count)


def big_order(number):
    items = [{"sku": sku, "quantity": 1, "price": 5} for sku in ("A", "B")]
    return {
        "order_id": number,
        "placed_at": "2026-03-01",
        "total": 10,
        "customer_email": f"c{number // 3}@example.org",
        "items": items,
    }


def stored(folder, table="shop_order"):
    """Count the rows that a look from outside finds, none before there is a table."""
    if not (folder / "triage.db").exists():
        return 0
    with sqlite3.connect(f"file:{folder}/triage.db?mode=ro", uri=True) as database:
        try:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
