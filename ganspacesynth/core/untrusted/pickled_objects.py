"""Objects of pickles as inert records: the name of a class that is never made, and its state."""

from typing import Any

from ganspacesynth.core.untrusted.pickled_arrays import PickleError


class Record:
    """What a file says of an object: nothing of it has a method, and nothing of it is ever run.

    Attributes:
        kind: the name of its class.
        state: its attributes, {} before the file says them.
    """

    def __init__(self, kind: str, state: dict[str, Any] | None = None) -> None:
        self.kind, self.state = kind, state or {}

    def set_state(self, state: object) -> None:
        """Take the attributes.

        Raises:
            PickleError: they are no dict, or have been said.
        """
        if not isinstance(state, dict) or self.state:
            raise PickleError("an object in an unknown form")
        self.state = state

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute."""
        return self.state.get(name, default)

    def part(self, name: str) -> dict[str, Any]:
        """Return an attribute that is a dict, such as the parts of a module; {} where there is none."""
        value = self.state.get(name)
        return value if isinstance(value, dict) else {}
