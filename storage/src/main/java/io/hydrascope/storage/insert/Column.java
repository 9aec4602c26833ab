package io.hydrascope.storage.insert;

import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * One column of a block: its Arrow form and where a row's value is.
 *
 * <pre>
 * ClickHouse                        Arrow
 * LowCardinality(String)            Dictionary&lt;Int32, Utf8&gt;
 * String                            Utf8
 * Float64, Nullable(Float64)        Float64, nullable in both or in none
 * Bool                              Bool
 * UInt32, Int16                     Int32
 * UInt64                            Int64
 * DateTime64(6, 'UTC')              Timestamp(microsecond, UTC)
 * Map(String, String)               Map&lt;Utf8, Utf8&gt;, keys ascending
 * Array(Float32), Array(BFloat16)   List&lt;Float32&gt;
 * Array(String)                     List&lt;Utf8&gt;
 * </pre>
 */
record Column<R>(String name, Writer<R> writer) {
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  private static final ArrowType FLOAT32 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
  private static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;
  private static final ArrowType MICROS = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

  /** Creates and fills a column's vector. */
  interface Writer<R> {
    FieldVector write(String name, Rows<R> rows, BlockMemory memory);
  }

  /** A row's value: of an item, its row {@code within}. */
  interface Value<R, V> {
    V at(R item, int within);
  }

  interface NullableValue<R> {
    @Nullable Double at(R item, int within);
  }

  interface DoubleValue<R> {
    double at(R item, int within);
  }

  interface IntValue<R> {
    int at(R item, int within);
  }

  interface FlagValue<R> {
    boolean at(R item, int within);
  }

  FieldVector write(Rows<R> rows, BlockMemory memory) {
    FieldVector vector = writer.write(name, rows, memory);
    vector.setValueCount(rows.count());
    return vector;
  }

  /** Strings of which a block has few different ones. */
  static <R> Column<R> words(String name, Value<R, String> value) {
    return words(name, value, Function.identity());
  }

  /**
   * Texts of things of which a block has few: one thing in row after row is put in words once.
   *
   * @param thing the same object in rows that lie together
   */
  static <R, T> Column<R> words(String name, Value<R, T> thing, Function<T, String> text) {
    return new Column<>(
        name, (column, rows, memory) -> writeWords(column, rows, memory, thing, text));
  }

  @SuppressWarnings("ReferenceEquality") // A cheap guess; an equal word finds the same index.
  private static <R, T> FieldVector writeWords(
      String name, Rows<R> rows, BlockMemory memory, Value<R, T> thing, Function<T, String> text) {
    DictionaryEncoding encoding =
        new DictionaryEncoding(memory.nextDictionaryId(), false, (ArrowType.Int) INT32);
    VarCharVector words = memory.vector(required(name, UTF8), VarCharVector.class);
    memory.addDictionary(words, encoding);
    Field field = new Field(name, new FieldType(false, INT32, encoding), null);
    IntVector vector = memory.vector(field, IntVector.class);
    IntBuffer data = memory.filled(vector, rows.count()).asIntBuffer();
    Map<String, Integer> indices = new LinkedHashMap<>();
    T last = null;
    int index = -1;
    for (int row = 0; row < rows.count(); row++) {
      T next = thing.at(rows.itemOf(row), rows.within()[row]);
      if (index < 0 || next != last) {
        index = indices.computeIfAbsent(text.apply(next), unseen -> indices.size());
        last = next;
      }
      data.put(row, index);
    }
    words.allocateNew(indices.size());
    indices.forEach((word, at) -> words.setSafe(at, utf8(word)));
    words.setValueCount(indices.size());
    return vector;
  }

