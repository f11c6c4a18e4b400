"""Styles: settings in, the steps of a hallucination out: when something sounds, at which pitch, how loud, where in the room."""
