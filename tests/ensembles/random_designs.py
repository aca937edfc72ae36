"""Regions and rules that hypothesis draws."""

from hypothesis import strategies as st

from simlab.ensembles import BEST, Region, Rule, one_model, vote_of

_finite = st.floats(-1e100, 1e100)
_models = st.sampled_from(["m", "n", "o", "p"])
_weight_lists = st.lists(st.tuples(_models, st.floats(0, 1e100)), min_size=1, unique_by=lambda pair: pair[0])
rules = st.one_of(
    _models.map(one_model),
    st.lists(_models, min_size=1, unique=True).map(vote_of),
    st.just(BEST),
    _weight_lists.filter(lambda weights: sum(w for _, w in weights) > 0).map(
        lambda weights: Rule("weights", tuple(weights))
    ),
)
regions = st.builds(
    Region,
    name=st.text(min_size=1, max_size=80).filter(str.strip),
    points=st.lists(st.tuples(_finite, _finite), min_size=3, max_size=8).map(tuple),
    rule=rules,
    color=st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True),
    note=st.text(max_size=20),
)
