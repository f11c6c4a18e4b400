"""Playing on while somebody plays: samples and notes in as they come, an answer out beside them, and what was heard and chosen."""
