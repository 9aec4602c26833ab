package io.hydrascope.agent.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatFormatTest {
  @ParameterizedTest
  @CsvSource({
    "0x3c00, 1",
    "0xc000, -2",
    "0x7bff, 65504",
    "0x0001, 5.9604645E-8",
    "0x8001, -5.9604645E-8",
    "0x0400, 6.1035156E-5",
    "0x7c00, Infinity",
    "0x7e00, NaN",
    "0x8000, -0.0"
  })
  void decode_half_isExact(String bits, Float expected) {
    assertThat(FloatFormat.F16.decode(bytes(bits))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0x3f80, 1", "0xc000, -2", "0x7f80, Infinity"})
  void decode_bfloat_isExact(String bits, float expected) {
    assertThat(FloatFormat.BF16.decode(bytes(bits))).isEqualTo(expected);
  }

  private static ByteBuffer bytes(String bits) {
    ByteBuffer buffer = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    return buffer.putShort(Integer.decode(bits).shortValue()).flip();
  }
}
