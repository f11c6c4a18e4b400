"""What a listener notices of one sound, and of many: wobble, movement, attack, decay, length, brightness, thump."""
