package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.Scope;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code sweep_transformer_lens.py} in a child process with one model and one prompt. It waits on
 * its input while the other side is timed.
 */
final class TransformerLensPeer implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private final Loaded loaded;

  /**
   * What it says once.
   *
   * @param target the intact run's argmax at the last position
   * @param intactLogit its centred logit
   * @param modes how it can sweep
   */
  record Loaded(
      int target,
      @JsonProperty("intact_logit") double intactLogit,
      List<String> modes,
      Map<String, String> versions) {}

  /**
   * What it says of a turn.
   *
   * @param seconds of each sweep over all ablations
   * @param logits centred logit of the target by ablated component
   */
  record Turn(int batch, double[] seconds, Map<String, Double> logits) {}

  private TransformerLensPeer(Process process) throws IOException {
    this.process = process;
    answers = process.inputReader();
    requests = process.outputWriter();
    loaded = answer(Loaded.class);
  }

  static TransformerLensPeer start(
      List<String> command, Path folder, Path tokens, int threads, Scope scope) throws IOException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of(folder.toString(), tokens.toString()));
    line.addAll(List.of("--threads", String.valueOf(threads), "--scope", scope.text()));
    Process process = new ProcessBuilder(line).redirectError(Redirect.INHERIT).start();
    try {
      return new TransformerLensPeer(process);
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }

  Loaded loaded() {
    return loaded;
  }

  Turn sweep(String mode, int sweeps) throws IOException {
    requests.write(mode + " " + sweeps + "\n");
    requests.flush();
    return answer(Turn.class);
  }

  private <T> T answer(Class<T> type) throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the TransformerLens process ended; its own message is above");
    }
    return JSON.readValue(line, type);
  }

  @Override
  public void close() throws IOException {
    requests.close();
    answers.close();
    process.destroy();
  }
}
