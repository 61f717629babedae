"""One seeded dice: the demo is the same on every machine."""

import random

dice = random.Random(1276)  # noqa: S311 - makes a demo, guards nothing

GIVEN = (
    "Alma Arvid Asta Axel Birgit Bertil Cecilia Daniel Ebba Edvin Elin Elsa Emil "
    "Erik Eva Fanny Filip Gerd Greta Gunnar Gustav Hanna Hedda Helge Hilda Hugo Ida "
    "Inga Ivar Jan Johan Karin Kerstin Klara Knut Lars Leif Lena Lisa Ludvig Maja "
    "Majken Margit Martin Matilda Moa Nils Nora Ola Olle Oskar Per Ragnar Rolf Rut "
    "Saga Selma Signe Sigrid Siv Stig Sven Svea Tage Tora Tove Ulla Viggo Vilma Ylva"
).split()
FAMILY = (
    "Almgren Alvik Askling Backe Bjurling Blomkvist Boberg Dalby Ekedal Eklöv "
    "Falkhed Forsby Granat Grönlund Hagby Hallin Hedbo Holmfors Kvarnby Källbäck "
    "Lindby Ljungqvist Lundekrans Mossby Norrbo Nygren Nääs Rosenby Rydhag Rönnå "
    "Sjöhed Skogby Solhem Stenby Strandell Söderby Tallroth Vallby Videgren Åbom "
    "Ågren Åkerby Ängholm Österbo Östlin"
).split()


def made_up_name() -> str:
    return f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
