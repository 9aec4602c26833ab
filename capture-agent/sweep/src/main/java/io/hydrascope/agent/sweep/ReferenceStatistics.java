package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Component;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * How every component behaves over the tokens of a reference set: z of a head, otherwise what is
 * added to the residual.
 */
public final class ReferenceStatistics {
  private static final int ID_HEX_DIGITS = 16;

  private final String id;
  private final Moments moments;
  private final Map<Component, float[]> means = new HashMap<>();
  private final Map<Component, float[]> deviations = new HashMap<>();

  private ReferenceStatistics(String id, Moments moments) {
    this.id = id;
    this.moments = moments;
  }

  /**
   * @throws BadPromptException if there is no prompt, or one that the model cannot run
   */
  public static ReferenceStatistics over(LoadedModel model, List<Prompt> prompts) {
    if (prompts.isEmpty()) {
      throw new BadPromptException("prompts=0 in the reference set: at least 1");
    }
    prompts.forEach(model::requireRunnableEverywhere);
    Moments moments = new Moments(model.dimensions());
    for (Prompt prompt : prompts) {
      moments.add(model.everywhere(prompt.tokens()));
    }
    return new ReferenceStatistics(id(prompts), moments);
  }

  /** The same tokens give the same id, whatever the model. */
  public String id() {
    return id;
  }

  /** // [d_head] or [d_model] */
  public float[] mean(Component component) {
    return means.computeIfAbsent(component, moments::mean);
  }

  /** Standard deviation of each value over the tokens. // [d_head] or [d_model] */
  public float[] deviation(Component component) {
    return deviations.computeIfAbsent(component, moments::deviation);
  }

  private static String id(List<Prompt> prompts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Prompt prompt : prompts) {
        ByteBuffer bytes = ByteBuffer.allocate((1 + prompt.tokens().length) * Integer.BYTES);
        bytes.putInt(prompt.tokens().length);
        bytes.asIntBuffer().put(prompt.tokens());
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, ID_HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
