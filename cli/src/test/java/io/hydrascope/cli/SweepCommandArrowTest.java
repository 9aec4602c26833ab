package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Arrow file of a sweep holds what its JSON lines hold. */
class SweepCommandArrowTest {
  private static final String RESPONDERS = "responders";
  private static final String RESPONSES = "responses";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--readout all --responses",
        "--ablation resample --readout 7 --responses",
        "--ablation mean --target next --components L0H1,L2",
        "--target logit_diff --readout last --edges L0H1->final"
      })
  void sweep_sameOptions_arrowHoldsTheSameRowsBitForBit(String options) throws Exception {
    TestingSweep sweep = new TestingSweep(folder, "gpt2");
    sweep.ask(
        "{\"id\": \"p0\", \"tokens\": [72,34,9,20,59,19,38,66], \"donors\": [\"p1\", \"ü\"], \"answers\": [3, 5]}",
        "{\"id\": \"p1\", \"tokens\": [110,20,102,119,102,108,84,106], \"donors\": [\"ü\"], \"answers\": [7, 5]}",
        "{\"id\": \"ü\", \"tokens\": [39,34,35,3,49,36,49,25,92], \"donors\": [\"ü\"], \"answers\": [1, 2]}");
    List<JsonNode> lines = sweep.rows(options.split(" ", -1));
    List<Map<String, Object>> rows = read(sweep.write(".arrow", options.split(" ", -1)));
    assertThat(rows).hasSameSizeAs(lines);
    for (int row = 0; row < rows.size(); row++) {
      assertSame(rows.get(row), lines.get(row));
    }
  }

  private static void assertSame(Map<String, Object> row, JsonNode line) {
    List<String> names = new ArrayList<>(row.keySet());
    names.remove(RESPONDERS);
    assertThat(names).containsExactlyElementsOf(line::fieldNames);
    for (String name : names) {
      if (name.equals(RESPONSES)) {
        assertThat(responses(row)).isEqualTo(singles(line.path(name)));
      } else {
        assertThat(row.get(name)).as(name).isEqualTo(plain(line.path(name)));
      }
    }
  }

  private static Object plain(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return value.isInt() ? (Object) value.intValue() : value.doubleValue();
  }

  /** What a row's list says, without those that were ablated themselves. */
  private static Map<String, Float> responses(Map<String, Object> row) {
    List<String> names = List.of(String.valueOf(row.get(RESPONDERS)).split(",", -1));
    List<?> list = (List<?>) Objects.requireNonNull(row.get(RESPONSES));
    assertThat(list).hasSameSizeAs(names);
    Map<String, Float> responses = new LinkedHashMap<>();
    for (int at = 0; at < names.size(); at++) {
      if (list.get(at) instanceof Float response) {
        responses.put(names.get(at), response);
      }
    }
    return responses;
  }

  private static Map<String, Float> singles(JsonNode responses) {
    Map<String, Float> singles = new LinkedHashMap<>();
    responses
        .properties()
        .forEach(each -> singles.put(each.getKey(), (float) each.getValue().doubleValue()));
    return singles;
  }

  private static List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        ArrowFileReader reader =
            new ArrowFileReader(
                Files.newByteChannel(file), allocator, CommonsCompressionFactory.INSTANCE)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      while (reader.loadNextBatch()) {
        for (int row = 0; row < root.getRowCount(); row++) {
          rows.add(row(reader, root, row));
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> row(ArrowFileReader reader, VectorSchemaRoot root, int row)
      throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (FieldVector vector : root.getFieldVectors()) {
      Object value = Objects.requireNonNull(vector.getObject(row));
      DictionaryEncoding encoding = vector.getField().getDictionary();
      if (encoding != null) {
        Dictionary names =
            Objects.requireNonNull(reader.getDictionaryVectors().get(encoding.getId()));
        value = Objects.requireNonNull(names.getVector().getObject((Integer) value));
      }
      boolean text = value instanceof org.apache.arrow.vector.util.Text;
      values.put(vector.getName(), text ? value.toString() : value);
    }
    return values;
  }
}
