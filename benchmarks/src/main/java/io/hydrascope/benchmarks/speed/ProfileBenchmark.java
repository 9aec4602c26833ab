package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.speed.ProfileResult.Case;
import io.hydrascope.benchmarks.speed.ProfileResult.Graph;
import io.hydrascope.benchmarks.speed.ProfileResult.Operator;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Where the time of sweeps and intact captures goes, by ONNX Runtime's own profile of each graph.
 * Profiling itself takes time at every operation: the shares count, not the sums.
 *
 * <pre>
 * FOLDER RESULT.json
 * </pre>
 */
public final class ProfileBenchmark {
  private static final long MEMORY_BYTES = 2L << 30;
  private static final String PROFILE_FOLDER = "hydrascope.engine.profile";

  /** In the order in which a runner loads them; then comes the one that a question is about. */
  private static final List<String> LOADED =
      List.of("intact run", "readout", "directions through W_O", "check at load");

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("P1", 64, "last", 2),
          new Question("P1", 128, "last", 1),
          new Question("P1", 64, "all", 1),
          new Question("P1", 128, "all", 1),
          new Question("P3", 128, "last", 10),
          new Question("P4", 64, "last", 30),
          new Question("P4", 64, "all", 30));

  private final Path checkpoint;
  private final JsonMapper json =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private record Question(String what, int tokens, String readout, int runs) {
    boolean isIntact() {
      return what.equals("P4");
    }

    /** The graph that it loads beyond those of every runner. */
    String own() {
      return switch (what) {
        case "P3" -> "intact run and rows, read out";
        case "P4" -> "intact run, read out";
        default -> "ablated rows";
      };
    }
  }

  private ProfileBenchmark(Path checkpoint) {
    this.checkpoint = checkpoint;
  }

  public static void main(String[] arguments) throws IOException {
    ProfileBenchmark benchmark =
        new ProfileBenchmark(Gpt2Shape.SMALL.checkpoint(Path.of(arguments[0])));
    List<Case> cases = new ArrayList<>();
    for (Question question : QUESTIONS) {
      cases.add(benchmark.measure(question));
    }
    ProfileResult result = new ProfileResult(Machine.present(), cases);
    benchmark.json.writeValue(Path.of(arguments[1]).toFile(), result);
  }

  private Case measure(Question question) throws IOException {
    Path folder = Files.createTempDirectory("profile");
    System.setProperty(PROFILE_FOLDER, folder.toString());
    Stopwatch watch = new Stopwatch();
    int cores = Runtime.getRuntime().availableProcessors();
    try (ModelRunner runner =
        ModelRunner.load(checkpoint, new EngineOptions(cores, MEMORY_BYTES))) {
      Runnable work = work(runner, question);
      for (int run = 0; run < question.runs(); run++) {
        watch.time(work);
      }
    }
    return new Case(
        question.what(),
        question.tokens(),
        question.readout(),
        question.runs(),
        watch.median(),
        graphs(folder, question));
  }

  private static Runnable work(ModelRunner runner, Question question) {
    List<AblationUnit> units =
        runner
            .modelInfo()
            .basis()
            .units(List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.MLP_OUT));
    Scope scope = question.what().equals("P3") ? Scope.READOUT_POSITION : Scope.ALL_POSITIONS;
    Sweep sweep =
        Sweep.zero(
            runner,
            new CapturePlan(Ablation.ZERO, scope, Target.ARGMAX, units, question.readout(), ""));
    int[] tokens =
        new Random(question.tokens())
            .ints(question.tokens(), 0, Gpt2Shape.SMALL.vocabulary())
            .toArray();
    Prompt prompt = new Prompt("p", tokens, Map.of(), "p");
    return question.isIntact() ? () -> sweep.runIntact(prompt) : () -> sweep.run(prompt);
  }

  /** Those that ran more than in the check at load. */
  private List<Graph> graphs(Path folder, Question question) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.sorted().toList();
    }
    List<Graph> graphs = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      JsonNode events = json.readTree(files.get(i).toFile());
      Graph graph =
          graph(i < LOADED.size() ? LOADED.get(i) : question.own(), events, question.runs());
      if (graph.passes() > 1 && graph.passes() >= question.runs()) {
        graphs.add(graph);
      }
      Files.delete(files.get(i));
    }
    Files.delete(folder);
    return graphs;
  }

  private static Graph graph(String name, JsonNode events, int runs) {
    Map<String, Double> seconds = new HashMap<>();
    int passes = 0;
    double total = 0;
    for (JsonNode event : events) {
      double duration = event.path("dur").asDouble() * 1e-6;
      String what = event.path("name").asText();
      if (what.equals("model_run")) {
        passes++;
        total += duration;
      } else if (what.endsWith("_kernel_time") && event.path("cat").asText().equals("Node")) {
        seconds.merge(event.path("args").path("op_name").asText(), duration, Double::sum);
      }
    }
    double all = total;
    List<Operator> operators =
        seconds.entrySet().stream()
            .map(entry -> new Operator(entry.getKey(), entry.getValue() / all))
            .sorted(Comparator.comparingDouble(Operator::share).reversed())
            .toList();
    return new Graph(name, passes, total / runs, operators);
  }
}
