"""What things were made of: a file in; models, data sets, recordings, licences and people out, as text, a graph or W3C PROV."""
