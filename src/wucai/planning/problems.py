"""What every problem shares: how nonsense is refused."""


class BadProblem(ValueError):
    """What was described is no problem that can be solved; the sentence names the id and the field, or the place in the file."""
