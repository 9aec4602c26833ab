package io.hydrascope.agent.arrow;

import io.hydrascope.agent.rows.RowShape;
import io.hydrascope.schemas.Measure;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
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
 * responses                                Map&lt;Utf8, Float64&gt;    only when asked for
 * </pre>
 *
 * No column is nullable.
 */
final class RowSchema {
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

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
      fields.add(responses());
    }
    return new Schema(fields);
  }

  private static Field responses() {
    List<Field> entry = List.of(field("key", TEXT), field("value", FLOAT64));
    Field entries = new Field("entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), entry);
    return new Field(
        "responses", FieldType.notNullable(new ArrowType.Map(false)), List.of(entries));
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), List.of());
  }
}
