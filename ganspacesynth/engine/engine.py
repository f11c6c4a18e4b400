"""Engine: messages in, answers out."""

import os
import threading

from ganspacesynth.core.output.decoders import LOCKED
from ganspacesynth.engine.commands.table import COMMANDS, parse
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import Value
from ganspacesynth.engine.request import Request, Send, refused


class Engine(EngineState):
    """What is being played, and the command table that plays it; see EngineState."""

    def __init__(
        self,
        *,
        precision: str = "preview",
        decoder: str = LOCKED,
        temp: str | os.PathLike[str] | None = None,
        ended: threading.Event | None = None,
    ) -> None:
        super().__init__(precision=precision, decoder=decoder, temp=temp, ended=ended)
        self.commands = COMMANDS

    def handle(self, address: str, values: tuple[Value, ...], send: Send, owner: str = "") -> None:
        """Do what a message says; whatever is wrong with it becomes an answer."""
        try:
            request = Request(parse(address, values), send, owner)
        except Exception as e:  # noqa: BLE001  values of any kind may come from a host that is no server of ours
            send(*refused(address, values, e))
            return
        try:
            request.call.command.answer(self, request)
        except Exception as e:  # noqa: BLE001  one bad message must not end a concert
            request.fail(e)
