"""Celery: what arrived half-way and was left lying is swept away."""

from celery import shared_task

from evaluation.declarations.resuming import sweep


@shared_task(name="tasks.sweep_uploads")
def sweep_uploads() -> int:
    """Take away uploads nobody went on with for a day; how many. Safe to run twice."""
    return sweep()
