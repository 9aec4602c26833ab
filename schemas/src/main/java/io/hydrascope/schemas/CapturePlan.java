package io.hydrascope.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is done to each prompt: rows made under different plans are never pooled.
 *
 * @param readout {@code all}, {@code last} or positions such as {@code 3,7}
 * @param referenceSet id of the prompts behind mean ablation; empty where none is used
 */
public record CapturePlan(
    Ablation ablation,
    Scope scope,
    Target target,
    List<Component> ablated,
    String readout,
    String referenceSet) {
  private static final int ID_HEX_DIGITS = 32;

  public CapturePlan {
    ablated = List.copyOf(ablated);
    if (ablated.isEmpty()) {
      throw new IllegalArgumentException("ablated=[]: a plan needs at least one component");
    }
    if ((ablation == Ablation.MEAN) == referenceSet.isEmpty()) {
      throw new IllegalArgumentException(
          "referenceSet='%s' does not fit ablation=%s".formatted(referenceSet, ablation.text()));
    }
  }

  /**
   * The capture's identity: the same content, prompt and plan give the same id, so a re-run is
   * recognised as the same observation.
   *
   * @return 32 hexadecimal digits
   */
  public String captureId(String contentSha256, String promptId) {
    String components = ablated.stream().map(Component::text).collect(Collectors.joining(","));
    String identity =
        String.join(
            "\n",
            contentSha256,
            promptId,
            ablation.text(),
            scope.text(),
            target.text(),
            components,
            readout,
            referenceSet);
    return sha256(identity.getBytes(StandardCharsets.UTF_8)).substring(0, ID_HEX_DIGITS);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
