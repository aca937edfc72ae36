"""The page: the figures of the program word for word, nothing fetched, nothing run, no text that becomes markup."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

from simlab.ensembles.rules import BEST, CREDIBILITY
from simlab.evaluation.wording import accuracy_text, counts_text, difference_text, percent
from simlab.maps import fit_map
from simlab.studies.design_report import design_report, report_html
from simlab.studies.designs.named import create_design, save_step
from simlab.studies.designs.versions import save_version
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace.check_set import CheckSet, keep_check_set

MADE = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
NASTY = "</style><script>alert('x')</script><img src=x onerror=alert(1)>{{ 7*7 }}"


class Page(HTMLParser):
    """What a browser would find: tags with their attributes, and the text that people read."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._text: list[str] = []
        self._style = 0
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style -= tag == "style"
        if tag in ("td", "th", "dt"):
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._style:
            self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_figures_stand_there_word_for_word(study, named):
    report = design_report(study, "two")
    text = Page(report_html(study, "two")).text
    accuracy = evaluate_ensemble(study, "design", "validation", design="two").estimate
    assert f"Validation {accuracy_text(accuracy)} in-sample drawing" in text
    assert counts_text(accuracy.n_triples, accuracy.n_references) in text
    for row in report.board.scored:
        assert f"{row.label} {accuracy_text(row.estimate)}" in text
    for label, difference in report.rivals:
        assert f"{label} {difference_text(difference)}" in text
    for region in report.regions[:2]:
        assert accuracy_text(region.accuracy) in text
        assert difference_text(region.gain) in text
        for model, estimate in region.models.items():
            assert f"{model} {accuracy_text(estimate)}" in text
    for fingerprint in (named.design.fingerprint, report.reference_map.fingerprint, study.triples_fingerprint):
        assert fingerprint in text
    for entry in study.models():
        assert study.embedding(entry.name).sidecar.fingerprint in text
    assert "SYNTHETIC DATA" in text
    assert "made for tests" in text
    assert "Licence unknown" in text


def test_rules_that_choose_show_what_never_saw_the_reference(study, named):
    evidence = replace(named.design, fallback=CREDIBILITY).changed("west", lambda region: replace(region, rule=BEST))
    save_step(study, named, evidence, "let rules choose")
    result = evaluate_ensemble(study, "design", "validation", design="two")
    text = Page(report_html(study, "two")).text
    said = f"in-sample drawing, rules cross-fitted (in-sample: {percent(result.estimate.value)})"
    assert f"Validation {accuracy_text(result.cross_fitted)} {said}" in text
    row = f"design two {accuracy_text(result.cross_fitted)} this design"
    assert f"{row} in-sample drawing, cross-fitted; in-sample {percent(result.estimate.value)}" in text
    assert "best on validation: west-model" in text
    assert "Cross-fitted, because a rule chooses from answers." in text


def test_examples_show_what_people_and_the_ensemble_chose(study, named):
    examples = [example for region in design_report(study, "two").regions for example in region.examples]
    page = Page(report_html(study, "two"))
    assert [figure.get("class") for figure in page.of("figure")].count("chosen") == len(examples) == 4
    for example in examples:
        mark = "✓" if example.right else "✗"
        assert f"{example.answer} {mark}" in page.text
        assert (
            f"people: {example.choice} {example.votes[0]} : {example.votes[1]} · ensemble: {example.answer} {mark}"
            in page.text
        )


def test_equal_facts_give_an_equal_page(study, named):
    assert report_html(study, "two", made=MADE) == report_html(study, "two", made=MADE)
    assert "Report made on 2026-01-02 03:04 UTC." in Page(report_html(study, "two", made=MADE)).text


def test_it_fetches_and_runs_nothing(study, named):
    content = report_html(study, "two")
    page = Page(content)
    assert not {"script", "link", "iframe", "object", "embed", "base", "form", "a"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "srcset", "action", "poster"):
            assert attributes.get(name, "data:").startswith("data:"), (tag, name)
    assert not re.search(rb"@import|url\s*\(", content)
    (policy,) = [meta["content"] for meta in page.of("meta") if "http-equiv" in meta]
    assert policy.startswith("default-src 'none'; img-src data:;")


