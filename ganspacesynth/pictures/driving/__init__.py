"""Pictures driven by signals: a score says which source each range of rows of ws has and what moves them; looks come out, and are painted."""
