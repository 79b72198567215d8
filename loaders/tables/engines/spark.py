"""Run the unit of work under Spark. Needs the extra ``khabar[spark]``, and Java.

Tasks go out in waves of a few for each core: Spark would hold the inputs of a job until its end. A task whose Python
process was killed is run again by Spark, up to four times, which on one machine has to be asked for.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, TypeVar

from ....errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Spark", "spark"]

Given = TypeVar("Given")
Made = TypeVar("Made")

_TRIES = 4
_AHEAD = 4
_PATIENCE = 20
_FIRST = 32
_BYTES = 512 << 20  # of a wave; Spark's own limit for results (spark.driver.maxResultSize) is twice that
_SETTINGS = {
    "spark.app.name": "khabar",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}


@dataclass(frozen=True, slots=True)
class Spark:
    """A Spark session."""

    session: Any

    def each(self, work: Callable[[Given], Made], inputs: Iterable[Given]) -> Iterator[Made]:
        """Give the results in the order of the inputs; raises StoreError where Spark gives the work up."""
        most = _AHEAD * self.session.sparkContext.defaultParallelism
        rest, size = iter(inputs), min(most, _FIRST)
        while wave := [pickle.dumps(given) for given in islice(rest, size)]:
            made = self._made(work, wave)
            yield from (pickle.loads(one) for one in made)  # noqa: S301 - our own workers made it
            # Workers that share no files with this machine get and give megabytes, any other a few words.
            size = max(1, min(most, _BYTES // max(map(len, (*wave, *made)))))

    def _made(self, work: Callable[[Given], Made], wave: list[bytes]) -> list[bytes]:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        rows = list(enumerate(wave))
        try:
            with _quiet():
                # A partition for each, so that each is a task.
                spread = self.session.sparkContext.parallelize(rows, len(rows))
                table = self.session.createDataFrame(spread, "number int, given binary")
                found = table.mapInArrow(_worker(work), "number int, made binary").collect()
        except (PySparkException, Py4JError) as e:
            raise StoreError(f"Spark has given the work up: {_cause(str(e))}\n  go on with --resume") from e
        made = {row.number: bytes(row.made) for row in found}
        return [made[number] for number in range(len(rows))]


def _worker(work: Callable[[Any], Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Give the function that Spark calls on its batches, in the processes of its executors."""

    def over(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            made = [pickle.dumps(work(pickle.loads(given))) for given in batch.column(1).to_pylist()]  # noqa: S301
            yield pa.RecordBatch.from_arrays([batch.column(0), pa.array(made, pa.binary())], ["number", "made"])

    return over


@contextmanager
def spark(master: str, jobs: int) -> Iterator[Spark]:
    """Give the Spark of a master, such as ``spark://host:7077`` or ``yarn``; without one, of this machine.

    A session that is there already is used, and stays. Raises UsageError where Spark or Java is missing, StoreError
    where no session can be had.
    """
    session_class, errors = _pyspark()
    there = session_class.getActiveSession()
    if there is not None:
        yield Spark(there)
        return
    _prepare(local=not master or master.startswith("local"))
    place = master or f"local[{jobs},{_TRIES}]"
    with tempfile.TemporaryFile() as said, _held_back() as breaks:
        try:
            with _quiet():
                session = _begin(place, said)
        except errors as e:
            told = _last_words(said) if "JAVA_GATEWAY_EXITED" in str(e) else str(e)
            raise StoreError(
                f"{master or 'Spark'}: does not start: {_cause(told)}\n  is there a Java 17 or later?"
            ) from e
    try:
        _heed(breaks)
        yield Spark(session)
    except KeyboardInterrupt:
        _break_off()
        raise
    finally:
        with _quiet(), suppress(*errors):
            session.stop()


def _last_words(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode("utf-8", "replace")


def _heed(breaks: list[int]) -> None:
    if breaks:
        raise KeyboardInterrupt


def _begin(master: str, said: IO[bytes]) -> Any:  # noqa: ANN401
    """Give a session, in a Java that says nothing to the user: its lines go into a file, for when it does not start."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    conf = SparkConf().setMaster(master).setAll(list(_SETTINGS.items()))
    # Java outlives a session, and a process has one.
    java = SparkContext._gateway or launch_gateway(conf, {"stdout": said, "stderr": said})  # noqa: SLF001
    return SparkSession(SparkContext(conf=conf, gateway=java))


def _break_off() -> None:
    """End Java in the midst of what it was asked: it does when its input does, and its workers with it."""
    from pyspark import SparkContext

    java = SparkContext._gateway  # noqa: SLF001
    if java and getattr(java, "proc", None):
        java.proc.stdin.close()
        try:
            java.proc.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            java.proc.kill()
        SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001


@contextmanager
def _held_back() -> Iterator[list[int]]:
    """Hold Ctrl-C back, and tell of it: a Java that is left while it starts would live for ever."""
    breaks: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield breaks
        return
    before = signal.signal(signal.SIGINT, lambda number, _: breaks.append(number))
    try:
        yield breaks
    finally:
        # Spark has put a handler of its own in, which asks Java in the midst of another question.
        signal.signal(signal.SIGINT, before)


def _pyspark() -> tuple[Any, tuple[type[Exception], ...]]:
    try:
        with _quiet():
            from py4j.protocol import Py4JError
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
            from pyspark.sql.pandas.utils import require_minimum_pandas_version, require_minimum_pyarrow_version

            require_minimum_pandas_version()
            require_minimum_pyarrow_version()
    except ImportError:
        raise UsageError("the engine spark is not installed\n  pip install 'khabar[spark]'") from None
    return SparkSession, (Py4JError, PySparkException, RuntimeError, OSError)


def _prepare(*, local: bool) -> None:
    """Have workers of this machine run the same Python, and nothing listen to the network."""
    if local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the user what Spark says of other libraries' versions, and of Java when it has gone."""
    log = logging.getLogger("py4j")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    logging.root.addFilter(_is_no_break)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            warnings.filterwarnings("ignore", "Unable to cleanly shutdown", RuntimeWarning)
            yield
    finally:
        logging.root.removeFilter(_is_no_break)
        log.setLevel(before)


def _is_no_break(record: logging.LogRecord) -> bool:
    # Whoever has pressed Ctrl-C knows.
    return not str(record.msg).startswith("KeyboardInterrupt while sending")


def _cause(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = next((line for line in lines if "exited" in line or "Error" in line), lines[0] if lines else "")
    # What Java puts before the cause says where in Spark it was, and no more.
    return told.rpartition("Exception: ")[2].partition(" Consider setting")[0]
