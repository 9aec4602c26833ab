package io.hydrascope.schemas.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.Topics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/**
 * The topics' names, the headers and the Arrow structures of version 1. The file is changed by
 * hand, with a new version: what lies in a topic stays as it was written.
 */
class TopicLayoutTest {
  /** Of a row's contributions; the width of a model. */
  private static final int WIDTH = 5;

  @Test
  void layouts_version1_areThoseOfTheFile() throws IOException {
    Stream<String> layouts =
        Stream.concat(
            Arrays.stream(Detail.values())
                .map(
                    detail ->
                        layout(
                            "captures, detail " + detail.text(),
                            CaptureLayout.schemaId(detail),
                            CaptureLayout.schema(detail, WIDTH, "{}"))),
            Stream.of(layout("vectors", VectorLayout.SCHEMA_ID, VectorLayout.schema("{}"))));
    String found =
        Stream.concat(Stream.of(topics(), headers()), layouts).collect(Collectors.joining("\n"));
    assertThat(found).isEqualToNormalizingNewlines(TestingGoldenMessage.read("topics"));
  }

  private static String topics() {
    return "topics\n"
        + Arrays.stream(Topics.class.getFields())
            .filter(field -> field.getType() == String.class)
            .map(field -> "  " + value(field) + "\n")
            .sorted()
            .collect(Collectors.joining());
  }

  private static String value(Field constant) {
    try {
      return String.valueOf(constant.get(null));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("getFields returns public fields", e);
    }
  }

  private static String headers() {
    Set<String> names = new Envelope(1, "id").headers("run", "chunk", new byte[0]).keySet();
    return "headers\n  " + String.join("\n  ", names) + "\n";
  }

  private static String layout(String title, String schemaId, Schema schema) {
    List<String> metadata = List.copyOf(new TreeMap<>(schema.getCustomMetadata()).keySet());
    return "%s\n  schema_id %s\n  metadata %s\n".formatted(title, schemaId, metadata)
        + schema.getFields().stream()
            .map(field -> "  " + field + "\n")
            .collect(Collectors.joining());
  }
}
