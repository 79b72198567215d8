"""The command line: the verbs of `khabar.commands`, and the one place where an error becomes an exit code."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

# Ctrl-C while the modules are imported ends the process there and then: nobody could yet put it into words. It stays as
# it is where somebody has set it, and in a thread, where it may not be.
_OURS = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _OURS:
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_DFL)

try:
    import click
    from khabar import __version__
    from khabar.commands import asking, endpoint, loading, looking, push, removing
    from khabar.commands.printing import counted, problem_lines, safe
    from khabar.errors import KhabarError, ProblemsError
except ModuleNotFoundError as missing:
    sys.exit(f"khabar is not installed here, or not whole: {missing}; run: pip install -e .")
finally:
    if _OURS:
        with suppress(ValueError):
            signal.signal(signal.SIGINT, signal.default_int_handler)

__all__ = ["cli", "main"]

VERBS = (
    loading.init,
    loading.demo,
    loading.check,
    loading.load,
    removing.remove,
    loading.validate,
    asking.query,
    asking.sparql,
    asking.export,
    asking.stats,
    push.diff,
    push.push,
    endpoint.endpoint,
    looking.config,
    looking.doctor,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="khabar")
def cli() -> None:
    """khabar: who says that what happened.

    Facts of news articles as linked data, with every speaker, hedge and quotation kept.

    \b
    Exit codes: 0 done; 1 ran, and found problems; 2 usage, missing file, bad configuration;
    3 input that cannot be read; 4 store; 5 a bug of khabar's; 130 interrupted.
    """


for verb in VERBS:
    cli.add_command(verb)


def main() -> None:
    """Run the command line; the one place where an error becomes a message and an exit code."""
    code = _run()
    # The engine cannot be told to stop a query; leaving in good order would mean to wait for it.
    if "khabar.queries" in sys.modules and sys.modules["khabar.queries"].is_given_up():
        sys.stdout.flush()
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "interrupted; every article in the store is whole, as it was before or as its new sheet has it", err=True
        )
        return 130
    except KhabarError as e:
        click.echo(_failure(e), err=True)
        return e.exit_code
    except (BrokenPipeError, SystemExit):
        # Whoever read the pipe has what they wanted (click makes a SystemExit of that and, with standalone_mode off, of
        # nothing else), and Python must not complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as e:
        if os.environ.get("KHABAR_DEBUG"):
            raise
        message, code = _unexpected(e)
        click.echo(message, err=True)
        return code


def _failure(error: KhabarError) -> str:
    if isinstance(error, ProblemsError):
        return f"{problem_lines(error.problems)}\n{counted(error.problems)}; nothing was changed"
    return f"Error: {safe(str(error))}"


def _unexpected(error: Exception) -> tuple[str, int]:
    """Tell what the system refused from what is a bug of ours."""
    if isinstance(error, OSError):
        return f"Error: {error.filename or 'the output'}: {error.strerror}", 2
    if isinstance(error, ModuleNotFoundError):
        return f"Error: {error}; reinstall khabar\n  khabar doctor looks for what is missing", 2
    if isinstance(error, UnicodeEncodeError):
        return "Error: an argument, a setting or the output holds what is not UTF-8; try PYTHONUTF8=1", 2
    return f"Error: a bug of khabar's: {type(error).__name__}: {error}\n  KHABAR_DEBUG=1 shows where", 5


if __name__ == "__main__":
    main()
