"""What is done to a wave that is there: articulated, widened, put into a room."""