def test_people_who_do_not_see_it_can_read_it(study, named):
    page = Page(report_html(study, "two"))
    assert page.of("html") == [{"lang": "en"}]
    assert len(page.of("h1")) == 1
    assert all(image["alt"] for image in page.of("img"))
    assert all(head.get("scope") in ("row", "col") for head in page.of("th"))
    maps = [svg for svg in page.of("svg") if svg.get("role") == "img"]
    assert len(maps) == 2
    assert all("2 numbered regions" in svg["aria-label"] for svg in maps)
    bars = [svg for svg in page.of("svg") if svg.get("class") == "bar"]
    assert bars
    assert all(svg["aria-hidden"] == "true" for svg in bars)


def test_text_of_users_is_never_markup(study, named):
    plain = Page(report_html(study, "two"))
    design = named.design.changed("west", lambda region: replace(region, name=NASTY[:80], note=NASTY))
    moved = save_step(study, named, design, NASTY)
    save_version(study, moved, "v1", author=NASTY[:80], comment=NASTY)
    study.change_manifest(lambda manifest: replace(manifest, name=NASTY, provenance=NASTY, license=NASTY))
    evaluate_ensemble(study, "design", "test", design="two", reveal=NASTY)
    content = report_html(study, "two", "v1")
    page = Page(content)
    assert "script" not in {tag for tag, _ in page.tags}
    assert len(page.of("style")) == len(plain.of("style"))
    assert len(page.of("img")) == len(plain.of("img"))
    assert page.text.count(NASTY) >= 6
    assert b"<script" not in content


def test_without_a_reveal_there_is_no_test_figure(study, named):
    text = Page(report_html(study, "two")).text
    assert "The test figure of this design is closed: it was not opened for this design." in text
    assert "TEST" not in text
    assert design_report(study, "two").test.figures is None
    assert study.store.reveals() == []


def test_a_revealed_figure_is_that_of_exactly_this_state(study, named):
    result = evaluate_ensemble(study, "design", "test", design="two", reveal="for the paper")
    save_version(study, named, "seen", author="ann")
    text = Page(report_html(study, "two")).text
    assert f"the test figure was looked at: {accuracy_text(result.estimate)}" in text
    assert f"majority vote {difference_text(result.differences['vote'])}" in text
    assert "for the paper this one" in text
    assert "TEST REVEALED" in text
    assert len(study.store.reveals()) == 1
    save_step(study, named, named.design.without("west"), "deleted west")
    edited = Page(report_html(study, "two")).text
    assert accuracy_text(result.estimate) not in edited
    assert "EDITED AFTER A TEST REVEAL" in edited
    assert "TEST REVEALED" not in edited
    assert "for the paper another one" in edited
    assert f"looked at: {accuracy_text(result.estimate)}" in Page(report_html(study, "two", "seen")).text
    assert len(study.store.reveals()) == 1


def test_other_openings_of_the_test_split_are_told(study, named):
    study.store.add_reveal("scoreboard", "f", "all of it")
    study.store.add_reveal("single models", "f", "models")
    study.store.add_reveal("single models", "g", "again")
    text = Page(report_html(study, "two")).text
    assert "but the whole scoreboard was, which shows every design that stood on it" in text
    assert "scoreboard (1×, last on" in text
    assert "single models (2×, last on" in text


def test_the_check_set(study, named):
    assert "The study keeps no check set." in Page(report_html(study, "two")).text
    keep_check_set(study, CheckSet())
    check = evaluate_ensemble(study, "design", "check", design="two").estimate
    unseen = Page(report_html(study, "two")).text
    assert "This report was made without looking at it." in unseen
    assert accuracy_text(check) not in unseen
    seen = Page(report_html(study, "two", check=True)).text
    assert (
        f"On it the design reaches {accuracy_text(check)} ({counts_text(check.n_triples, check.n_references)})" in seen
    )


def test_a_small_study_has_a_report_that_warns(toy_workspace, drawn):
    small = toy_workspace("small", references={"validation": 6, "train": 12})
    place = fit_map(small, "look", "pca")
    create_design(small, "empty", place)
    assert "uniform mean of the 3 members" in Page(report_html(small, "empty")).text
    create_design(small, "few", place, drawn(place))
    text = Page(report_html(small, "few")).text
    assert "too few references" in text
    assert text.count("few references: any choice of a model here is a guess") == 2
    assert text.count("most of what its references are like lies elsewhere") == 2
