package io.hydrascope.schemas.capture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow layout of a vector batch, version 1: one IPC stream of one record batch.
 *
 * <pre>
 * schema metadata  hydrascope.vectors = JSON: source, plan, precision, captures, ablated, sites
 * capture, ablated, donor, position, site    Int32     ablated = -1 marks the intact run,
 *                                                      donor = -1 a vector without one
 * vector                                     Binary    numbers little-endian: bf16 2 bytes, f32 4
 * </pre>
 *
 * No column is nullable. {@code capture}, {@code ablated} and {@code site} are indices into the
 * metadata's lists. A vector's width is its length: heads have d_head, everything else d_model.
 */
final class VectorLayout {
  static final String METADATA_KEY = "hydrascope.vectors";
  static final String VECTOR = "vector";
  static final List<String> INDICES = List.of("capture", "ablated", "donor", "position", "site");

  private static final List<Field> FIELDS = fields();

  /** Identifies the structure: the columns' names and types. */
  static final String SCHEMA_ID = schemaId();

  private VectorLayout() {}

  static Schema schema(String metadata) {
    return new Schema(FIELDS, Map.of(METADATA_KEY, metadata));
  }

  private static List<Field> fields() {
    List<Field> fields = new java.util.ArrayList<>();
    for (String name : INDICES) {
      fields.add(new Field(name, FieldType.notNullable(new ArrowType.Int(32, true)), null));
    }
    fields.add(new Field(VECTOR, FieldType.notNullable(ArrowType.Binary.INSTANCE), null));
    return fields;
  }

  private static String schemaId() {
    String structure =
        FIELDS.stream()
            .map(field -> field.getName() + ":" + field.getType())
            .collect(Collectors.joining(","));
    CRC32C crc = new CRC32C();
    crc.update(structure.getBytes(StandardCharsets.UTF_8));
    return "vectors-%08x".formatted(crc.getValue());
  }
}
