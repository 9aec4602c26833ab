"""The word lists that every task draws from. Lower case; one word is one token."""

NAMES = """anna ben clara david emma felix grace henry iris jack karen leo maria nina oscar paula quinn rosa simon tina
umar vera walter xena yusuf zoe adam bella carlos diana eric fiona george hanna ivan julia kevin laura martin nora
oliver petra ralph sara thomas ursula victor wendy amir lina mateo priya kenji aisha pavel chloe omar elena hugo ingrid
jonas kofi leila milo""".split()

PEOPLE = """boy girl teacher doctor farmer baker sailor painter singer driver neighbor student king queen pilot writer
waiter hunter soldier nurse gardener actor dancer lawyer""".split()

ANIMALS = """dog cat horse bird cow goat duck rabbit bear tiger lion frog turtle monkey eagle owl spider rat snake pig
hen whale seal zebra camel raven""".split()

OBJECTS = """book ball hat cup lamp key coin ring letter map box chair table clock basket blanket candle drum flute kite
ladder mirror needle pencil pillow plate rope shovel spoon ticket towel umbrella violin wagon bottle button carpet bell
hammer jacket apple orange carrot lemon melon onion potato pepper cookie sandwich""".split()

PLACES = """park school market garden river forest beach station library kitchen castle bridge harbor museum village
hospital theater office farm mountain lake island valley desert cave tower church hotel bakery street field barn""".split()

ADJECTIVES = """red blue green yellow white black brown purple small big old young happy sad quiet loud warm cold heavy
light soft hard clean dirty bright dark brave shy clever lazy kind strange gentle fresh broken shiny round tall short
golden silver wooden famous hungry tired proud calm wild rich poor""".split()

ADVERBS = """slowly quickly quietly loudly often again today now here there happily sadly alone outside early late
carefully softly together always""".split()

# lemma whose present forms are `lemma` (plural) and `lemma + s` (singular)
INTRANSITIVE = """run walk sleep sing eat jump swim laugh work play wait dance rest smile dream talk listen write read
cook climb travel hide return shout whisper""".split()
TRANSITIVE = """see like help follow love know meet hear need want call find visit remember trust answer""".split()

PREPOSITIONS = "near behind beside with above below under opposite".split()

# present or past pairs (singular, plural) that an adjective follows
COPULAS = [("is", "are"), ("was", "were"), ("seems", "seem"), ("looks", "look")]

GIVING = """gave handed offered sent passed showed brought lent threw sold returned mailed""".split()
GOING = """went came walked drove ran travelled""".split()
TIMES = """yesterday today later then afterwards once suddenly finally""".split()

LARGEST_SUM = 40
NUMBERS = [str(n) for n in range(LARGEST_SUM + 1)]


def plural(noun):
    """The regular plural, with the few spellings that the lists need."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("ch", "sh", "x", "s", "o")):
        return noun + "es"
    return noun + "s"


def third_person(verb):
    """walk -> walks, like `plural` but for verbs."""
    return plural(verb)


CONTENT_WORDS = sorted(set(NAMES + PEOPLE + ANIMALS + OBJECTS + PLACES + ADJECTIVES))
