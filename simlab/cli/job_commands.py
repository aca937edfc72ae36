"""`simlab jobs list|cancel|resume|log`."""

import time
from typing import Annotated

import typer

from simlab.cli.reporting import print_table, say

app = typer.Typer(help="Long work that was started from a page.", no_args_is_help=True)
JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="The id, as `simlab jobs list` shows it.")]


@app.command("list")
def list_all() -> None:
    """All jobs of this user, newest first."""
    from simlab.jobs import list_jobs

    rows = []
    for job in list_jobs():
        snapshot = job.snapshot
        share = f"{snapshot.share:.0%}" if snapshot and snapshot.share is not None else ""
        started = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.created))
        rows.append([job.id, job.title, job.state, snapshot.stage if snapshot else "", share, started])
    print_table("Jobs", ["id", "what", "state", "stage", "done", "started"], rows)


@app.command("cancel")
def cancel(job_id: JobArgument) -> None:
    """Ask a job to stop; what it has done so far can be resumed."""
    from simlab.jobs import find_job

    find_job(job_id).cancel()
    say(f"Asked {job_id} to stop.")


@app.command("resume")
def resume(job_id: JobArgument) -> None:
    """Run a job that ended again; it goes on where it was."""
    from simlab.jobs import find_job, resume_job

    resume_job(find_job(job_id))
    say(f"Resumed {job_id}.")


@app.command("log")
def log(job_id: JobArgument) -> None:
    """The end of a job's log."""
    from simlab.jobs import find_job

    typer.echo(find_job(job_id).log())
