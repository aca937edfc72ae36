"""Importing from the browser: upload, job, workspace; and a table that is refused in the words of the command line."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from simlab.studies.workspace_health import workspace_health
from simlab.workspace import Workspace
from tests.browser.driver import PROJECT, environment

pytestmark = pytest.mark.browser
HEADER = "reference,a,b,choice,split"


def write_table(path: Path, *more: str) -> Path:
    rows = [
        f"r{n}.png,a{n % 4}.png,b{n % 3}.png,{'AB'[n % 2]},{('train', 'validation', 'test')[n % 3]}" for n in range(12)
    ]
    path.write_text("\n".join([HEADER, *rows, *more]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    names = [f"{letter}{number}" for letter, count in (("r", 12), ("a", 4), ("b", 3)) for number in range(count)]
    for number, name in enumerate(names):
        Image.new("RGB", (24, 24), (12 * number, 90, 160)).save(folder / f"{name}.png")
    return folder


def open_import(reader: Any) -> None:
    reader.open("/?workspace=material")
    reader.page.get_by_text("Import", exact=True).first.click()
    reader.page.wait_for_selector("input[aria-label='Name of the new workspace']")
    reader.settle()


def import_button(reader: Any) -> Any:
    return reader.page.get_by_role("button", name="Import", exact=True)


def test_a_table_is_uploaded_imported_and_opened(reader: Any, dashboard: Any, tmp_path: Path, pictures: Path) -> None:
    page = reader.page
    open_import(reader)
    page.get_by_label("Name of the new workspace").fill("pets")
    page.locator("input[type=file]").first.set_input_files(write_table(tmp_path / "answers.csv"))
    page.wait_for_selector("text=answers.csv")
    page.get_by_label("Images (optional): a folder, or a .zip of it: path").fill(str(pictures))
    import_button(reader).click()
    page.wait_for_selector("text=Import pets")
    page.wait_for_selector("h3:has-text('SimLab · pets')", timeout=60_000)
    reader.settle()
    assert page.get_by_text("Import pets").count() == 0, "a job that is done leaves the page"
    assert "workspace=pets" in page.url

    workspace = Workspace.open(dashboard.home / "workspaces" / "pets")
    assert workspace.images["width"].tolist() == [24] * 19
    shown = page.get_by_text("Data health").locator("xpath=ancestor::div[@data-testid='stColumn'][1]").inner_text()
    for row in workspace_health(workspace):
        if row.advice:
            assert f"{row.what}: {row.value} · {row.advice}" in shown
    assert page.locator("[data-testid=stMetric]", has_text="Images").inner_text().split() == ["Images", "19"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_refused_table_says_what_the_command_line_says(reader: Any, dashboard: Any, tmp_path: Path) -> None:
    page = reader.page
    bad = write_table(tmp_path / "bad.csv", "r1.png,a1.png,a1.png,A,train")
    open_import(reader)
    import_button(reader).click()
    page.wait_for_selector("text='' cannot be the name of a workspace")
    page.get_by_label("Name of the new workspace").fill("refused")
    page.get_by_label("Table: path").fill(str(bad))
    import_button(reader).click()
    page.wait_for_selector("text=Import refused · failed", timeout=60_000)
    reader.settle()

    done = subprocess.run(
        [sys.executable, "-m", "simlab", "import", "table", str(bad), "--out", str(tmp_path / "out")],
        cwd=PROJECT,
        env=environment(dashboard.home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    message = done.stderr.partition("simlab: ")[2].strip()
    assert "bad.csv: 1 of 13 rows" in message
    assert "(line 14)" in message
    panel = page.locator("[class*=st-key-job-]").first
    assert message in panel.inner_text()
    panel.get_by_text("Log", exact=True).click()
    page.wait_for_selector("text=reading the table")
    assert "Traceback" not in page.locator("body").inner_text()
    assert not (dashboard.home / "workspaces" / "refused").exists()
    panel.get_by_role("button", name="Dismiss").click()
    page.wait_for_selector("text=Import refused · failed", state="detached")
