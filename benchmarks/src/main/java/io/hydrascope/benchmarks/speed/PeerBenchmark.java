package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.speed.PeerResult.PeerRatio;
import io.hydrascope.schemas.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * P2: a full sweep of all heads and MLPs against TransformerLens on the same folder, tokens,
 * threads and readout (the last position), in turns. Both sides' ablated logits have to agree.
 *
 * <pre>
 * PYTHON SCRIPT FOLDER RESULT.json ROUNDS [CASE]    tiny-64, gpt2-small-64 or gpt2-small-128; all without it
 * </pre>
 */
public final class PeerBenchmark {
  private static final List<PeerCase> CASES =
      List.of(
          new PeerCase("tiny", Gpt2Shape.TINY, 64, Scope.ALL_POSITIONS, 20),
          new PeerCase("gpt2-small", Gpt2Shape.SMALL, 64, Scope.ALL_POSITIONS, 1),
          new PeerCase("gpt2-small", Gpt2Shape.SMALL, 128, Scope.READOUT_POSITION, 1));

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final long MEMORY_BYTES = 2L << 30;

  private final List<String> peerCommand;
  private final Path folder;
  private final int rounds;
  private final int threads = Runtime.getRuntime().availableProcessors();

  private PeerBenchmark(List<String> peerCommand, Path folder, int rounds) {
    this.peerCommand = peerCommand;
    this.folder = folder;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 5 || arguments.length > 6) {
      System.err.println("usage: PYTHON SCRIPT FOLDER RESULT.json ROUNDS [CASE]");
      System.exit(2);
    }
    List<String> command = List.of(arguments[0], arguments[1]);
    PeerBenchmark benchmark =
        new PeerBenchmark(command, Path.of(arguments[2]), Integer.parseInt(arguments[4]));
    String only = arguments.length == 6 ? arguments[5] : "";
    PeerResult result =
        benchmark.run(CASES.stream().filter(c -> only.isEmpty() || c.name().equals(only)).toList());
    JSON.writeValue(Path.of(arguments[3]).toFile(), result);
  }

  private PeerResult run(List<PeerCase> cases) throws IOException {
    List<PeerRatio> comparisons = new ArrayList<>();
    Map<String, String> versions = Map.of();
    for (PeerCase what : cases) {
      Path checkpoint = what.shape().checkpoint(folder);
      Path tokens = folder.resolve("tokens-%s.json".formatted(what.name()));
      JSON.writeValue(tokens.toFile(), what.tokens());
      try (TransformerLensPeer peer =
              TransformerLensPeer.start(peerCommand, checkpoint, tokens, threads, what.scope());
          ModelRunner runner =
              ModelRunner.load(checkpoint, new EngineOptions(threads, MEMORY_BYTES))) {
        versions = peer.loaded().versions();
        comparisons.addAll(new PeerMatch(what, runner, peer).run(rounds));
      }
    }
    comparisons.forEach(PeerBenchmark::print);
    return new PeerResult(Machine.present(), threads, rounds, versions, comparisons);
  }

  private static void print(PeerRatio result) {
    System.out.printf(
        "%-11s T=%-4d %-17s %-15s batch %-3d ours %8.3f ms, peer %8.3f ms per ablation = %5.1f (%.1f to %.1f), logits within %.0e%n",
        result.model(),
        result.tokens(),
        result.scope(),
        result.peerMode(),
        result.batch(),
        1e3 * result.ours().median(),
        1e3 * result.peer().median(),
        result.ratio().median(),
        result.ratio().min(),
        result.ratio().max(),
        result.logitDifference());
  }
}
