package io.hydrascope.schemas;

import java.util.Locale;

/** How exactly activation vectors are published. */
public enum VectorPrecision {
  /** The upper half of a float, rounded to nearest, ties to even. */
  BF16(Short.BYTES),
  F32(Float.BYTES);

  private final int bytes;

  VectorPrecision(int bytes) {
    this.bytes = bytes;
  }

  /** How many bytes one number takes. */
  public int bytes() {
    return bytes;
  }

  /** The word used in options. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The nearest number that can be published. */
  public float rounded(float value) {
    return this == F32 ? value : Float.intBitsToFloat(upperHalf(value) << Short.SIZE);
  }

  /**
   * The upper half of a float's bits after rounding.
   *
   * @param value finite; one above bf16's largest becomes infinite
   */
  public static int upperHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int halfway = 0x7fff + ((bits >>> Short.SIZE) & 1);
    return (bits + halfway) >>> Short.SIZE;
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static VectorPrecision parse(String text) {
    return Words.find(values(), VectorPrecision::text, text);
  }
}
