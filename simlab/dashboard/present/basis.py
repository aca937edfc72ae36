"""The last step: what the figures stand on, and what was looked at before."""

from simlab.dashboard.present.step import Behind, Statement, Statements, Step
from simlab.dashboard.present.words import questions_text
from simlab.evaluation.wording import accuracy_text
from simlab.studies.designs.presented import PresentedDesign


def basis_step(shown: PresentedDesign, behind: Behind) -> Step:
    """How far the figures can be trusted."""
    parts = []
    if behind.synthetic:
        parts.append(Statement("Synthetic data", "Pictures and answers were made by a program.", "synthetic"))
    drawn = "The regions were drawn while looking at these very answers, so the figures may flatter them."
    parts.append(Statement("Drawn in sample", f"{drawn} {how_judged(shown)}".strip()))
    parts.append(Statement("Check", _check_text(behind)))
    parts.append(_test(behind))
    return Step(
        "basis",
        "How far can these figures be trusted?",
        (),
        Statements(tuple(parts)),
        small=(behind.map_text, behind.state_text),
    )


def _check_text(behind: Behind) -> str:
    if behind.check_share is None:
        return "No pictures are kept out of sight of whoever draws."
    kept = f"{100 * behind.check_share:.0f} % of the pictures are kept out of sight of whoever draws"
    if behind.check is None:
        return f"{kept}. Their figure has not been asked for; Regions shows it on request."
    return f"{kept}. On them: {accuracy_text(behind.check)}; {questions_text(behind.check)}."


def _test(behind: Behind) -> Statement:
    recorded = "; ".join(f"{time}: {reason}" for time, reason in behind.reveals)
    if behind.test is not None:
        said = f"{accuracy_text(behind.test)}; {questions_text(behind.test)}. Looked at: {recorded}."
        return Statement("Test revealed", said, "test")
    if behind.reveals:
        said = f"Test pictures were looked at for another state of this design ({recorded}), not for this one."
        return Statement("Edited after a test reveal", said, "test")
    return Statement("Test", "The test pictures have not been looked at; they report once, when the design is done.")


def how_judged(shown: PresentedDesign) -> str:
    """That figures are of fits which had not seen the answers, where that is so; else nothing."""
    if not shown.cross_fitted:
        return ""
    return (
        "Where a model was chosen from answers, each picture is judged by a choice made without it (cross-validated)."
    )
