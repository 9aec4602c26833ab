package io.hydrascope.agent.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** JSON as the values that a template works on. */
public final class JsonValues {
  private JsonValues() {}

  public static Object of(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Dict dict = new Dict();
      object.properties().forEach(field -> dict.put(field.getKey(), of(field.getValue())));
      return dict;
    }
    if (node.isArray()) {
      List<Object> items = new ArrayList<>(node.size());
      node.forEach(item -> items.add(of(item)));
      return List.copyOf(items);
    }
    return scalar(node);
  }

  private static Object scalar(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue();
    }
    return node.isNumber() ? (Object) node.doubleValue() : None.NONE;
  }
}
