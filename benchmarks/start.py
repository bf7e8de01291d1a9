"""How long `huddleboard serve` takes from the start of its process to its first answer of the health check.

python benchmarks/start.py [starts]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measure_page import free_port, start

GOAL = 1.5


def main(starts: int) -> None:
    """Start and stop the app several times and report the seconds to its first answer."""
    with tempfile.TemporaryDirectory() as folder:
        times = [seconds(Path(folder)) for _ in range(starts)]
    print(
        f"start to health: n={starts} median={statistics.median(times):.2f} s worst={max(times):.2f} s (goal {GOAL} s)"
    )


def seconds(folder: Path) -> float:
    """One start."""
    port = free_port()
    began = time.perf_counter()
    server = start(folder, port)
    took = time.perf_counter() - began
    server.terminate()
    server.wait()
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
