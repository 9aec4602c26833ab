package io.hydrascope.agent.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a weight's numbers are stored, little-endian. */
public enum FloatFormat {
  F32(4) {
    @Override
    float decode(ByteBuffer bytes) {
      return bytes.getFloat();
    }
  },
  F16(2) {
    @Override
    float decode(ByteBuffer bytes) {
      return half(bytes.getShort());
    }
  },
  BF16(2) {
    @Override
    float decode(ByteBuffer bytes) {
      return Float.intBitsToFloat(bytes.getShort() << 16);
    }
  };

  private static final float HALF_SUBNORMAL_UNIT = 0x1p-24f;

  private final int bytes;

  FloatFormat(int bytes) {
    this.bytes = bytes;
  }

  abstract float decode(ByteBuffer bytes);

  int bytes() {
    return bytes;
  }

  static Optional<FloatFormat> find(String dtype) {
    return Arrays.stream(values()).filter(format -> format.name().equals(dtype)).findFirst();
  }

  /**
   * @throws BadCheckpointException for weights that are not plain floating point
   */
  public static FloatFormat of(TensorInfo tensor) {
    return find(tensor.dtype())
        .orElseThrow(
            () ->
                new BadCheckpointException(
                    "%s: tensor %s has dtype=%s; supported: %s. Save the model in one of these"
                        .formatted(
                            tensor.file().getFileName(), tensor.name(), tensor.dtype(), names())));
  }

  private static String names() {
    return Arrays.stream(values())
        .map(format -> format.name().toUpperCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * HALF_SUBNORMAL_UNIT;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
