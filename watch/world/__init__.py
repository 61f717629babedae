"""A made-up Klippan for the demo: real boundaries, everything else invented.

Households, streets and watch areas are synthetic (CC0, see data/README.md); persons,
alerts, kits and figures are made here. The same every time: one seeded dice.
"""
