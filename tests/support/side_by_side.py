"""Which tests of a run with pytest-xdist stay in one process, one after the other.

The mark that pytest-xdist has for that, xdist_group, does nothing with pytest 9.2, where the name of a test can no longer be given an ending.
"""

from xdist.scheduler import LoadScopeScheduling

# Hosts play in real time and mostly wait, so one process of two runs them, one after the other, while the other computes.
HOSTS = ("test_pd_", "test_external_", "test_max_", "test_pyext_hosts", "test_osc")


def group_of(name):
    """Return the group of a test (tests/folder/test_x.py::test_y): its file, so that what the file's tests share is made once."""
    file = name.partition("::")[0]
    return "hosts" if file.rpartition("/")[2].startswith(HOSTS) else file


class SideBySide(LoadScopeScheduling):
    """Gives whole groups to processes."""

    def _split_scope(self, nodeid):
        return group_of(nodeid)
