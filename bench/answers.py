"""Full sets of answers, made from the instrument itself."""

from random import Random

from bening.assessment.editions.instrument_files import load
from bening.domain.answers import Answers, parse
from bening.domain.instrument import Choice, Index, Ratio


def full(seed: int = 1) -> Answers:
    random = Random(seed)
    answers = {}
    for question in load().questions.values():
        match question.scale:
            case Choice(options=options):
                given = random.choice(options).letter
            case Index():
                given = f"{random.uniform(2.5, 4):.2f}"
            case Ratio(inputs=inputs, numerator=numerator):
                given = {entry.key: random.randint(5, 20) for entry in inputs}
                given[numerator.keys[0]] = random.randint(0, 5)
        answers[question.id] = parse(question, given)
    return answers
