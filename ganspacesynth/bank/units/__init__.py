"""Units: where recordings are cut, what is measured of each, and in which key they are."""
