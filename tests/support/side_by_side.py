"""Which tests of a run with pytest-xdist stay in one process, one after the other.

The mark that pytest-xdist has for that, xdist_group, does nothing with pytest 9.2, where the name of a test can no longer be given an ending.
"""

from xdist.scheduler import LoadScopeScheduling

# Hosts play in real time and mostly wait, so one process of two runs them, one after the other, while the other computes.
HOSTS = ("test_pd_", "test_external_", "test_max_", "test_pyext_hosts", "test_osc")
STORIES = (
    "test_studio_page.py",
    "test_studio_make.py",
    "test_studio_timeline.py",
    "test_desk.py",
)  # one browser, or one project, for all tests of a file


def group_of(name):
    """Return the group of a test (tests/folder/test_x.py::test_y), its own name for one that may run anywhere."""
    file = name.partition("::")[0].rpartition("/")[2]
    return "hosts" if file.startswith(HOSTS) else file if file in STORIES else name


class SideBySide(LoadScopeScheduling):
    """Gives whole groups to processes."""

    def _split_scope(self, nodeid):
        return group_of(nodeid)
