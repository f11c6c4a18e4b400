"""A concert: what comes in, from files and keyboards too, the machine that plays, and where its answer goes; it goes on whatever goes away."""
