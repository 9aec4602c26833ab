package io.hydrascope.benchmarks.storage;

import java.util.List;

/**
 * Columns of a table that hold the same kind of thing, and codecs to try on them, the platform's
 * own first.
 *
 * @param condition on {@code system.columns}
 */
record ColumnKind(String table, String name, String condition, List<String> codecs) {
  private static final List<String> NUMBERS =
      List.of("ZSTD(1)", "NONE", "LZ4", "ZSTD(3)", "Gorilla, ZSTD(1)", "FPC, ZSTD(1)");
  private static final List<String> TIMES =
      List.of("Delta, ZSTD(1)", "ZSTD(1)", "DoubleDelta, ZSTD(1)", "T64, ZSTD(1)");
  private static final List<String> INTEGERS =
      List.of("ZSTD(1)", "LZ4", "ZSTD(3)", "T64, ZSTD(1)", "Delta, ZSTD(1)");
  private static final List<String> FLOAT_ARRAYS = List.of("ZSTD(1)", "NONE", "LZ4", "ZSTD(3)");
  private static final List<String> TEXTS = List.of("ZSTD(1)", "LZ4", "ZSTD(3)");

  static final List<ColumnKind> ALL =
      List.of(
          new ColumnKind("effects", "measures, Float64", "type = 'Float64'", NUMBERS),
          new ColumnKind("effects", "times, DateTime64", "type LIKE 'DateTime64%'", TIMES),
          new ColumnKind("effects", "position and token, UInt32", "type = 'UInt32'", INTEGERS),
          new ColumnKind("effects", "identifiers, String", "type = 'String'", TEXTS),
          new ColumnKind(
              "running_metrics",
              "metrics, Nullable(Float64)",
              "type = 'Nullable(Float64)'",
              NUMBERS),
          new ColumnKind("running_metrics", "counts, UInt64", "type = 'UInt64'", INTEGERS),
          new ColumnKind(
              "responses", "responses, Array(Float32)", "type = 'Array(Float32)'", FLOAT_ARRAYS),
          new ColumnKind(
              "responses",
              "responders, Array(LowCardinality(String))",
              "type LIKE 'Array(LowCard%'",
              TEXTS),
          new ColumnKind(
              "vectors", "vectors, Array(BFloat16)", "type = 'Array(BFloat16)'", FLOAT_ARRAYS));
}
