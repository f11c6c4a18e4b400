"""Progress as a test looks at it: every stage counted, and cancelled where it is asked for."""

from ganspacesynth.core.work.progress import Cancelled


class Stages:
    """A `Track`: {stage: (parts done, parts in all)}; raises `Cancelled` behind the first part of a stage."""

    def __init__(self, cancel=None):
        self.seen, self._cancel = {}, cancel

    def __call__(self, items, stage, total):
        for done, item in enumerate(items, start=1):
            yield item
            self.seen[stage] = (done, total)
            if stage == self._cancel:
                raise Cancelled
