"""The pages' own layer, and the only one that knows Streamlit: state, cached data, panels, the drawing canvas."""
