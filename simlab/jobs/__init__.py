"""Long work in a process of its own: progress with remaining time, log, cancel, resume."""

from simlab.jobs.job import Job, JobState, find_job, list_jobs, require_idle
from simlab.jobs.launcher import resume_job, start_job
from simlab.jobs.recorder import JobRecorder
from simlab.jobs.snapshot import ProgressSnapshot

__all__ = [
    "Job",
    "JobRecorder",
    "JobState",
    "ProgressSnapshot",
    "find_job",
    "list_jobs",
    "require_idle",
    "resume_job",
    "start_job",
]
