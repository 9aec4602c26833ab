package io.hydrascope.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a document between lines {@code <!-- NAME -->} and {@code <!-- end -->}. */
public final class MarkedTables {
  private static final Pattern BLOCK =
      Pattern.compile("(?s)(<!-- ([a-z-]+) -->\n).*?(<!-- end -->)");

  private MarkedTables() {}

  /** Says what stands in a part. */
  public interface Table {
    List<String> lines(String name) throws IOException;
  }

  /** The document with every part as {@code table} says it. */
  public static String fill(String document, Table table) throws IOException {
    StringBuilder filled = new StringBuilder();
    Matcher block = BLOCK.matcher(document);
    while (block.find()) {
      String lines = String.join("\n", table.lines(block.group(2))) + "\n";
      block.appendReplacement(
          filled, Matcher.quoteReplacement(block.group(1) + lines + block.group(3)));
    }
    return block.appendTail(filled).toString();
  }
}
