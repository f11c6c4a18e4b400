"""Pages and folders of sounds that show what an instrument can do."""
