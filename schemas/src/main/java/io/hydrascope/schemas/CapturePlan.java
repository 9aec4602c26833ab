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
 * @param referenceSet id of the prompts behind mean and noise; empty where none is used
 * @param donorPosition only resample ablation asks for it
 * @param seed only noise asks for it, 0 otherwise
 */
public record CapturePlan(
    Ablation ablation,
    Scope scope,
    Target target,
    List<AblationUnit> ablated,
    String readout,
    String referenceSet,
    DonorPosition donorPosition,
    long seed) {
  private static final int ID_HEX_DIGITS = 32;

  public CapturePlan {
    ablated = List.copyOf(ablated);
    if (ablated.isEmpty()) {
      throw new IllegalArgumentException("ablated=[]: a plan needs at least one component");
    }
    boolean ofReference = ablation == Ablation.MEAN || ablation == Ablation.NOISE;
    if (ofReference == referenceSet.isEmpty()) {
      throw new IllegalArgumentException(
          "referenceSet='%s' does not fit ablation=%s".formatted(referenceSet, ablation.text()));
    }
    if (ablation != Ablation.NOISE && seed != 0) {
      throw new IllegalArgumentException(
          "seed=%d does not fit ablation=%s".formatted(seed, ablation.text()));
    }
  }

  /** A plan without donors or noise. */
  public CapturePlan(
      Ablation ablation,
      Scope scope,
      Target target,
      List<AblationUnit> ablated,
      String readout,
      String referenceSet) {
    this(ablation, scope, target, ablated, readout, referenceSet, DonorPosition.SAME, 0);
  }

  /** The same of other units. */
  public CapturePlan withUnits(List<AblationUnit> units) {
    return new CapturePlan(
        ablation, scope, target, units, readout, referenceSet, donorPosition, seed);
  }

  /**
   * The capture's identity: the same content, prompt and plan give the same id, so a re-run is
   * recognised as the same observation.
   *
   * @param donors ids of the prompts whose values are put in place; empty but for resample
   * @return 32 hexadecimal digits
   */
  public String captureId(String contentSha256, String promptId, List<String> donors) {
    String components = ablated.stream().map(AblationUnit::text).collect(Collectors.joining(","));
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
    if (ablation == Ablation.RESAMPLE) {
      identity += "\n" + donorPosition.text() + "\n" + String.join("\n", donors);
    }
    if (ablation == Ablation.NOISE) {
      identity += "\n" + seed;
    }
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
