"""The report on a design: one page of HTML that needs no network and prints.

`design_report` gathers the facts, `report_html` writes the page.
"""

from simlab.studies.design_report.facts import DesignReport
from simlab.studies.design_report.gathering import design_report
from simlab.studies.design_report.page import report_html

__all__ = ["DesignReport", "design_report", "report_html"]
