"""What the engine does in a second, beside the limit and a peer in the same run."""
