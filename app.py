"""SimLab's dashboard: `make run`, or `streamlit run app.py`."""

import streamlit as st

from simlab.dashboard.entry import note_app, settle_memory
from simlab.dashboard.icon import ICON
from simlab.dashboard.sidebar import show_sidebar
from simlab.dashboard.state import is_demo_current


def main() -> None:
    """Run once per interaction, with the page that is open; whoever first comes to the demo begins on Explore."""
    just_came = note_app()
    st.set_page_config(page_title="SimLab", page_icon=ICON, layout="wide")
    page = st.navigation(
        [
            st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
            st.Page("pages/explore.py", title="Explore", icon=":material/scatter_plot:"),
            st.Page("pages/regions.py", title="Regions", icon=":material/polyline:"),
            st.Page("pages/compare.py", title="Compare", icon=":material/leaderboard:"),
            st.Page("pages/retrieval.py", title="Retrieval", icon=":material/image_search:"),
            st.Page("pages/training.py", title="Training", icon=":material/model_training:"),
            st.Page("pages/present.py", title="Present", icon=":material/slideshow:", visibility="hidden"),
        ]
    )
    if just_came and page.title == "Home" and is_demo_current():
        st.switch_page("pages/explore.py")
    show_sidebar()
    page.run()
    settle_memory()


if __name__ == "__main__":  # a process that is spawned from the server's imports this file, and must not run it
    main()
