package io.hydrascope.schemas.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A message of an earlier program, as a file: a line a header, {@code name = text}, an empty line,
 * then the value in hexadecimal, 32 bytes a line.
 */
public final class TestingGoldenMessage {
  private static final int LINE_DIGITS = 64;

  private TestingGoldenMessage() {}

  public static void assertSame(String name, Map<String, byte[]> headers, byte[] value)
      throws IOException {
    assertThat(text(headers, value)).isEqualToNormalizingNewlines(read(name));
  }

  private static String text(Map<String, byte[]> headers, byte[] value) {
    String head =
        new TreeMap<>(headers)
            .entrySet().stream()
                .map(
                    header ->
                        header.getKey()
                            + " = "
                            + new String(header.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"));
    String digits = HexFormat.of().formatHex(value);
    return head + "\n\n" + digits.replaceAll("(.{" + LINE_DIGITS + "})", "$1\n").strip() + "\n";
  }

  static String read(String name) throws IOException {
    try (InputStream file =
        TestingGoldenMessage.class.getResourceAsStream("/golden/" + name + ".txt")) {
      return new String(
          Objects.requireNonNull(file, "no golden file " + name).readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }
}
