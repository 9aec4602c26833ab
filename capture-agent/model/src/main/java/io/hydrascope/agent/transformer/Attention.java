package io.hydrascope.agent.transformer;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Causal self-attention.
 *
 * @param inputs where queries, keys and values come from
 * @param queryKeyNorm of queries and keys before they are rotated (Qwen 3, Gemma 3, OLMo 2)
 * @param rotary where positions turn queries and keys
 */
public record Attention(
    Inputs inputs,
    Optional<QueryKeyNorm> queryKeyNorm,
    Optional<Rotary> rotary,
    Scores scores,
    Linear output) {

  /**
   * @param matrices one for each of query, key, value, or one for all
   * @param layout how queries, keys and values lie in the one matrix' output
   */
  public record Inputs(List<Linear> matrices, Layout layout) {
    public Inputs {
      matrices = List.copyOf(matrices);
    }

    public static Inputs separate(Linear query, Linear key, Linear value) {
      return new Inputs(List.of(query, key, value), Layout.SEPARATE);
    }
  }

  /** How queries, keys and values come out of the input matrices. */
  public enum Layout {
    /** Three matrices. */
    SEPARATE,
    /** All queries, all keys, all values (GPT-2). */
    SIDE_BY_SIDE,
    /** For each key head its queries, its key, its value (GPT-NeoX, Falcon). */
    BY_KEY_HEAD
  }

  /**
   * @param wholeWidth whether the norm is over all heads together (OLMo 2) or over each one's
   *     d_head
   */
  public record QueryKeyNorm(Norm query, Norm key, boolean wholeWidth) {}

  /**
   * How scores become weights: {@code softmax(cap·tanh(scale·q·k/cap) + scale·slope·position of k)}
   * over what is visible.
   *
   * @param scale factor on query·key
   * @param cap soft limit of a score (Gemma 2)
   * @param window how many positions a query sees, itself included (Mistral, Gemma)
   * @param slopes for each head, where later keys score higher (Falcon with alibi)
   */
  public record Scores(
      float scale, Optional<Float> cap, Optional<Integer> window, Optional<Slopes> slopes) {
    public static Scores scaled(double scale) {
      return new Scores((float) scale, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  Stream<TensorInfo> tensors() {
    return Stream.of(
            inputs.matrices().stream().flatMap(Linear::tensors),
            queryKeyNorm.stream()
                .flatMap(norm -> Stream.of(norm.query(), norm.key()))
                .flatMap(Norm::tensors),
            output.tensors())
        .flatMap(tensors -> tensors);
  }
}
