"""What is heard in music, as numbers over time: each analysis for a whole sound, and for one that is still coming in."""
