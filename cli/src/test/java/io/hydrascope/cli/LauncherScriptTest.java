package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher on machines that lack something, played by stand-ins on the PATH. */
class LauncherScriptTest {
  private static final Path SCRIPT = Path.of("..", "hydrascope").toAbsolutePath().normalize();

  @TempDir Path checkout;
  private Path tools;

  private record Ended(int exitCode, String stderr) {}

  @BeforeEach
  void copyScriptAndTools() throws IOException {
    Files.copy(SCRIPT, checkout.resolve("hydrascope"));
    tools = Files.createDirectory(checkout.resolve("tools"));
    for (String name :
        List.of(
            "bash", "dirname", "sed", "head", "find", "mktemp", "mkdir", "rm", "mv", "tee", "cat",
            "grep")) {
      Path real = onPath(name);
      Files.createSymbolicLink(tools.resolve(name), real);
    }
  }

  @Test
  void run_noJava_saysWhatToInstall() throws Exception {
    Ended ended = run();
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.stderr()).hasLineCount(1).contains("java is missing").contains("JDK 17");
  }

  @Test
  void run_oldJava_namesItsVersion() throws Exception {
    tool("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    Ended ended = run();
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.stderr()).hasLineCount(1).contains("version=11").contains("JDK 17");
  }

  @Test
  void run_noNode_saysWhatToInstall() throws Exception {
    tool("java", "echo 'openjdk version \"21.0.2\"' >&2");
    tool("mvn", "true");
    Ended ended = run();
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.stderr()).hasLineCount(1).contains("node is missing").contains("Node 20");
  }

  @Test
  void run_oldNode_namesItsVersion() throws Exception {
    tool("java", "echo 'openjdk version \"21.0.2\"' >&2");
    tool("mvn", "true");
    tool("node", "echo v18.1.0");
    Ended ended = run();
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.stderr()).hasLineCount(1).contains("version=18");
  }

  @Test
  void run_failedBuild_showsTheErrorAndTheLog() throws Exception {
    tool("java", "echo 'openjdk version \"21.0.2\"' >&2");
    tool("node", "echo v20.0.0");
    tool("mvn", "echo '[INFO] Building schemas 0.1 [2/9]'; echo '[ERROR] no such thing'; exit 1");
    Ended ended = run();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.stderr())
        .contains("2/9 schemas")
        .contains("[ERROR] no such thing")
        .contains("the whole log is in " + checkout.resolve("target/build.log"));
  }

  @Test
  void run_compilerError_showsFileLineAndMessageOfTheFirst() throws Exception {
    failedBuild(
        "[INFO] Building schemas 0.1 [2/9]",
        "[WARNING] " + checkout + "/schemas/Old.java:[3,1] deprecated",
        "[ERROR] COMPILATION ERROR : ",
        "[ERROR] " + checkout + "/schemas/src/main/java/Bad.java:[12,5] cannot find symbol",
        "  symbol:   class Nowhere",
        "  location: class Bad",
        "[ERROR] " + checkout + "/schemas/src/main/java/Worse.java:[40,1] ';' expected",
        "[ERROR] Failed to execute goal compiler:compile on project schemas: Compilation failure");
    assertThat(run().stderr().lines().skip(2))
        .startsWith(
            "schemas/src/main/java/Bad.java:12: cannot find symbol",
            "  symbol:   class Nowhere",
            "  location: class Bad")
        .noneMatch(line -> line.contains("Worse.java"))
        .last()
        .asString()
        .contains("the build failed", "target/build.log");
  }

  @Test
  void run_npmError_showsWhatNpmSaid() throws Exception {
    failedBuild(
        "embedded-clickhouse: fetching the ClickHouse engine, about 180 MB",
        "embedded-clickhouse: npm ci failed: npm error code ENOTFOUND; check the network",
        "[ERROR] Command execution failed.",
        "[ERROR] Failed to execute goal exec:exec on project embedded-clickhouse: exit value 1");
    assertThat(run().stderr())
        .contains("npm: npm ci failed: npm error code ENOTFOUND; check the network")
        .doesNotContain("Command execution");
  }

  @Test
  void run_networkError_namesTheArtifactAndTheReason() throws Exception {
    failedBuild(
        "[ERROR] Failed to execute goal on project schemas: Could not resolve dependencies:"
            + " Could not transfer artifact a:b:jar:1 from/to central"
            + " (https://repository.example): Connection refused -> [Help 1]",
        "[ERROR] To see the full stack trace, re-run Maven with the -e switch.");
    assertThat(run().stderr())
        .contains("network: Could not transfer artifact a:b:jar:1", "Connection refused\n")
        .contains("check the network")
        .doesNotContain("stack trace", "[Help 1]");
  }

  private void failedBuild(String... lines) throws IOException {
    tool("java", "echo 'openjdk version \"21.0.2\"' >&2");
    tool("node", "echo v20.0.0");
    Path log = checkout.resolve("log-of-maven");
    Files.write(log, List.of(lines));
    tool("mvn", "cat '" + log + "'; exit 1");
  }

  @Test
  void run_unknownProfile_namesTheKnownOnes() throws Exception {
    Ended ended = run(Map.of("HYDRASCOPE_PROFILE", "gpu"));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.stderr()).hasLineCount(1).contains("=gpu", "cpu, cuda or tensorrt");
  }

  @Test
  void run_profile_isBuiltWithIt() throws Exception {
    tool("java", "echo 'openjdk version \"21.0.2\"' >&2");
    tool("node", "echo v20.0.0");
    tool("mvn", "echo \"[ERROR] arguments: $*\"; exit 1");
    assertThat(run(Map.of("HYDRASCOPE_PROFILE", "cuda")).stderr()).contains("-Pcuda package");
    assertThat(run().stderr()).contains("-DskipTests package");
  }

  private Ended run() throws Exception {
    return run(Map.of());
  }

  private Ended run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(tools.resolve("bash").toString(), "hydrascope", "demo")
            .directory(checkout.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String stderr = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), stderr);
  }

  private void tool(String name, String body) throws IOException {
    Path file = tools.resolve(name);
    Files.writeString(file, "#!" + onPath("bash") + "\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path onPath(String name) throws IOException {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      Path candidate = Path.of(folder, name);
      if (Files.isExecutable(candidate)) {
        return candidate.toRealPath();
      }
    }
    throw new IOException(name + " is not on the PATH");
  }
}
