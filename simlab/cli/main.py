"""Where a command begins and ends: arguments in, exit status out, errors as messages."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simlab.cli.reporting import report_to
from simlab.errors import JobCancelled, SimLabError

if TYPE_CHECKING:
    from simlab.jobs import JobState


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; as a job when SIMLAB_JOB names a job's folder.

    Returns:
        0 done, 1 refused with a message on standard error, 2 wrong usage.
    """
    from simlab.cli.application import app

    parent = os.environ.pop("SIMLAB_PARENT", None)
    if parent:
        from simlab.child_process import end_with_parent

        end_with_parent(int(parent))
    job_folder = os.environ.pop("SIMLAB_JOB", None)
    recorder = None
    if job_folder:
        from simlab.jobs import JobRecorder

        recorder = JobRecorder(Path(job_folder))
        report_to(recorder)
    status, message = 0, ""
    state: JobState = "done"
    try:
        app(args=None if arguments is None else list(arguments))
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 1
        if status:
            state, message = "failed", "Wrong usage of the command line, or interrupted; see the log."
    except SimLabError as error:
        status, message = 1, str(error)
        state = "cancelled" if isinstance(error, JobCancelled) else "failed"
        _refuse(message)
    except OSError as error:
        status, state = 1, "failed"
        message = f"The system refused ({error}). Look at the path, its permissions, and the room on the disk."
        _refuse(message)
    except Exception as error:
        if recorder:
            recorder.finish("failed", f"An unexpected error ended this job: {error!r}. The log has the details.")
        raise
    if recorder:
        recorder.finish(state, message)
    return status


def _refuse(message: str) -> None:
    print(f"simlab: {message}", file=sys.stderr)