  static <R> Column<R> text(String name, Value<R, String> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          VarCharVector vector = memory.vector(required(column, UTF8), VarCharVector.class);
          vector.allocateNew(rows.count());
          for (int row = 0; row < rows.count(); row++) {
            vector.setSafe(row, utf8(value.at(rows.itemOf(row), rows.within()[row])));
          }
          return vector;
        });
  }

  static <R> Column<R> float64(String name, DoubleValue<R> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          Float8Vector vector = memory.vector(required(column, FLOAT64), Float8Vector.class);
          DoubleBuffer data = memory.filled(vector, rows.count()).asDoubleBuffer();
          for (int row = 0; row < rows.count(); row++) {
            data.put(row, value.at(rows.itemOf(row), rows.within()[row]));
          }
          return vector;
        });
  }

  /** Null where the number is undefined. */
  static <R> Column<R> nullable(String name, NullableValue<R> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          Field field = new Field(column, FieldType.nullable(FLOAT64), null);
          Float8Vector vector = memory.vector(field, Float8Vector.class);
          vector.allocateNew(rows.count());
          for (int row = 0; row < rows.count(); row++) {
            Double number = value.at(rows.itemOf(row), rows.within()[row]);
            if (number != null) {
              vector.set(row, number);
            }
          }
          return vector;
        });
  }

  static <R> Column<R> flag(String name, FlagValue<R> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          BitVector vector =
              memory.vector(required(column, ArrowType.Bool.INSTANCE), BitVector.class);
          vector.allocateNew(rows.count());
          for (int row = 0; row < rows.count(); row++) {
            vector.set(row, value.at(rows.itemOf(row), rows.within()[row]) ? 1 : 0);
          }
          return vector;
        });
  }

  static <R> Column<R> int32(String name, IntValue<R> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          IntVector vector = memory.vector(required(column, INT32), IntVector.class);
          IntBuffer data = memory.filled(vector, rows.count()).asIntBuffer();
          for (int row = 0; row < rows.count(); row++) {
            data.put(row, value.at(rows.itemOf(row), rows.within()[row]));
          }
          return vector;
        });
  }

  /**
   * Numbers of things of which a block has few: one thing in row after row is asked once.
   *
   * @param thing the same object in rows that lie together
   */
  @SuppressWarnings("ReferenceEquality") // A cheap guess; an equal thing has the same number.
  static <R, T> Column<R> int32(String name, Value<R, T> thing, ToIntFunction<T> number) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          IntVector vector = memory.vector(required(column, INT32), IntVector.class);
          IntBuffer data = memory.filled(vector, rows.count()).asIntBuffer();
          T last = null;
          int known = 0;
          for (int row = 0; row < rows.count(); row++) {
            T next = thing.at(rows.itemOf(row), rows.within()[row]);
            if (next != last) {
              known = number.applyAsInt(next);
              last = next;
            }
            data.put(row, known);
          }
          return vector;
        });
  }

  static <R> Column<R> int64(String name, ToLongFunction<R> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          BigIntVector vector = memory.vector(required(column, INT64), BigIntVector.class);
          writeLongs(memory.filled(vector, rows.count()).asLongBuffer(), rows, value);
          return vector;
        });
  }

  /** A moment, in microseconds since 1970 UTC. */
  static <R> Column<R> micros(String name, ToLongFunction<R> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          TimeStampMicroTZVector vector =
              memory.vector(required(column, MICROS), TimeStampMicroTZVector.class);
          writeLongs(memory.filled(vector, rows.count()).asLongBuffer(), rows, value);
          return vector;
        });
  }

  private static <R> void writeLongs(LongBuffer data, Rows<R> rows, ToLongFunction<R> value) {
    for (int row = 0; row < rows.count(); row++) {
      data.put(row, value.applyAsLong(rows.itemOf(row)));
    }
  }

  /** Keys ascending, since a map's own order differs from one JVM to the next. */
  static <R> Column<R> map(String name, Value<R, Map<String, String>> value) {
    return new Column<>(name, (column, rows, memory) -> writeMap(column, rows, memory, value));
  }

  @SuppressWarnings("ReferenceEquality") // A cheap guess; an equal map is written the same.
  private static <R> FieldVector writeMap(
      String name, Rows<R> rows, BlockMemory memory, Value<R, Map<String, String>> value) {
    Field entries =
        new Field(
            "entries",
            FieldType.notNullable(ArrowType.Struct.INSTANCE),
            List.of(required("key", UTF8), required("value", UTF8)));
    Field field = new Field(name, FieldType.notNullable(new ArrowType.Map(true)), List.of(entries));
    MapVector vector = memory.vector(field, MapVector.class);
    vector.setInitialCapacity(rows.count());
    vector.allocateNew();
    StructVector pairs = (StructVector) vector.getDataVector();
    VarCharVector keys = pairs.getChild("key", VarCharVector.class);
    VarCharVector values = pairs.getChild("value", VarCharVector.class);
    Map<String, String> last = Map.of();
    List<byte[]> texts = List.of(); // [entry: key, value]
    for (int row = 0; row < rows.count(); row++) {
      Map<String, String> map = value.at(rows.itemOf(row), rows.within()[row]);
      if (map != last) {
        texts =
            new TreeMap<>(map)
                .entrySet().stream()
                    .flatMap(entry -> Stream.of(utf8(entry.getKey()), utf8(entry.getValue())))
                    .toList();
        last = map;
      }
      int at = vector.startNewValue(row);
      for (int i = 0; i < texts.size(); i += 2, at++) {
        pairs.setIndexDefined(at);
        keys.setSafe(at, texts.get(i));
        values.setSafe(at, texts.get(i + 1));
      }
      vector.endValue(row, texts.size() / 2);
    }
    return vector;
  }

  static <R> Column<R> floats(String name, Value<R, float[]> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          ListVector vector = memory.vector(list(column, FLOAT32), ListVector.class);
          vector.allocateNew();
          Float4Vector data = (Float4Vector) vector.getDataVector();
          for (int row = 0; row < rows.count(); row++) {
            float[] numbers = value.at(rows.itemOf(row), rows.within()[row]);
            int at = vector.startNewValue(row);
            for (int i = 0; i < numbers.length; i++) {
              data.setSafe(at + i, numbers[i]);
            }
            vector.endValue(row, numbers.length);
          }
          return vector;
        });
  }

  static <R> Column<R> texts(String name, Value<R, List<String>> value) {
    return new Column<>(
        name,
        (column, rows, memory) -> {
          ListVector vector = memory.vector(list(column, UTF8), ListVector.class);
          vector.allocateNew();
          VarCharVector data = (VarCharVector) vector.getDataVector();
          for (int row = 0; row < rows.count(); row++) {
            List<String> texts = value.at(rows.itemOf(row), rows.within()[row]);
            int at = vector.startNewValue(row);
            for (int i = 0; i < texts.size(); i++) {
              data.setSafe(at + i, utf8(texts.get(i)));
            }
            vector.endValue(row, texts.size());
          }
          return vector;
        });
  }

  private static Field list(String name, ArrowType type) {
    return new Field(
        name, FieldType.notNullable(ArrowType.List.INSTANCE), List.of(required("item", type)));
  }

  private static Field required(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
