"""NDJSON: a page a line in, an answer a line out, in order, with few of them held; helpers clean some where they are free."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from page_cleaner.web.answers import encode
from page_cleaner.web.jobs import Job, json_value, object_job, own_members
from page_cleaner.web.problems import Problem, of_fault
from page_cleaner.web.siblings import Siblings

MEDIA_TYPE = "application/x-ndjson"
#: Other names under which NDJSON is sent and asked for.
NAMES = (MEDIA_TYPE, "application/ndjson", "application/jsonl", "application/x-jsonlines")

#: Lines that are there are answered together, in lots of at least so many bytes: a lot for a helper is worth its way.
_LOT = 128 * 1024
#: Nothing more is read while lots of so many bytes wait for their answers or for those before them.
_AHEAD = 2 * 1024 * 1024

Clean = Callable[[Job], dict[str, Any]]


@dataclass(slots=True)
class Tally:
    """What has been answered so far: lines, the problems among them by kind, bytes; whether the body came to its end."""

    lines: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    size: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds for every line of a batch.

    ``id`` is the request's in the log; ``options`` and ``url`` are those of the query; ``limit`` is the longest line in bytes.
    """

    id: str
    options: Mapping[str, Any]
    url: str | None
    limit: int

    def answer(self, number: int, line: bytes | int, clean: Clean) -> tuple[bytes, str | None]:
        """The answer to a line, which is its size where it is over the limit, and the kind of problem that it is, if one."""
        own: dict[str, Any] = {}
        try:
            if isinstance(line, int):
                detail = f"The line has {line} bytes, and the limit is {self.limit}. Send less, or raise CLEAN_BATCH_LINE_LIMIT."
                raise Problem("line-too-large", detail, limit=self.limit, actual=line)  # noqa: TRY301
            value = json_value(line, "line")
            own = own_members(value)
            answer = own | clean(object_job(value, self.options, self.url, "line"))
        except Exception as error:  # noqa: BLE001 - a fault over one line must not cost the others theirs
            problem = error if isinstance(error, Problem) else of_fault(error, self.id)
            return _written({"line": number, **own, **problem.value()}), problem.kind
        return _written({"line": number, **answer}), None


@dataclass(slots=True)
class Answered:
    """Answers to the first lines of a lot: how many, as they are sent, and the kinds of the problems among them."""

    lines: int = 0
    sent: bytearray = field(default_factory=bytearray)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Errand:
    """Numbered lines of a batch, to be answered by whoever has time."""

    asked: Asked
    lines: list[tuple[int, bytes | int]]

    def run(self, clean: Clean, go_on: Callable[[], bool] = lambda: True) -> Answered:
        """Answer the lines while ``go_on`` says so."""
        answered = Answered()
        for number, line in self.lines:
            if not go_on():
                break
            sent, problem = self.asked.answer(number, line, clean)
            answered.lines += 1
            answered.sent += sent
            if problem:
                answered.problems.append(problem)
        return answered


class Lot:
    """Lines that are answered together, by whoever takes them first."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._taken = asked, Lock()
        self.lines: list[tuple[int, bytes | int]] = []
        """Those that are not answered yet."""
        self.size = 0
        self.answered = Answered()

    def add(self, number: int, line: bytes | int) -> None:
        """Add a line."""
        self.lines.append((number, line))
        self.size += 0 if isinstance(line, int) else len(line)

    def take(self, *, wait: bool = False) -> bool:
        """Have it for oneself, if need be once another is done with it; whether there is anything left to do."""
        if not self._taken.acquire(blocking=wait):
            return False
        if not self.lines:
            self._taken.release()
        return bool(self.lines)

    def errand(self) -> Errand:
        """What is to be done."""
        return Errand(self._asked, self.lines)

    def settle(self, done: Answered | None) -> bool:
        """Take answers; whether there are any."""
        if not done or not done.lines:
            return False
        self.answered.lines += done.lines
        self.answered.sent += done.sent
        self.answered.problems += done.problems
        self.lines = self.lines[done.lines :]
        return True

    def put_back(self) -> None:
        """Let others have it."""
        self._taken.release()


@dataclass(frozen=True, slots=True)
class Batch:
    """How the lines of a batch are answered: ``clean`` gives the answer to a job and raises Problem, ``siblings`` may help."""

    asked: Asked
    clean: Clean
    siblings: Siblings = field(default_factory=Siblings)

    def answers(
        self, arriving: Iterable[list[bytes | int]], tally: Tally, ready: Callable[[], bool] = lambda: False
    ) -> Iterator[bytes]:
        """An answer for every line that is not blank, as they are cleaned; ``tally`` is kept up to date.

        ``arriving`` are lists of lines, each as bytes without its line feed, or the size of one over the limit; ``ready`` says whether
        the next list is there, so that nothing waits for it while there are lines to answer. Where they break off, the last answer
        says so.
        """
        lots = self._lots(arriving, tally, ready)
        held: deque[Lot] = deque()
        more = True
        try:
            while True:
                while more and (not held or (self._room(held) and ready())):
                    lot = next(lots, None)
                    if lot is None:
                        more = False
                        break
                    if held:
                        self.siblings.offer(lot)
                    held.append(lot)
                if not held:
                    return
                self._work(held)
                while held and not held[0].lines:
                    yield self._sent(held.popleft().answered, tally)
        finally:
            for lot in held:
                lot.lines = []  # nobody is there who would read the answers

    def _room(self, held: deque[Lot]) -> bool:
        return len(held) <= 3 * self.siblings.count and sum(lot.size for lot in held) < _AHEAD

    def _work(self, held: deque[Lot]) -> None:
        """Answer the first lot that nobody has taken; where all are taken, wait for the first, and answer what is left of it."""
        lot = next((lot for lot in held if lot.take()), None)
        if lot is None:
            lot = held[0]
            if not lot.take(wait=True):
                return
        lot.settle(lot.errand().run(self.clean))
        lot.put_back()

    def _sent(self, answered: Answered, tally: Tally) -> bytes:
        tally.lines += answered.lines
        tally.problems.update(answered.problems)
        tally.size += len(answered.sent)
        return bytes(answered.sent)

    def _lots(self, arriving: Iterable[list[bytes | int]], tally: Tally, ready: Callable[[], bool]) -> Iterator[Lot]:
        """The lines in lots, those together that are there; a problem that breaks them off is the last one, answered."""
        number, lot, is_empty = 0, Lot(self.asked), True
        try:
            for lines in arriving:
                for number, line in enumerate(lines, number + 1):  # noqa: B020 - it counts on
                    if isinstance(line, int) or line.strip():
                        lot.add(number, line)
                        is_empty = False
                if lot.lines and (lot.size >= _LOT or not ready()):
                    yield lot
                    lot = Lot(self.asked)
            tally.whole = True
            if is_empty:
                raise Problem("empty-body", "The batch has no line.")  # noqa: TRY301
        except Problem as problem:
            broken = Lot(self.asked)
            last = _written({"line": number + 1, **problem.value()})
            broken.settle(Answered(1, bytearray(last), [problem.kind]))
            if lot.lines:
                yield lot
            yield broken
            return
        if lot.lines:
            yield lot


def _written(answer: dict[str, Any]) -> bytes:
    return encode(answer) + b"\n"
