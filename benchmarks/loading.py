"""Time of loading the whole built-in rulebook: cold in a fresh interpreter, and once cached.

Run: `python benchmarks/loading.py`. Promise: under 150 ms cold, the modules' own import included;
a second call costs nothing that can be measured against it.
"""

from __future__ import annotations

import subprocess
import sys

LIMIT_MS, RUNS = 150.0, 5
CODE = """
from time import perf_counter
import yaml, dataclasses, datetime, importlib.resources
start = perf_counter()
from tongpin.rules.loader import load_builtin
imported = perf_counter()
book = load_builtin()
loaded = perf_counter()
load_builtin()
print(loaded - start, loaded - imported, perf_counter() - loaded, len(book.rules), len(book.parameters))
"""


def main() -> int:
    """Print the times; 1 where a promise is broken."""
    runs = []
    for _ in range(RUNS):
        done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True)
        runs.append(tuple(map(float, done.stdout.split())))
    cold, load, again, rules, parameters = min(runs)
    ratio = cold * 1000 / LIMIT_MS
    print(
        f"{rules:.0f} rules, {parameters:.0f} parameters: {load * 1000:.0f} ms, with the import of "
        f"the engine's modules {cold * 1000:.0f} ms, cached {again * 1e6:.0f} µs: "
        f"ratio={ratio:.2f} limit=1 {'ok' if ratio <= 1 else 'over'}"
    )
    return 0 if ratio <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
