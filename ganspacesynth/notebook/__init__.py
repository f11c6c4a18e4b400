"""What somebody who works in Python has at hand: anything shown, and long work in the background."""
