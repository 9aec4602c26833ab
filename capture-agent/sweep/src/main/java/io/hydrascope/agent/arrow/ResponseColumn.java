package io.hydrascope.agent.arrow;

import io.hydrascope.schemas.Component;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * The columns of who answered. Every row's list has one entry a component, in the order of the
 * basis; it is null where the component was ablated itself. The names stand in a dictionary of one
 * entry, separated by commas, to which every row points. Holds Arrow memory until closed.
 */
final class ResponseColumn implements AutoCloseable {
  private static final int ONLY_ENTRY = 0;

  private final List<Component> responders;
  private final IntVector names;
  private final FixedSizeListVector lists;
  private final Float4Vector values;
  private final VarCharVector dictionary;

  ResponseColumn(VectorSchemaRoot root, List<Component> responders, BufferAllocator allocator) {
    this.responders = responders;
    names = (IntVector) root.getVector(RowSchema.RESPONDERS);
    lists = (FixedSizeListVector) root.getVector(RowSchema.RESPONSES);
    values = (Float4Vector) lists.getDataVector();
    dictionary = new VarCharVector(RowSchema.RESPONDERS, allocator);
    dictionary.setSafe(ONLY_ENTRY, names(responders).getBytes(StandardCharsets.UTF_8));
    dictionary.setValueCount(1);
  }

  private static String names(List<Component> responders) {
    return responders.stream().map(Component::text).collect(Collectors.joining(","));
  }

  DictionaryProvider dictionaries() {
    return new DictionaryProvider.MapDictionaryProvider(
        new Dictionary(dictionary, RowSchema.RESPONDERS_ENCODING));
  }

  void set(int row, Map<Component, Double> responses) {
    names.setSafe(row, ONLY_ENTRY);
    int at = lists.startNewValue(row);
    for (Component responder : responders) {
      Double response = responses.get(responder);
      if (response == null) {
        values.setNull(at);
      } else {
        values.setSafe(at, response.floatValue());
      }
      at++;
    }
  }

  @Override
  public void close() {
    dictionary.close();
  }
}
