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

  private ReferenceMeans(String id, Dimensions size, float[][][] means) {
    this.id = id;
    headWidth = size.headWidth();
    z = means[0];
    attention = means[1];
    mlp = means[2];
  }

  /**
   * @throws BadPromptException if there is no prompt, or one that the model cannot run
   */
  public static ReferenceMeans over(ModelRunner runner, List<Prompt> prompts) {
    if (prompts.isEmpty()) {
      throw new BadPromptException("prompts=0 in the reference set: at least 1");
    }
    PromptCheck check = new PromptCheck(runner.modelInfo());
    prompts.forEach(check::requireFits);
    Dimensions size = runner.model().dimensions();
    double[][] z = new double[size.layers()][size.queryWidth()];
    double[][] attention = new double[size.layers()][size.width()];
    double[][] mlp = new double[size.layers()][size.width()];
    long tokens = 0;
    try (GraphSession plain = runner.plainSession()) {
      for (Prompt prompt : prompts) {
        runner.budget().ablationsAtOnce(prompt.tokens().length, 1);
        Tensors sums =
            plain.run(
                new Tensors()
                    .put(PlainGraph.TOKENS, prompt.tokens())
                    .put(PlainGraph.READOUTS, FIRST_POSITION));
        for (int layer = 0; layer < size.layers(); layer++) {
          add(z[layer], sums.floats(PlainGraph.zSum(layer)));
          add(attention[layer], sums.floats(PlainGraph.attentionSum(layer)));
          add(mlp[layer], sums.floats(PlainGraph.mlpSum(layer)));
        }
        tokens += prompt.tokens().length;
      }
    }
    float[][][] means = {mean(z, tokens), mean(attention, tokens), mean(mlp, tokens)};
    return new ReferenceMeans(id(prompts), size, means);
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

  private static void add(double[] sum, float[] values) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
  }

  private static float[][] mean(double[][] sums, long tokens) {
    float[][] means = new float[sums.length][];
    for (int layer = 0; layer < sums.length; layer++) {
      means[layer] = new float[sums[layer].length];
      for (int i = 0; i < sums[layer].length; i++) {
        means[layer][i] = (float) (sums[layer][i] / tokens);
      }
    }
    return means;
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
