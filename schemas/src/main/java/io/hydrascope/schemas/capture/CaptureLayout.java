package io.hydrascope.schemas.capture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow layout of a capture batch, version 1: one IPC stream of one record batch.
 *
 * <pre>
 * schema metadata  hydrascope.batch = JSON: source, plan, basis, ablated, captures
 * capture, position, ablated, donor          Int32      ablated = -1 marks an intact row,
 * target_token                               Int32      donor = -1 a row without one
 * logit, kappa, scale, read                  Float64
 * target_logprob, kl                         Float64
 * top1_flip                                  Bool
 * contributions                              FixedSizeList&lt;Float32&gt;[components of the basis]
 * </pre>
 *
 * No column is nullable. {@code capture} and {@code ablated} are indices into the metadata's lists.
 */
final class CaptureLayout {
  static final String METADATA_KEY = "hydrascope.batch";
  static final String CONTRIBUTIONS = "contributions";

  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType FLOAT32 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

  private static final List<Field> SCALARS =
      List.of(
          field("capture", INT32),
          field("position", INT32),
          field("ablated", INT32),
          field("donor", INT32),
          field("target_token", INT32),
          field("logit", FLOAT64),
          field("kappa", FLOAT64),
          field("scale", FLOAT64),
          field("read", FLOAT64),
          field("target_logprob", FLOAT64),
          field("kl", FLOAT64),
          field("top1_flip", ArrowType.Bool.INSTANCE));

  /** Identifies the structure: the columns' names and types, without the model's width. */
  static final String SCHEMA_ID = schemaId();

  private CaptureLayout() {}

  static Schema schema(int components, String metadata) {
    Field contributions =
        new Field(
            CONTRIBUTIONS,
            FieldType.notNullable(new ArrowType.FixedSizeList(components)),
            List.of(field("item", FLOAT32)));
    List<Field> fields = new java.util.ArrayList<>(SCALARS);
    fields.add(contributions);
    return new Schema(fields, Map.of(METADATA_KEY, metadata));
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }

  private static String schemaId() {
    String structure =
        SCALARS.stream()
            .map(field -> field.getName() + ":" + field.getType())
            .collect(Collectors.joining(",", "", "," + CONTRIBUTIONS + ":fixed_size_list<float>"));
    CRC32C crc = new CRC32C();
    crc.update(structure.getBytes(StandardCharsets.UTF_8));
    return "captures-%08x".formatted(crc.getValue());
  }
}
