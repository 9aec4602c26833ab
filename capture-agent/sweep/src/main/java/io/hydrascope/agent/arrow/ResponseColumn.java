package io.hydrascope.agent.arrow;

import io.hydrascope.schemas.Component;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

/** The column of who answered: component → logits. */
final class ResponseColumn {
  private final MapVector maps;
  private final StructVector entries;
  private final VarCharVector keys;
  private final Float8Vector values;

  ResponseColumn(MapVector maps) {
    this.maps = maps;
    entries = (StructVector) maps.getDataVector();
    keys = entries.getChild(MapVector.KEY_NAME, VarCharVector.class);
    values = entries.getChild(MapVector.VALUE_NAME, Float8Vector.class);
  }

  void set(int row, Map<Component, Double> responses) {
    int at = maps.startNewValue(row);
    for (Map.Entry<Component, Double> response : responses.entrySet()) {
      entries.setIndexDefined(at);
      keys.setSafe(at, response.getKey().text().getBytes(StandardCharsets.UTF_8));
      values.setSafe(at, response.getValue());
      at++;
    }
    maps.endValue(row, responses.size());
  }
}
