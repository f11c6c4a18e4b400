"""Songs: files and addresses, their parts and stems, and what was heard in them."""
