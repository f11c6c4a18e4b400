"""The engine as a server: OSC over UDP."""
