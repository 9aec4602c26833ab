"""The synthetic corpus: five tasks, each with a training split and a held-out split that share no content.

Every document is built around one or more *keys* (a pair of names, a pair of operands, …). A hash puts each key in one split
for ever, so a held-out document asks about combinations that no training document contains. All randomness comes from
the `random.Random` that is handed in.
"""
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field

import words as w

UNKNOWN, END = "<unk>", "<end>"
TASKS = ("induction", "ioi", "agreement", "sums", "stories")
HELD_OUT_SHARE = 8  # one key in 8 is held out
SHORTEST, LONGEST = 24, 48  # tokens of a document


@dataclass(frozen=True)
class Answer:
    """A token that the text before it determines. With a foil, right means: more likely than the foil."""
    index: int
    foil: str | None = None


@dataclass
class Document:
    task: str
    words: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    keys: list[tuple[str, ...]] = field(default_factory=list)

    def say(self, text):
        self.words += text.split()

    def answer(self, word, foil=None):
        self.answers.append(Answer(len(self.words), foil))
        self.words.append(word)

    @property
    def text(self):
        return " ".join(self.words)


def is_held_out(task, *key):
    """Whether the key belongs to the held-out split; the order of its parts does not matter."""
    digest = hashlib.blake2b("|".join([task, *sorted(key)]).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % HELD_OUT_SHARE == 0


def draw_key(rng, document, held_out, draw):
    """Draws until the key is new to the document and lies in the asked split, and records it. `draw(rng)` returns words."""
    while True:
        key = draw(rng)
        known = tuple(sorted(key))
        if known not in document.keys and is_held_out(document.task, *key) == held_out:
            document.keys.append(known)
            return key


def draw_document(task, rng, held_out=False):
    """One document of SHORTEST to LONGEST tokens."""
    while True:
        document = Document(task)
        WRITERS[task](rng, document, held_out)
        if SHORTEST <= len(document.words) <= LONGEST:
            return document


def two(pool):
    return lambda rng: tuple(rng.sample(pool, 2))


def article(word):
    return "an" if word[0] in "aeiou" else "a"


# --- induction: a random list repeated, or random pairs asked again in another order ---------------------------------

def write_induction(rng, document, held_out):
    if rng.random() < 0.6:
        write_repeated_list(rng, document, held_out)
    else:
        write_recalled_pairs(rng, document, held_out)


def write_repeated_list(rng, document, held_out):
    first, second = draw_key(rng, document, held_out, two(w.CONTENT_WORDS))
    rest = [x for x in w.CONTENT_WORDS if x not in (first, second)]
    items = [first, second] + rng.sample(rest, rng.randint(2, 18))
    document.say(" ".join(items) + " .")
    for _ in range(rng.randint(1, LONGEST // (len(items) + 1) - 1)):
        document.say(items[0])
        for item in items[1:]:
            document.answer(item)
        document.say(".")


def write_recalled_pairs(rng, document, held_out):
    values = rng.sample(w.ADJECTIVES, rng.randint(4, 6))
    pairs, used = [], set()
    for value in values:
        noun, _ = draw_key(rng, document, held_out, lambda r: (r.choice(w.OBJECTS), value))
        if noun not in used:
            used.add(noun)
            pairs.append((noun, value))
    for noun, value in pairs:
        document.say(f"{noun} : {value} ,")
    document.words[-1] = "."
    for noun, value in rng.sample(pairs, len(pairs)):
        document.say(f"{noun} :")
        document.answer(value)
        document.say(",")
    document.words[-1] = "."


# --- ioi: who receives the object? the name that does not come again as the giver ------------------------------------

def write_ioi(rng, document, held_out):
    for _ in range(2):
        write_gift(rng, document, held_out)


def write_gift(rng, document, held_out):
    giver, receiver = draw_key(rng, document, held_out, two(w.NAMES))
    first, second = rng.sample([giver, receiver], 2)
    document.say(rng.choice(GIFT_OPENINGS).format(
        first=first, second=second, place=rng.choice(w.PLACES), place2=rng.choice(w.PLACES), going=rng.choice(w.GOING), time=rng.choice(w.TIMES),
        adjective=rng.choice(w.ADJECTIVES)))
    thing = rng.choice(w.OBJECTS)
    described = f"{rng.choice(w.ADJECTIVES)} {thing}" if rng.random() < 0.5 else thing
    determiner = rng.choice(["the", article(described)])
    document.say(f"{giver} {rng.choice(w.GIVING)} {determiner} {described} to")
    document.answer(receiver)
    document.say(".")


GIFT_OPENINGS = [
    "when {first} and {second} {going} to the {place} ,",
    "after {first} and {second} {going} to the {place} ,",
    "{time} {first} and {second} {going} to the {place} .",
    "{time} {first} met {second} near the {place} and",
    "{first} was at the {place} with {second} and",
    "while {first} and {second} were at the {place} ,",
    "{first} and {second} had a {adjective} day at the {place} .",
    "{time} {first} and {second} left the {place} and",
    "{first} saw {second} at the {adjective} {place} .",
    "the {adjective} friends {first} and {second} {going} from the {place} to the {place2} .",
]


# --- agreement: the verb agrees with its subject and not with the nearer noun ----------------------------------------

def write_agreement(rng, document, held_out):
    for _ in range(rng.randint(3, 4)):
        subject, other = draw_key(rng, document, held_out, two(w.PEOPLE + w.ANIMALS))
        rng.choice(AGREEMENT_SENTENCES)(rng, document, subject, other)


def noun_phrase(rng, noun, many):
    adjective = rng.choice(w.ADJECTIVES) + " " if rng.random() < 0.4 else ""
    return f"the {adjective}{w.plural(noun) if many else noun}"


def answer_verb(document, singular, plural, many):
    right, wrong = (plural, singular) if many else (singular, plural)
    document.answer(right, foil=wrong)


def answer_intransitive(rng, document, many):
    verb = rng.choice(w.INTRANSITIVE)
    answer_verb(document, w.third_person(verb), verb, many)
    document.say(rng.choice(w.ADVERBS) + " ." if rng.random() < 0.7 else ".")


def answer_copula(rng, document, many):
    answer_verb(document, *rng.choice(w.COPULAS), many)
    document.say(rng.choice(w.ADJECTIVES) + " .")


def say_beside(rng, document, subject, other):
    many = rng.random() < 0.5
    document.say(f"{noun_phrase(rng, subject, many)} {rng.choice(w.PREPOSITIONS)} {noun_phrase(rng, other, rng.random() < 0.5)}")
    rng.choice([answer_intransitive, answer_copula])(rng, document, many)


def say_relative(rng, document, subject, other):
    many, verb = rng.random() < 0.5, rng.choice(w.TRANSITIVE)
    document.say(f"{noun_phrase(rng, subject, many)} that")
    answer_verb(document, w.third_person(verb), verb, many)
    document.say(noun_phrase(rng, other, rng.random() < 0.5))
    rng.choice([answer_intransitive, answer_copula])(rng, document, many)


def say_object_relative(rng, document, subject, other):
    many, others, verb = rng.random() < 0.5, rng.random() < 0.5, rng.choice(w.TRANSITIVE)
    document.say(f"{noun_phrase(rng, subject, many)} that {noun_phrase(rng, other, others)}")
    answer_verb(document, w.third_person(verb), verb, others)
    rng.choice([answer_intransitive, answer_copula])(rng, document, many)


AGREEMENT_SENTENCES = [say_beside, say_relative, say_object_relative]


# --- sums: bare equations, and the same in words ---------------------------------------------------------------------

def write_sums(rng, document, held_out):
    if rng.random() < 0.6:
        for _ in range(rng.randint(4, 7)):
            left, right = draw_key(rng, document, held_out, draw_operands)
            document.say(f"{left} + {right} =")
            document.answer(str(int(left) + int(right)))
            document.say(".")
        return
    for _ in range(rng.randint(2, 3)):
        write_word_problem(rng, document, held_out)


def draw_operands(rng):
    return str(rng.randint(0, w.LARGEST_SUM // 2)), str(rng.randint(0, w.LARGEST_SUM // 2))


def write_word_problem(rng, document, held_out):
    left, right = draw_key(rng, document, held_out, draw_operands)
    (one, other), things = rng.sample(w.NAMES, 2), w.plural(rng.choice(w.OBJECTS))
    document.say(rng.choice(["{one} has {left} {things} and {other} has {right} . together they have",
                             "{one} had {left} {things} and found {right} more . now {one} has",
                             "there are {left} {things} here and {right} there . that makes"]).format(
        one=one, other=other, left=left, right=right, things=things))
    document.answer(str(int(left) + int(right)))
    document.say(f"{things} .")


# --- stories: a hero, a thing, a friend, a place; what came once comes again -----------------------------------------

def write_stories(rng, document, held_out):
    hero, thing = draw_key(rng, document, held_out, lambda r: (r.choice(w.NAMES), r.choice(w.OBJECTS)))
    friend = rng.choice([n for n in w.NAMES if n != hero])
    cast = {"hero": hero, "thing": thing, "friend": friend, "place": rng.choice(w.PLACES), "kind": rng.choice(w.PEOPLE + w.ANIMALS),
            "kind2": rng.choice(w.PEOPLE + w.ANIMALS), "time": rng.choice(w.TIMES), "verb": rng.choice(w.INTRANSITIVE),
            "going": rng.choice(w.GOING), "giving": rng.choice(w.GIVING), "adverb": rng.choice(w.ADVERBS)}
    cast |= dict(zip(("a1", "a2", "a3"), rng.sample(w.ADJECTIVES, 3)))
    for part in STORY_PARTS:
        say_with_answers(document, rng.choice(part), cast)


def say_with_answers(document, sentence, cast):
    """`{x}` says a word of the cast; `[x]` says one that the story has already settled."""
    for word in sentence.split():
        if word.startswith("["):
            document.answer(cast[word[1:-1]])
        else:
            document.say(word.format(**cast))


STORY_PARTS = [
    ["{hero} was a {a1} {kind} .", "there was once a {a1} {kind} named {hero} .", "{hero} the {a1} {kind} lived near the {place} .",
     "once a {a1} {kind} called {hero} lived here .", "everyone knew the {a1} {kind} {hero} ."],
    ["{time} [hero] found a {a2} {thing} at the {place} .", "one day [hero] lost a {a2} {thing} near the {place} .",
     "[hero] wanted to see the {a2} {thing} of {friend} .", "{time} [hero] made a {a2} {thing} from an old box .",
     "in the {place} [hero] saw a {a2} {thing} ."],
    ["a {a3} {kind2} wanted the {a2} [thing] .", "[hero] told {friend} about the {a2} [thing] .",
     "the {kind2} said , this {a2} [thing] is {a3} .", "[hero] hid the {a2} [thing] and {going} home {adverb} .", ""],
    ["so [hero] {giving} the {a2} [thing] to {friend} .", "but {friend} did not like the {a2} [thing] .",
     "then {friend} and [hero] looked at the {a2} [thing] together .", "{friend} helped [hero] and carried the {a2} [thing] home ."],
    ["the {a1} [kind] was {a3} .", "in the end the {a1} [kind] could {verb} again .", "that is the story of [hero] and the {a2} [thing] .",
     "from then on [hero] was never alone .", "and the {a1} [kind] kept the {a2} [thing] ."],
]


WRITERS = {"induction": write_induction, "ioi": write_ioi, "agreement": write_agreement, "sums": write_sums, "stories": write_stories}


# --- many documents --------------------------------------------------------------------------------------------------

def draw_documents(count, seed, mix, held_out=False):
    """`count` documents whose tasks follow the weights of `mix` {task: weight}."""
    rng = random.Random(f"documents|{seed}|{held_out}")
    tasks = rng.choices(list(mix), weights=list(mix.values()), k=count)
    return [draw_document(task, rng, held_out) for task in tasks]


def draw_prompts(per_task, seed, exclude=()):
    """Held-out documents, `per_task` of every task, all different and none with a text in `exclude`, shuffled."""
    rng = random.Random(f"prompts|{seed}")
    seen, documents = set(exclude), []
    for task in TASKS:
        taken = 0
        while taken < per_task:
            document = draw_document(task, rng, held_out=True)
            if document.text not in seen:
                seen.add(document.text)
                documents.append(document)
                taken += 1
    rng.shuffle(documents)
    return documents


def vocabulary(documents=60_000, seed=0):
    """All words that a large sample of both splits uses, commonest first, after the two special tokens."""
    mix = dict.fromkeys(TASKS, 1)
    counts = Counter()
    for held_out in (False, True):
        for document in draw_documents(documents // 2, seed, mix, held_out):
            counts.update(document.words)
    counts.update(w.NUMBERS)
    return [UNKNOWN, END] + sorted(counts, key=lambda word: (-counts[word], word))
