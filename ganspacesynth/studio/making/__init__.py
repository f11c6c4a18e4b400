"""What a page makes of sounds and models: pieces, trained and fetched models, evaluations, directions; long work in processes of its own."""
