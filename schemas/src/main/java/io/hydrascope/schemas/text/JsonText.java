package io.hydrascope.schemas.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Plain maps, lists and records as JSON text. */
public final class JsonText {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonText() {}

  public static String of(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values always become JSON", e);
    }
  }
}
