"""Tests of scripts/check-docs: python3 scripts/check_docs_test.py"""
import importlib.machinery
import importlib.util
import pathlib
import unittest

PATH = pathlib.Path(__file__).with_name("check-docs")
LOADER = importlib.machinery.SourceFileLoader("check_docs", str(PATH))
check_docs = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_docs", LOADER))
LOADER.exec_module(check_docs)

PAGE = """# The first
See [the second](#the-second-with-code), [again](#the-first-1), [other](docs/sql.md#one) and `[no](link.md)`.
## The second, with `code`
```sh
# no heading
[no](link.md)
```
# The first
"""
# In parts, so that check-docs does not look for them.
GONE, ONE, TWO, FIRST, SECOND = (f"docs/{name}.md" for name in ("gone", "one", "two", "adr/0001", "adr/0002"))
FILES = {"README.md", "docs/sql.md", "scripts/run", "src/A.java"}


class CheckDocsTest(unittest.TestCase):
    def found(self, text, path="README.md"):
        pages = {"README.md": PAGE.splitlines(), "docs/sql.md": ["## One"], path: text.splitlines()}
        return list(check_docs.check_links(path, pages, FILES))

    def test_links_all_there_finds_nothing(self):
        self.assertEqual([], self.found(PAGE))

    def test_links_of_a_page_in_a_folder_are_relative_to_it(self):
        self.assertEqual([], self.found("[up](../README.md#the-first) [folder](../scripts/) [web](https://a.example/#x)",
                                        "docs/sql.md"))
        self.assertEqual([(1, f"link to gone.md: the repository has no {GONE}")],
                         self.found("[wrong](gone.md)", "docs/sql.md"))

    def test_links_missing_anchor_names_line_and_page(self):
        self.assertEqual([(2, "link to docs/sql.md#two: docs/sql.md has no heading #two")],
                         self.found("text\n[wrong](docs/sql.md#two)"))
        self.assertEqual(1, len(self.found("# One\n[heading in code](#no-heading)\n```\n# No heading\n```")))

    def test_links_image_and_reference_are_checked(self):
        self.assertEqual([1, 2], [number for number, _ in self.found("![plot](plot.svg)\n[page]: gone.md")])

    def test_links_line_of_a_source_file_is_an_anchor(self):
        self.assertEqual([], self.found("[line](src/A.java#L10)"))
        self.assertEqual(1, len(self.found("[method](src/A.java#method)")))

    def test_length_long_line_is_found_and_row_of_a_table_is_not(self):
        lines = ["a" * 120, "ä" * 120, "b" * 121, "| " + "c" * 130 + " |"]
        self.assertEqual([(3, "121 columns; the limit is 120")], list(check_docs.check_length(lines)))

    def test_code_path_or_test_that_is_gone_is_found(self):
        lines = ["`scripts/run --all` and `src/` and `src/A.java`, `src/target/a.jar`, `elsewhere/gone`, `a/b` `GoneTests`",
                 "`scripts/gone` `GoneTest`", "```", "`scripts/gone`", "```", "`A`, `BlobIT`"]
        self.assertEqual([(2, "`scripts/gone`: the repository has no scripts/gone"),
                          (2, "`GoneTest`: the repository has no GoneTest.java"),
                          (6, "`BlobIT`: the repository has no BlobIT.java")], list(check_docs.check_code(lines, FILES)))

    def test_index_page_without_a_link_is_found(self):
        pages = {"README.md": [f"[one]({ONE}#x)"], ONE: [], TWO: [], "models/three.md": []}
        self.assertEqual([(1, "no link leads to " + TWO)], list(check_docs.check_index("README.md", pages)))
        records = {"docs/adr/README.md": ["[1](0001.md)"], FIRST: [], SECOND: []}
        self.assertEqual([(1, "no link leads to " + SECOND)],
                         list(check_docs.check_index("docs/adr/README.md", records)))

    def test_mentions_page_that_is_gone_is_found(self):
        lines = ["// docs/sql.md says why", f"// see {GONE}", f"../{GONE} {GONE}on"]
        self.assertEqual([(2, f"{GONE} is mentioned and does not exist")],
                         list(check_docs.check_mentions(lines, FILES)))

    def test_slug_is_that_of_github(self):
        self.assertEqual("running_metrics-one-row-per-update-of-a-key",
                         check_docs.slug("`running_metrics`: one row per update of a key"))
        self.assertEqual("1-graphs--more", check_docs.slug("1. [Graphs](a.md) & *more*"))


if __name__ == "__main__":
    unittest.main()
