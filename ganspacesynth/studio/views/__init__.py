"""What a page shows of models, songs, banks and lineages."""
