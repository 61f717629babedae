"""The pages of watch, by who they are for."""
