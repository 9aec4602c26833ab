"""`pytest` in this folder: the generator repeats itself, and its two splits share nothing."""
import random

import pytest

import corpus


def documents_of(task, held_out, count=400):
    rng = random.Random(5)
    return [corpus.draw_document(task, rng, held_out) for _ in range(count)]


@pytest.mark.parametrize("task", corpus.TASKS)
def test_same_seed_same_documents(task):
    assert [d.words for d in documents_of(task, False)] == [d.words for d in documents_of(task, False)]


@pytest.mark.parametrize("task", corpus.TASKS)
def test_splits_share_no_key(task):
    training = {key for d in documents_of(task, False) for key in d.keys}
    held_out = {key for d in documents_of(task, True) for key in d.keys}
    assert training and held_out and not training & held_out


@pytest.mark.parametrize("task", corpus.TASKS)
def test_answers_point_inside_and_length_is_bounded(task):
    for document in documents_of(task, True):
        assert corpus.SHORTEST <= len(document.words) <= corpus.LONGEST
        assert document.answers and all(0 < a.index < len(document.words) for a in document.answers)


def test_sums_are_right():
    for document in documents_of("sums", True):
        assert [int(document.words[a.index]) for a in document.answers] == [int(a) + int(b) for a, b in original_operands(document)]


def original_operands(document):
    """The operands in the order of the text: the two numbers before each answer."""
    found, numbers = [], [(i, x) for i, x in enumerate(document.words) if x.isdigit()]
    for answer in document.answers:
        before = [x for i, x in numbers if i < answer.index]
        found.append(before[-2:])
    return found


def test_prompts_differ_and_are_balanced():
    drawn = corpus.draw_prompts(20, seed=3)
    assert len({d.text for d in drawn}) == len(drawn)
    assert {task: sum(d.task == task for d in drawn) for task in corpus.TASKS} == dict.fromkeys(corpus.TASKS, 20)
