"""Stopped by kill -9 at any flush, rename, statement or commit, everything happened or nothing, and the next start is
clean: import, saving, migration, the first start, backup and restore.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from stopped import WORK

HERE = Path(__file__).parent


def test_enough_points_are_tried() -> None:
    assert sum(wanted for *_, wanted in WORK.values()) >= 150


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this computer")
@pytest.mark.parametrize("name", WORK)
def test_stopped_at_any_point_all_or_nothing_has_happened(name: str, tmp_path: Path) -> None:
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1]), str(HERE.parents[2])])
    command = [sys.executable, str(HERE / "stopped.py"), name, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths})
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    assert seen["points"] > 10
    assert seen["nothing"] + seen["all"] + seen["part"] == seen["points"]
    assert name == "backup" or seen["nothing"] + seen["part"] > 0
