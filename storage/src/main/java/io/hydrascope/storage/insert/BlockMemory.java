package io.hydrascope.storage.insert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/** The vectors of one block: what was created through this is freed with it. */
final class BlockMemory implements AutoCloseable {
  private final BufferAllocator allocator;
  private final List<FieldVector> owned = new ArrayList<>();
  private final DictionaryProvider.MapDictionaryProvider dictionaries =
      new DictionaryProvider.MapDictionaryProvider();

  BlockMemory(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  <V extends FieldVector> V vector(Field field, Class<V> type) {
    V vector = type.cast(field.createVector(allocator));
    owned.add(vector);
    return vector;
  }

  /** Room for that many values of one width, all of them present, to be written little-endian. */
  ByteBuffer filled(BaseFixedWidthVector vector, int values) {
    vector.allocateNew(values);
    vector.getValidityBuffer().setOne(0L, (values + 7L) / Byte.SIZE);
    return vector
        .getDataBuffer()
        .nioBuffer(0, values * vector.getTypeWidth())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many bytes the vectors take. */
  int bytes() {
    return owned.stream().mapToInt(FieldVector::getBufferSize).sum();
  }

  /** An id that no dictionary of this block has yet. */
  long nextDictionaryId() {
    return dictionaries.getDictionaryIds().size();
  }

  void addDictionary(VarCharVector words, DictionaryEncoding encoding) {
    dictionaries.put(new Dictionary(words, encoding));
  }

  DictionaryProvider dictionaries() {
    return dictionaries;
  }

  @Override
  public void close() {
    owned.forEach(FieldVector::close);
  }
}
