package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TestingParsers;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Rotary;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against transformers 4.57 for heads of 128 values. */
class RotaryFrequenciesTest {
  private static final int[] PAIRS = {0, 15, 24, 32, 45, 63};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"rope_theta\":1e6,\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4,\"original_max_position_embeddings\":32768}|1.138629436|1 0.0392418988 0.00537532149 0.000602941145 1.51074091e-05 3.10234441e-07",
        "\"rope_theta\":1e4,\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":40,\"original_max_position_embeddings\":4096,\"mscale\":0.707,\"mscale_all_dim\":1,\"beta_fast\":32,\"beta_slow\":1}|0.9210423554|1 0.115478203 0.0268793609 0.00550000044 9.62454505e-05 2.88695469e-06",
        "\"rope_parameters\":{\"rope_theta\":5e5,\"rope_type\":\"yarn\",\"factor\":2,\"attention_factor\":1.25,\"truncate\":false,\"beta_fast\":16,\"beta_slow\":2}|1.25|1 0.0461640507 0.00638006767 0.000707106723 4.91905557e-05 1.22757035e-06",
        "\"rope_theta\":5e5,\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,\"high_freq_factor\":4,\"original_max_position_embeddings\":8192}|1|1 0.0461640507 0.00729266508 0.000524846022 1.22976389e-05 3.06892588e-07",
        "\"rope_theta\":1e4,\"rope_scaling\":{\"type\":\"linear\",\"factor\":4}|1|0.25 0.0288695507 0.00790569466 0.00249999994 0.000384981628 2.88695483e-05"
      })
  void full_scaled_equalsReference(String entries, float amplitude, String frequencies) {
    Config config =
        TestingParsers.config(("{" + entries + "}").getBytes(StandardCharsets.UTF_8))
            .withDefaults("{\"rope_theta\": 10000}");
    Rotary rotary = Rope.of(config).full(new Dimensions(1, 1, 1, 128, 128, 1, 8192));
    assertThat(rotary.amplitude()).isCloseTo(amplitude, within(1e-6f));
    String[] expected = frequencies.split(" ", -1);
    for (int i = 0; i < PAIRS.length; i++) {
      double frequency = Double.parseDouble(expected[i]);
      assertThat((double) rotary.frequencies()[PAIRS[i]])
          .isCloseTo(frequency, within(1e-5 * frequency));
    }
  }
}
