"""Tests of scripts/check-dependencies: python3 scripts/check_dependencies_test.py"""
import importlib.machinery
import importlib.util
import pathlib
import unittest

PATH = pathlib.Path(__file__).with_name("check-dependencies")
LOADER = importlib.machinery.SourceFileLoader("check_dependencies", str(PATH))
check = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_dependencies", LOADER))
LOADER.exec_module(check)

BOM = {"components": [
    {"group": "org.a", "name": "one", "version": "4.2.6.Final", "licenses": [{"license": {"id": "Apache-2.0"}}]},
    {"group": "org.a", "name": "two", "version": "1.0", "licenses": [{"license": {"id": "LGPL-2.1-or-later"}}]},
    {"group": "org.a", "name": "three", "version": "1.0", "licenses": [{"expression": "(GPL-2.0-only OR MIT)"}]},
    {"group": "org.a", "name": "four", "version": "1.0"},
    {"group": "io.hydrascope", "name": "schemas", "version": "0.1"},
]}
LOCK = {"packages": {"": {"name": "own", "version": "1"}, "node_modules/@x/y": {"version": "2.0.1", "license": "AGPL-3.0"}}}


def advisory(affected, accepted=""):
    return {"ecosystem": "maven", "package": "org.a:one", "affected": affected, "id": "CVE-1", "what": "bad",
            "accepted": accepted}


class CheckDependenciesTest(unittest.TestCase):
    def setUp(self):
        self.packages = [*check.of_maven(BOM), *check.of_npm(LOCK), *check.of_pypi(["torch==2.9.1+cpu ; x", "# no"])]

    def test_packages_are_all_but_our_own(self):
        self.assertEqual(["maven org.a:one 4.2.6.Final", "maven org.a:two 1.0", "maven org.a:three 1.0",
                          "maven org.a:four 1.0", "npm @x/y 2.0.1", "pypi torch 2.9.1+cpu"], [str(p) for p in self.packages])

    def test_licences_names_each_that_none_allows(self):
        self.assertEqual([
            "maven org.a:two 1.0: its licence is LGPL-2.1-or-later, none of those allowed",
            "maven org.a:four 1.0: its licence is not said, none of those allowed",
            "npm @x/y 2.0.1: its licence is AGPL-3.0, none of those allowed",
        ], list(check.check_licences(self.packages)))

    def test_advisories_name_affected_versions_alone(self):
        self.assertEqual(["maven org.a:one 4.2.6.Final: CVE-1, bad (affected: >=4.2.0 <4.2.8)"],
                         list(check.check_advisories(self.packages, [advisory(">=4.2.0 <4.2.8")])))
        for range_ in ("<4.2.6", ">=4.3", "<4.2"):
            self.assertEqual([], list(check.check_advisories(self.packages, [advisory(range_)])), range_)
        self.assertEqual([], list(check.check_advisories(self.packages, [advisory("<=4.2.6", "not reached")])))

    def test_notice_lists_package_and_licences_once(self):
        text = check.notice(self.packages + self.packages)
        self.assertEqual(1, text.count("org.a:three 1.0: GPL-2.0-only or MIT"))
        self.assertNotIn("torch", text)

    def test_advisories_of_the_repository_are_readable_and_dated(self):
        reviewed, advisories = check.read_advisories()
        self.assertRegex(reviewed, r"\d{4}-\d{2}-\d{2}$")
        for each in advisories:
            self.assertTrue(each["affected"] and each["id"] and each["what"], each)
            check.is_affected("1.0", each["affected"])


if __name__ == "__main__":
    unittest.main()
