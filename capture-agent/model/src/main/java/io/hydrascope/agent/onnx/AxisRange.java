package io.hydrascope.agent.onnx;

/** How long an axis of a graph's inputs can be, and how long it mostly is. */
public record AxisRange(long least, long usual, long most) {
  public AxisRange {
    if (least < 0 || usual < least || most < usual) {
      throw new IllegalArgumentException(
          "least=%d, usual=%d, most=%d: not in this order".formatted(least, usual, most));
    }
  }

  public static AxisRange always(long length) {
    return new AxisRange(length, length, length);
  }

  /** From 1. */
  public static AxisRange upTo(long usual, long most) {
    return new AxisRange(1, Math.min(usual, most), most);
  }

  public boolean contains(long length) {
    return least <= length && length <= most;
  }
}
