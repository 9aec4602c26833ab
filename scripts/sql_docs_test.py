"""Tests of scripts/sql-docs: python3 scripts/sql_docs_test.py"""
import importlib.machinery
import importlib.util
import pathlib
import unittest
from decimal import Decimal

PATH = pathlib.Path(__file__).with_name("sql-docs")
LOADER = importlib.machinery.SourceFileLoader("sql_docs", str(PATH))
sql_docs = importlib.util.module_from_spec(importlib.util.spec_from_loader("sql_docs", LOADER))
LOADER.exec_module(sql_docs)


class SqlDocsTest(unittest.TestCase):
    def test_with_more_decimals_adds_six_to_rounded_columns_only(self):
        sql, decimals = sql_docs.with_more_decimals(
            "SELECT round(avg(x), 3) AS mean, if(a, 2) AS b, round(f(x, 1) / 2, 1) AS ratio, n")
        self.assertEqual("SELECT round(avg(x), 9) AS mean, if(a, 2) AS b, round(f(x, 1) / 2, 7) AS ratio, n", sql)
        self.assertEqual({"mean": 3, "ratio": 1}, decimals)

    def test_same_within_half_a_unit_of_the_last_digit_and_not_beyond(self):
        self.assertTrue(sql_docs.same("0.230", Decimal("0.2304999"), 3))
        self.assertTrue(sql_docs.same("0.230", Decimal("0.2295001"), 3))
        self.assertFalse(sql_docs.same("0.230", Decimal("0.2306"), 3))
        self.assertFalse(sql_docs.same("9.400", Decimal("9.4011"), 3))

    def test_same_value_on_the_edge_between_two_digits_may_fall_to_either(self):
        for value in ("0.2305000001", "0.2304999999"):
            self.assertTrue(sql_docs.same("0.230", Decimal(value), 3))
            self.assertTrue(sql_docs.same("0.231", Decimal(value), 3))

    def test_same_fewer_digits_than_the_query_rounds_to_differ(self):
        self.assertFalse(sql_docs.same("0.23", Decimal("0.2300000"), 3))

    def test_same_words_and_counts_must_be_equal(self):
        self.assertTrue(sql_docs.same("7102", 7102, None))
        self.assertFalse(sql_docs.same("7102", 7103, None))
        self.assertTrue(sql_docs.same("", None, 3))
        self.assertFalse(sql_docs.same("0.000", None, 3))

    def test_differences_number_that_is_not_rounded_is_an_error(self):
        printed = sql_docs.cells("| x |\n| --- |\n| 0.5 |\n")
        self.assertEqual(1, len(sql_docs.differences(printed, ["x"], {}, [[Decimal("0.5")]])))
        self.assertEqual([], sql_docs.differences(printed, ["x"], {"x": 1}, [[Decimal("0.5")]]))

    def test_differences_other_columns_and_rows_are_named(self):
        printed = sql_docs.cells("| x | y |\n| --- | --- |\n| 1 | a |\n")
        self.assertEqual(["row 1, y: printed a, found b"], sql_docs.differences(printed, ["x", "y"], {}, [[1, "b"]]))
        self.assertEqual(["1 rows printed, 2 found"],
                         sql_docs.differences(printed, ["x", "y"], {}, [[1, "a"], [2, "a"]]))
        self.assertEqual(1, len(sql_docs.differences(printed, ["x", "z"], {}, [[1, "a"]])))

    def test_table_prints_as_many_decimals_as_the_query_rounds_to(self):
        self.assertEqual("| x | y |\n| --- | --- |\n| 0.230 |  |\n| 0.000 | a\\|b |\n",
                         sql_docs.table(["x", "y"], {"x": 3}, [[Decimal("0.2299999"), None], [Decimal("-0.0001"), "a|b"]]))


if __name__ == "__main__":
    unittest.main()
