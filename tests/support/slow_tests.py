"""What a run with --durations=0 printed in, tests/slow.txt out: the tests that `make check` leaves to `make test`.

make test ARGS=--durations=0 > run.txt
python -m tests.support.slow_tests run.txt
"""

import collections
import re
import sys
from pathlib import Path

LIST = Path(__file__).parents[1] / "slow.txt"
LONGEST_S = 0.4  # for all cases of a test function, with what they need
LINE = re.compile(r"(\d+\.\d+)s (?:call|setup|teardown) +(tests/\S+?)(?:\[.*)?$")


def slow_tests(printed):
    """Return the names (file::function) of those that took longer than `LONGEST_S`."""
    taken = collections.Counter()
    for line in printed.splitlines():
        if found := LINE.match(line.strip()):
            taken[found[2]] += float(found[1])
    return sorted(name for name, seconds in taken.items() if seconds > LONGEST_S)


def listed():
    """Return the names in the list."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


if __name__ == "__main__":
    runs = [slow_tests(Path(name).read_text(encoding="utf-8", errors="replace")) for name in sys.argv[1:]]
    LIST.write_text("".join(f"{name}\n" for name in sorted(set().union(*runs))), encoding="utf-8")
