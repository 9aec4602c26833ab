package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets one line that names the value and the next step. */
class HydrascopeTest {
  @TempDir Path folder;

  private record Ended(int exitCode, String out, String err) {}

  @Test
  void run_noArguments_listsCommandsAndExamples() {
    Ended ended = run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains(
            "demo",
            "sweep",
            "compare",
            "agent",
            "up",
            "jobs",
            "schema",
            "sql",
            "alerts",
            "dead-letters",
            "replay",
            "top",
            "vectors",
            "doctor",
            "Examples:");
  }

  @Test
  void run_everyCommand_hasHelpWithExamples() {
    for (String command :
        new String[] {
          "demo",
          "sweep",
          "agent",
          "compare",
          "up",
          "jobs",
          "schema",
          "sql",
          "alerts",
          "dead-letters",
          "replay",
          "top",
          "vectors",
          "doctor"
        }) {
      Ended ended = run(command, "--help");
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.out()).contains("Examples:", "--json");
    }
  }

  @Test
  void run_unknownOption_namesItAndTheNearest() {
    assertBadInput(run("demo", "--onec"), "--onec", "--once");
  }

  @Test
  void replay_timesThatCannotBe_namesThem() {
    assertBadInput(
        run("replay", "--from", "2026-01-02", "--to", "2026-01-01"),
        "--from 2026-01-02",
        "--to 2026-01-01");
    assertBadInput(
        run("replay", "--from", "yesterday", "--to", "2026-01-01"), "yesterday", "2026-01-31");
    assertBadInput(run("replay", "--from", "2999-01-01"), "--from 2999-01-01", "future");
  }

  @Test
  void replay_noPlatform_saysHowToStartOne() {
    assertBadInput(
        run("replay", "--from", "2026-01-01", "--to", "2026-01-02", "--data", folder.toString()),
        folder.toString(),
        "hydrascope up");
    assertBadInput(
        run("replay", "--from", "2026-01-01", "--to", "2026-01-02", "--kafka", "k:9092"),
        "--kafka k:9092",
        "--flink");
  }

  @Test
  void up_rowsKeptTooBriefly_namesThemAndTheLeast() {
    String data = folder.toString();
    assertBadInput(
        run("up", "--data", data, "--keep", "effects=3"), "--keep effects=3", "at least 4");
    assertBadInput(run("up", "--data", data, "--keep", "efects=9"), "efects", "effects, responses");
  }

  @Test
  void up_jobsOptionsOutOfRange_areNamedWithTheLimits() {
    for (String[] wrong :
        new String[][] {
          {"--dedup-horizon", "59s", "1m to 365d"},
          {"--pair-horizon", "366d", "1m to 365d"},
          {"--allowed-lateness-minutes", "31", "0 to 30"},
          {"--metrics-horizon-days", "2", "3 to 3650"},
          {"--responses-rate", "1.5", "0 to 1"},
          {"--group-wait-seconds", "0", "1 to 86400"}
        }) {
      String given = wrong[0] + " " + wrong[1];
      assertBadInput(run("up", "--data", folder.toString(), wrong[0], wrong[1]), given, wrong[2]);
      assertBadInput(
          run("jobs", "--kafka", "k:1", "--clickhouse", "http://c:1", wrong[0], wrong[1]), given);
    }
  }

  @Test
  void replay_jobsOptionsOfAPlatformThatKnowsThem_areRefused() {
    assertBadInput(
        run("replay", "--from", "2026-01-01", "--to", "2026-01-02", "--dedup-horizon", "14d"),
        "--data .hydrascope",
        "--flink");
  }

  @Test
  void schema_cluster_printsTablesRetentionAndRoleAndWhatIsUnverified() {
    Ended ended =
        run("schema", "--cluster", "main", "--keep", "effects=60", "--cold", "30:hot_and_cold");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .startsWith("-- Nothing was executed.")
        .contains(
            "replication itself is unverified",
            "CREATE TABLE IF NOT EXISTS effects ON CLUSTER 'main'",
            "ReplicatedMergeTree",
            "ALTER TABLE effects ON CLUSTER 'main' MODIFY SETTING storage_policy = 'hot_and_cold';",
            "inserted_at + toIntervalDay(30) TO VOLUME 'cold', inserted_at + toIntervalDay(60);",
            "CREATE ROLE IF NOT EXISTS hydrascope_reader ON CLUSTER 'main';",
            "GRANT ON CLUSTER 'main' SELECT ON hydrascope.effects TO hydrascope_reader;",
            "MAX queries = 20000");
  }

  @Test
  void schema_singleServer_hasNothingOfACluster() {
    Ended ended = run("schema");
    assertThat(ended.out())
        .contains("CREATE TABLE IF NOT EXISTS effects", "CREATE ROLE")
        .doesNotContain("CLUSTER", "Replicated", "replication");
  }

  @Test
  void schema_whatCannotBe_isNamed() {
    assertBadInput(run("schema", "--cluster", "a b"), "--cluster a b");
    assertBadInput(run("schema", "--cold", "soon"), "--cold soon", "30:hot_and_cold");
    assertBadInput(run("schema", "--cold", "90:tiered"), "--cold 90:tiered", "shorter");
  }

  @Test
  void run_unknownCommand_namesTheNearest() {
    assertThat(run("demos").exitCode()).isEqualTo(2);
    assertThat(run("demos").err()).contains("demos", "demo");
  }

  @Test
  void run_subcommandThatIsNone_namesTheNearest() {
    assertThat(run("alerts", "lst").err()).contains("Did you mean: ./hydrascope alerts list?");
    assertThat(run("alerts", "acc").err()).contains("Did you mean: ./hydrascope alerts ack?");
    assertThat(run("dead-letters", "retr").err())
        .contains("Did you mean: ./hydrascope dead-letters retry?");
    assertThat(run("swep").err()).contains("Did you mean: ./hydrascope sweep?");
    assertThat(run("alerts", "lst").exitCode()).isEqualTo(2);
  }

  @Test
  void doctor_noPlatform_checksTheMachineAndSaysHowToStartOne() {
    Ended ended = run("doctor", "--data", folder.toString(), "--json");
    assertThat(ended.out().lines())
        .anySatisfy(line -> assertThat(line).contains("\"java\"", "\"OK\""))
        .anySatisfy(line -> assertThat(line).contains("\"onnxruntime\"", "\"OK\"", "cpu"))
        .anySatisfy(line -> assertThat(line).contains("\"clickhouse\"", "\"OK\""))
        .anySatisfy(line -> assertThat(line).contains("\"platform\"", "hydrascope up"));
  }

  @Test
  void doctor_serverThatIsAway_namesItAndFails() {
    Ended ended = run("doctor", "--data", folder.toString(), "--flink", "http://127.0.0.1:1");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("PROBLEM  flink", "http://127.0.0.1:1", "JobManager");
  }

  @Test
  void agent_nothingToSendTo_saysWhatToStart() {
    assertBadInput(agent(), "--kafka HOST:PORT", "no platform runs");
  }

  @Test
  void agent_optionsThatDoNotFit_sayWhy() {
    assertBadInput(agent("--kafka", "h:1", "--spool-limit", "1m"), "at least 16m");
    assertBadInput(agent("--kafka", "h:1", "--ablation", "mean"), "--reference FILE");
    assertBadInput(agent("--kafka", "h:1", "--ablation", "resample"), "--donors FILE");
    assertBadInput(agent("--kafka", "h:1", "--donors", "d"), "--ablation resample");
    assertBadInput(agent("--kafka", "h:1", "--revision", " "), "--revision ' '", "leave it out");
    assertBadInput(agent("--kafka", "h:1", "--model-name", ""), "--model-name ''", "leave it out");
    assertBadInput(agent("--kafka", "h:1", "--vectors", "2"), "must be 0 to 1");
  }

  private static Ended agent(String... more) {
    return run(
        Stream.concat(Stream.of("agent", "--model", "x", "--data", "nowhere"), Arrays.stream(more))
            .toArray(String[]::new));
  }

  @Test
  void sweep_noSuchFolder_saysSo() {
    assertBadInput(sweep("nowhere"), "nowhere");
  }

  @Test
  void sweep_unknownAblation_namesTheKnownOnes() {
    assertBadInput(sweep("x", "--ablation", "nil"), "ablation=nil", "zero", "mean");
  }

  @Test
  void sweep_badSize_namesTheForm() {
    assertBadInput(sweep("x", "--memory", "lots"), "lots", "4g");
  }

  @Test
  void sweep_unknownEngine_namesTheKnownOnes() {
    assertBadInput(sweep("x", "--engine", "gpu"), "engine=gpu", "cpu", "cuda", "tensorrt");
  }

  @Test
  void sweep_narrowTypeOnCpu_saysWhereItIs() {
    assertBadInput(sweep("x", "--precision", "fp16"), "precision=fp16", "tensorrt");
  }

  @Test
  void sweep_engineNotInBuild_namesTheProfile() {
    assumeTrue(System.getenv("HYDRASCOPE_PROFILE") == null, "built for a GPU");
    Ended ended =
        sweep("../capture-agent/model/src/test/resources/golden/gpt2", "--engine", "cuda");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("engine=cuda", "HYDRASCOPE_PROFILE=cuda").hasLineCount(1);
  }

  @Test
  void sweep_unsupportedModelType_namesTheSupportedOnes() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("config.json"), "{\"model_type\": \"bert\"}");
    assertBadInput(sweep(model.toString()), "bert", "gpt2", "llama");
  }

  @Test
  void demo_badDuration_namesTheForm() {
    assertBadInput(run("demo", "--for", "soon"), "soon", "10m");
  }

  @Test
  void demo_modelIsNoFolder_saysSo() {
    assertBadInput(run("demo", "--model", "nowhere"), "nowhere", "--model DIR");
  }

  @Test
  void sql_emptyDirectory_saysWhatToRunFirst() {
    assertBadInput(
        run("sql", "--data", folder.toString(), "SELECT 1"), folder.toString(), "demo --once");
  }

  private Ended sweep(String model, String... more) {
    String[] arguments = new String[7 + more.length];
    String output = folder.resolve("rows.jsonl").toString();
    String prompts = folder.resolve("prompts.jsonl").toString();
    System.arraycopy(
        new String[] {"sweep", "--model", model, "--prompts", prompts, "--output", output},
        0,
        arguments,
        0,
        7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return run(arguments);
  }

  private static void assertBadInput(Ended ended, String... parts) {
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(parts);
  }

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Hydrascope.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ended(exitCode, out.toString(), err.toString());
  }
}
