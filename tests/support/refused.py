"""What a test expects to be refused, by the rule that was broken: sentences may change, rules stay."""

import contextlib
import re
from unittest import mock

import pytest

from ganspacesynth.core.errors import GanSpaceSynthError


@contextlib.contextmanager
def refused(rule, error=GanSpaceSynthError, *, says=None):
    """Expect the block to raise an error of ours that names this rule; yields what `pytest.raises` does.

    Args:
        rule: its name. In a table of cases what the sentence says may stand behind it: "config-range: num_blocks must be".
        error: its class, or one above it.
        says: a regular expression that is found in the sentence; once for each place that raises is enough.
    """
    rule, _, more = rule.partition(": ")
    with pytest.raises(error, match=says or more or None) as caught:
        yield caught
    assert caught.value.rule == rule, str(caught.value)


@contextlib.contextmanager
def reported(rule):
    """Expect the last error of ours that is made in the block to name this rule: for what a command line or an engine turns into words.

    Args:
        rule: as for `refused`.
    """
    rule, _, says = rule.partition(": ")
    made, original = [], GanSpaceSynthError.__init__

    def noting(self, message, *, rule):
        original(self, message, rule=rule)
        made.append(self)

    with mock.patch.object(GanSpaceSynthError, "__init__", noting):
        yield
    assert made and made[-1].rule == rule and re.search(says, str(made[-1])), made
