"""What the codebook does not cover: topics and concepts, held against the codebook, counted and drawn."""
