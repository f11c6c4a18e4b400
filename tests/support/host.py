"""A host for tests: sends messages to an engine and gathers its answers, whichever thread they come from."""

import queue


class Host:
    """Speaks to an Engine without a network."""

    def __init__(self, engine):
        self.engine = engine
        self.answers = queue.Queue()

    def say(self, address, *values):
        """Send a message."""
        self.engine.handle(address, values, lambda address, values: self.answers.put((address, *values)))

    def hear(self, timeout_s=60.0):
        """Return the next answer."""
        return self.answers.get(timeout=timeout_s)

    def ask(self, address, *values):
        """Send a message and return its first answer."""
        self.say(address, *values)
        return self.hear()

    def ask_until(self, last, address, *values):
        """Send a message and return its answers, up to the one of the address `last`."""
        self.say(address, *values)
        heard = [self.hear()]
        while heard[-1][0] not in (last, "/error"):
            heard.append(self.hear())
        return heard

    def quiet(self):
        """Whether nothing waits to be heard."""
        return self.answers.empty()
