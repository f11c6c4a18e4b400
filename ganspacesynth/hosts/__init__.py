"""What plugs into a host: an OSC server, Pure Data and Max classes, audio through shared memory."""
