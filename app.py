"""SimLab's dashboard: `make run`, or `streamlit run app.py`."""

import streamlit as st

from simlab.dashboard.entry import note_app, settle_memory
from simlab.dashboard.icon import ICON
from simlab.dashboard.sidebar import show_sidebar

note_app()
st.set_page_config(page_title="SimLab", page_icon=ICON, layout="wide")
page = st.navigation(
    [
        st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
        st.Page("pages/explore.py", title="Explore", icon=":material/scatter_plot:"),
        st.Page("pages/regions.py", title="Regions", icon=":material/polyline:"),
    ]
)
show_sidebar()
page.run()
settle_memory()
