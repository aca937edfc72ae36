"""Charts and tables as files: PNG and SVG of a Plotly chart, and CSV of what stands behind it."""

from simlab.dashboard.chart_files.csv_button import csv_button
from simlab.dashboard.chart_files.kept_chart import kept_chart
from simlab.dashboard.chart_files.pictures import picture_buttons

__all__ = ["csv_button", "kept_chart", "picture_buttons"]
