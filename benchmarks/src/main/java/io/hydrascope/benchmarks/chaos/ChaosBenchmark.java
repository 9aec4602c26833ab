package io.hydrascope.benchmarks.chaos;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.benchmarks.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of load and faults on a platform that {@code up} runs. Arguments: {@code --data DIR} on a
 * small disk of its own, {@code --result FILE}, {@code --seed S}, {@code --from ROUND}, {@code
 * --rounds N}. A result file of the same seed keeps its other rounds. Exits 1 when a row was lost
 * or doubled.
 */
final class ChaosBenchmark {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CYCLES = 3;
  private static final Set<String> NAMES = Set.of("data", "result", "seed", "from", "rounds");

  private ChaosBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = options(arguments);
    Path data = Path.of(options.get("data")).toAbsolutePath().normalize();
    Path result = Path.of(options.get("result"));
    long seed = Long.parseLong(options.getOrDefault("seed", "1"));
    int from = Integer.parseInt(options.getOrDefault("from", "1"));
    int rounds = Integer.parseInt(options.getOrDefault("rounds", "20"));
    List<Fault> faults = faults(seed);
    boolean clean = true;
    long sentRows = 0;
    try (ChaosPlatform platform =
        ChaosPlatform.start(data.resolve("platform"), data.resolve("up.log"))) {
      for (int round = from; round < from + rounds; round++) {
        int firstPrompt = round * RoundRun.PROMPTS;
        Fault fault = faults.get((round - 1) % faults.size());
        ChaosRound done = new RoundRun(platform, data, round, fault, firstPrompt, seed).run();
        System.out.println(done.line());
        keep(result, seed, done);
        clean &= done.isClean();
        sentRows += done.sentRows();
      }
      ChaosEnd end = ChaosEnd.look(platform, from, rounds, sentRows);
      System.out.println(end);
      keep(result, seed, end);
      clean &= end.isClean();
    }
    Runtime.getRuntime().exit(clean ? 0 : 1);
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      String name = arguments[i].replaceFirst("^--", "");
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(arguments[i] + " is none of " + NAMES);
      }
      options.put(name, arguments[i + 1]);
    }
    if (!options.containsKey("data") || !options.containsKey("result")) {
      throw new IllegalArgumentException("--data DIR and --result FILE are needed");
    }
    return options;
  }

  /** Each fault once in a drawn order, then again in another. */
  private static List<Fault> faults(long seed) {
    Random random = new Random(seed);
    List<Fault> all = new ArrayList<>();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      List<Fault> order = new ArrayList<>(Arrays.asList(Fault.values()));
      Collections.shuffle(order, random);
      all.addAll(order);
    }
    return all;
  }

  private static void keep(Path file, long seed, ChaosRound done) throws IOException {
    List<ChaosRound> rounds = new ArrayList<>();
    before(file, seed)
        .ifPresent(
            before ->
                before.rounds().stream()
                    .filter(round -> round.round() != done.round())
                    .forEach(rounds::add));
    rounds.add(done);
    rounds.sort(Comparator.comparingInt(ChaosRound::round));
    write(file, seed, rounds, null);
  }

  private static void keep(Path file, long seed, ChaosEnd end) throws IOException {
    write(file, seed, before(file, seed).orElseThrow().rounds(), end);
  }

  private static Optional<ChaosResult> before(Path file, long seed) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(JSON.readValue(file.toFile(), ChaosResult.class))
        .filter(result -> result.seed() == seed);
  }

  private static void write(Path file, long seed, List<ChaosRound> rounds, @Nullable ChaosEnd end)
      throws IOException {
    String load =
        "a round: %d prompts x 2 revisions x 8 components x 3 positions, %d malformed messages beside them"
            .formatted(RoundRun.PROMPTS, RoundRun.MALFORMED);
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(file.toFile(), new ChaosResult(Machine.present(), seed, load, rounds, end));
  }
}
