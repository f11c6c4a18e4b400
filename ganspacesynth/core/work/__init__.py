"""Work that takes time: it says how far it is, and can be cancelled."""
