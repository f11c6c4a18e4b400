"""Where the sounds are: drawing z, finding directions, moving along them."""
