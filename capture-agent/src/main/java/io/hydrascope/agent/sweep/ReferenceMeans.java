package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Component;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What each component is on average over every token of a reference set: z of a head, otherwise
 * what is added to the residual.
 */
public final class ReferenceMeans {
  private static final int ID_HEX_DIGITS = 16;
  private static final int[] FIRST_POSITION = {0};

  private final String id;
  private final int headWidth;
  private final float[][] z; // [layer, head·d_head]
  private final float[][] attention; // [layer, d_model]
  private final float[][] mlp; // [layer, d_model]

  private ReferenceMeans(String id, Dimensions size, ActivationSums sums) {
    this.id = id;
    headWidth = size.headWidth();
    z = sums.zMeans();
    attention = sums.attentionMeans();
    mlp = sums.mlpMeans();
  }

  /**
   * @throws BadPromptException if there is no prompt, or one that the model cannot run
   */
  public static ReferenceMeans over(ModelRunner runner, List<Prompt> prompts) {
    if (prompts.isEmpty()) {
      throw new BadPromptException("prompts=0 in the reference set: at least 1");
    }
    prompts.forEach(prompt -> requireFits(runner, prompt));
    Dimensions size = runner.model().dimensions();
    ActivationSums sums = new ActivationSums(size);
    try (GraphSession plain = runner.plainSession()) {
      for (Prompt prompt : prompts) {
        Tensors inputs = new Tensors().put(PlainGraph.TOKENS, prompt.tokens());
        inputs.put(PlainGraph.READOUTS, FIRST_POSITION);
        sums.add(plain.run(inputs), prompt.tokens().length);
      }
    }
    return new ReferenceMeans(id(prompts), size, sums);
  }

  /** The same tokens give the same id, whatever the model. */
  public String id() {
    return id;
  }

  /** z of a head // [d_head], or what is added to the residual // [d_model] */
  float[] value(Component component) {
    return switch (component.kind()) {
      case HEAD -> {
        int start = component.index() * headWidth;
        yield Arrays.copyOfRange(z[component.layer()], start, start + headWidth);
      }
      case ATTN_OUT -> attention[component.layer()];
      case MLP_OUT -> mlp[component.layer()];
      default -> throw new IllegalArgumentException("component=" + component + " has no mean");
    };
  }

  private static void requireFits(ModelRunner runner, Prompt prompt) {
    new PromptCheck(runner.modelInfo()).requireFits(prompt);
    runner.budget().requirePassFits(prompt.tokens().length, FIRST_POSITION.length);
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
