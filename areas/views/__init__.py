"""Every page of areas, by whose page it is."""
