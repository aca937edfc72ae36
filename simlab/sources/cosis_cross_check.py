"""CoSIS is published twice, as text and as arrays: where the two differ, and what repeats or contradicts itself."""

import numpy as np
import pandas as pd
from jaxtyping import Bool

from simlab.sources.cosis_labels import PAIRS


def align(triples: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """`triples` with the row of the published array beside each, where it has one.

    The arrays hold the same triples in the same order, but lack those at the beginning of most files; a row that
    asks another question than its counterpart counts as missing.

    Args:
        triples: `read_txt_triples`.
        published: `read_npy_triples` of the same file.

    Returns:
        `triples` and the columns `in_published_arrays` (bool), `nearer_is_a`, `class_a`, `class_b` (Int64, null where
        the array has no row).
    """
    offset = len(triples) - len(published)
    beside = published.set_axis(np.arange(offset, len(triples))).reindex(triples.index).astype("Int64")
    same_order = (beside["cand1"] == triples["nearer"]) & (beside["cand2"] == triples["farther"])
    other_order = (beside["cand1"] == triples["farther"]) & (beside["cand2"] == triples["nearer"])
    same = ((beside["reference"] == triples["reference"]) & (same_order | other_order)).fillna(False).astype(bool)
    return triples.assign(
        in_published_arrays=same,
        nearer_is_a=same_order.astype("Int64").where(same),
        class_a=beside["class1"].where(same),
        class_b=beside["class2"].where(same),
        says_a=(beside["order"] == 0).astype("Int64").where(same),
    )


def check_row(
    file: str, aligned: pd.DataFrame, n_published: int, held_out: Bool[np.ndarray, " t"]
) -> dict[str, object]:
    """One line of the report.

    Args:
        file: the name of the file, without suffix.
        aligned: `align`.
        n_published: rows of the array.
        held_out: which triples are held out of their cluster.
    """
    both = aligned[aligned["in_published_arrays"]]
    forward = both["nearer_is_a"] == 1
    wrong = (both["class_a"] != both["class_nearer"].where(forward, both["class_farther"])) | (
        both["class_b"] != both["class_farther"].where(forward, both["class_nearer"])
    )
    low = np.minimum(aligned["nearer"], aligned["farther"])
    high = np.maximum(aligned["nearer"], aligned["farther"])
    question = aligned.groupby([aligned["reference"], low, high])
    sizes, answers = question.size(), question["nearer"].nunique()
    parts = pd.Series(held_out, index=aligned.index).groupby(question.ngroup()).nunique()
    return {
        "file": file,
        "rows": int(aligned["row"].nunique()),
        "triples": len(aligned),
        "references": int(aligned["reference"].nunique()),
        "triples in npy": n_published,
        "missing in npy": int((~aligned["in_published_arrays"]).sum()),
        "choices agree": int((both["says_a"] == both["nearer_is_a"]).sum()),
        **{
            f"classes differ ({i + 1},{j + 1})": int((wrong & (both["pair"] == pair)).sum())
            for pair, (i, j) in enumerate(PAIRS)
        },
        "equal classes": int((aligned["class_nearer"] == aligned["class_farther"]).sum()),
        "repeated questions": int((sizes > 1).sum()),
        "contradictory": int((answers > 1).sum()),
        "trained on and held out": int((parts > 1).sum()),
        "A is closer in npy": f"{both['nearer_is_a'].mean():.1%}" if len(both) else "none",
    }
