package io.hydrascope.agent.arrow;

import io.hydrascope.agent.rows.RowShape;
import io.hydrascope.schemas.Measure;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of a sweep's Arrow file, the fields of its JSON lines in the same order.
 *
 * <pre>
 * prompt_id                                Utf8
 * position                                 Int32
 * component                                Utf8
 * target_token                             Int32
 * other_token                              Int32      only of a logit difference
 * intact_logit, ablated_logit              Float64
 * the measures, in their order             Float64
 * top1_flip                                Bool
 * donor_id                                 Utf8       only of resample ablation
 * inclusion_probability                    Float64    only where components were drawn
 * responders                               Dictionary&lt;Int32, Utf8&gt;       only when asked for responses
 * responses                                FixedSizeList&lt;Float32&gt;[n]      only when asked for
 * </pre>
 *
 * {@code responders} names the n components of every list, separated by commas: one text, the same
 * for all rows. No column is nullable, but entries of {@code responses} are.
 */
final class RowSchema {
  static final String RESPONDERS = "responders";
  static final String RESPONSES = "responses";

  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  private static final ArrowType FLOAT32 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

  static final DictionaryEncoding RESPONDERS_ENCODING =
      new DictionaryEncoding(0, /* ordered= */ false, new ArrowType.Int(32, true));

  private RowSchema() {}

  static Schema of(RowShape shape) {
    List<Field> fields = new ArrayList<>();
    fields.add(field("prompt_id", TEXT));
    fields.add(field("position", INT32));
    fields.add(field("component", TEXT));
    fields.add(field("target_token", INT32));
    if (shape.otherToken()) {
      fields.add(field("other_token", INT32));
    }
    fields.add(field("intact_logit", FLOAT64));
    fields.add(field("ablated_logit", FLOAT64));
    Measure.ALL.forEach(measure -> fields.add(field(measure.column(), FLOAT64)));
    fields.add(field("top1_flip", ArrowType.Bool.INSTANCE));
    if (shape.donorId()) {
      fields.add(field("donor_id", TEXT));
    }
    if (shape.inclusionProbability()) {
      fields.add(field("inclusion_probability", FLOAT64));
    }
    if (shape.responses()) {
      fields.add(
          new Field(RESPONDERS, new FieldType(false, INT32, RESPONDERS_ENCODING), List.of()));
      fields.add(responses(shape.responders().size()));
    }
    return new Schema(fields);
  }

  private static Field responses(int responders) {
    Field entry = new Field("item", FieldType.nullable(FLOAT32), List.of());
    ArrowType list = new ArrowType.FixedSizeList(responders);
    return new Field(RESPONSES, FieldType.notNullable(list), List.of(entry));
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), List.of());
  }
}
