package io.hydrascope.schemas.capture;

import io.hydrascope.schemas.Detail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow layouts of a capture batch, version 1, one a level of detail: one IPC stream of one
 * record batch.
 *
 * <pre>
 * schema metadata  hydrascope.batch = JSON: source, plan, basis, ablated, captures
 * capture, position, ablated, donor          Int32      ablated = -1 marks an intact row,
 * target_token                               Int32      donor = -1 a row without one
 * logit, kappa, scale, read                  Float64
 * target_logprob, kl                         Float64
 * top1_flip                                  Bool
 * sums                                       FixedSizeList&lt;Float64&gt;[7]: not at full detail
 * contributions                              FixedSizeList&lt;Float32&gt;[n]: not with scalars
 * </pre>
 *
 * No column is nullable. {@code capture} and {@code ablated} are indices into the metadata's lists.
 */
final class CaptureLayout {
  static final String METADATA_KEY = "hydrascope.batch";
  static final String CONTRIBUTIONS = "contributions";
  static final String SUMS = "sums";

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

  private static final Map<Detail, String> SCHEMA_IDS = schemaIds();

  private CaptureLayout() {}

  /** Identifies the structure: the columns' names and types, without the model's width. */
  static String schemaId(Detail detail) {
    return Objects.requireNonNull(SCHEMA_IDS.get(detail));
  }

  /** Full detail where no level has this id: the reader then names what it knows. */
  static Detail detail(String schemaId) {
    return SCHEMA_IDS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(schemaId))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(Detail.FULL);
  }

  /**
   * @param width contributions of a row
   */
  static Schema schema(Detail detail, int width, String metadata) {
    List<Field> fields = new ArrayList<>(SCALARS);
    if (hasSums(detail)) {
      fields.add(list(SUMS, RowSum.COUNT, FLOAT64));
    }
    if (hasContributions(detail)) {
      fields.add(list(CONTRIBUTIONS, width, FLOAT32));
    }
    return new Schema(fields, Map.of(METADATA_KEY, metadata));
  }

  static boolean hasSums(Detail detail) {
    return detail != Detail.FULL;
  }

  static boolean hasContributions(Detail detail) {
    return detail != Detail.SCALARS;
  }

  private static Field list(String name, int length, ArrowType item) {
    return new Field(
        name,
        FieldType.notNullable(new ArrowType.FixedSizeList(length)),
        List.of(field("item", item)));
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }

  private static Map<Detail, String> schemaIds() {
    String scalars =
        SCALARS.stream()
            .map(field -> field.getName() + ":" + field.getType())
            .collect(Collectors.joining(","));
    Map<Detail, String> ids = new EnumMap<>(Detail.class);
    for (Detail detail : Detail.values()) {
      String structure = scalars;
      structure += hasSums(detail) ? "," + SUMS + ":fixed_size_list<double>" : "";
      structure += hasContributions(detail) ? "," + CONTRIBUTIONS + ":fixed_size_list<float>" : "";
      CRC32C crc = new CRC32C();
      crc.update(structure.getBytes(StandardCharsets.UTF_8));
      ids.put(detail, "captures-%08x".formatted(crc.getValue()));
    }
    return ids;
  }
}
