"""What others use for the same work; each runs in a process of its own."""
