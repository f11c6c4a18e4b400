"""A picture network explored: samples in folders, centers of its w, what axes do, a page of all, and the place of a picture of one's own."""
