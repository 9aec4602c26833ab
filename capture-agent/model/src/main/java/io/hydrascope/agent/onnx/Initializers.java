package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.hydrascope.agent.checkpoint.FloatFormat;
import io.hydrascope.agent.checkpoint.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** A graph's constants: each is stored once, weights as references into the checkpoint's file. */
final class Initializers {
  private final GraphProto.Builder graph;
  private final Set<String> known = new HashSet<>();

  Initializers(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** A reference to the bytes in the safetensors file, in the type they are stored in. */
  Value weight(TensorInfo tensor) {
    if (known.add(tensor.name())) {
      TensorProto.Builder proto =
          TensorProto.newBuilder()
              .setName(tensor.name())
              .setDataType(type(FloatFormat.of(tensor)).getNumber())
              .addAllDims(tensor.shape())
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", String.valueOf(tensor.file().getFileName())))
              .addExternalData(entry("offset", Long.toString(tensor.offset())))
              .addExternalData(entry("length", Long.toString(tensor.byteLength())));
      graph.addInitializer(proto);
    }
    return new Value(tensor.name());
  }

  Value scalar(float value) {
    return floats("float:" + value, new float[] {value}, new long[0]);
  }

  Value floats(String name, float[] values, long... shape) {
    if (known.add(name)) {
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      add(name, DataType.FLOAT, bytes, shape);
    }
    return new Value(name);
  }

  Value scalar(long value) {
    return longs("int64:" + value, new long[] {value}, new long[0]);
  }

  Value vector(long... values) {
    return longs("int64:" + Arrays.toString(values), values, values.length);
  }

  private Value longs(String name, long[] values, long... shape) {
    if (known.add(name)) {
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(values);
      add(name, DataType.INT64, bytes, shape);
    }
    return new Value(name);
  }

  private void add(String name, DataType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long dimension : shape) {
      proto.addDims(dimension);
    }
    graph.addInitializer(proto);
  }

  private static DataType type(FloatFormat format) {
    return switch (format) {
      case F32 -> DataType.FLOAT;
      case F16 -> DataType.FLOAT16;
      case BF16 -> DataType.BFLOAT16;
    };
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
