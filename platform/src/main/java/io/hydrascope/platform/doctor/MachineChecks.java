package io.hydrascope.platform.doctor;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.engine.EngineReport;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.embedded.EmbeddedException;
import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.MachineMemory;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.memory.MemoryDivision;
import io.hydrascope.platform.memory.OwnMemory;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** What this machine brings for the platform, whether or not one runs. */
public record MachineChecks(Path data) {
  private static final int NEEDED_JAVA = 17;
  private static final long NEEDED_FREE_BYTES = 512L << 20;
  private static final byte[] LOCALHOST = {127, 0, 0, 1};
  private static final Path GPU_DEVICE = Path.of("/dev/nvidiactl");

  public List<Finding> all() {
    return List.of(
        java(),
        memory(),
        disk(),
        ports(),
        jobJar(),
        clickHouseEngine(),
        engine(),
        tokenizer(),
        gpu());
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    String found = System.getProperty("java.vm.name") + " " + Runtime.version();
    return version >= NEEDED_JAVA
        ? Finding.ok("java", found)
        : Finding.problem("java", found, "install JDK 17 or later and set JAVA_HOME");
  }

  private Finding memory() {
    MemoryDivision division =
        MemoryDivision.of(OptionalInt.empty(), MachineMemory.present(), OwnMemory.ofHeap());
    try {
      EmbeddedPlatform.requireMemory(division.applied(PlatformSettings.in(data)));
      return Finding.ok("memory", "up divides " + division.text());
    } catch (EmbeddedException e) {
      return Finding.problem("memory", OneLine.of(e), "end other programs");
    }
  }

  private Finding disk() {
    Path existing = data;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = "%,d MB free for %s".formatted(free >> 20, data);
      if (!Files.isWritable(existing)) {
        return Finding.problem("disk", existing + " cannot be written", "choose another --data");
      }
      return free >= NEEDED_FREE_BYTES
          ? Finding.ok("disk", found)
          : Finding.problem(
              "disk",
              found,
              "free %,d MB or choose another --data".formatted(NEEDED_FREE_BYTES >> 20));
    } catch (IOException e) {
      return Finding.problem("disk", OneLine.of(e), "choose another --data");
    }
  }

  private static Finding ports() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOCALHOST))) {
      return Finding.ok(
          "ports", "127.0.0.1 can be listened on, %d for one".formatted(socket.getLocalPort()));
    } catch (IOException e) {
      return Finding.problem(
          "ports", OneLine.of(e), "allow this user to listen on ports of 127.0.0.1");
    }
  }

  private static Finding jobJar() {
    Path jar = Home.jobJar();
    return Files.isRegularFile(jar)
        ? Finding.ok("jobs", jar.toString())
        : Finding.problem("jobs", jar + " is missing", "run mvn -Dquick -DskipTests package");
  }

  private static Finding clickHouseEngine() {
    try {
      return Finding.ok("clickhouse", "engine " + EmbeddedClickHouse.engine());
    } catch (EmbeddedException e) {
      return Finding.problem(
          "clickhouse", OneLine.of(e), "demo, up and sql on a directory need it");
    }
  }

  private static Finding engine() {
    try {
      EngineReport report = EngineReport.load();
      return Finding.ok(
          "onnxruntime", report.version() + " with " + String.join(", ", report.providers()));
    } catch (LinkageError e) {
      return Finding.problem(
          "onnxruntime",
          OneLine.of(e),
          "sweep, agent and demo need it: Linux x86_64 with glibc 2.28 or later");
    }
  }

  private static Finding tokenizer() {
    Path folder = Home.directory().resolve("models").resolve("base");
    try {
      var loaded = TextTokenizer.find(folder);
      loaded.ifPresent(TextTokenizer::close);
      return loaded.isPresent()
          ? Finding.ok("tokenizer", "library loaded")
          : Finding.note("tokenizer", "no tokenizer.json in " + folder, "check out models/base");
    } catch (BadCheckpointException | LinkageError e) {
      return Finding.problem(
          "tokenizer", OneLine.of(e), "prompts as text need it; prompts as tokens do not");
    }
  }

  private static Finding gpu() {
    return Files.exists(GPU_DEVICE)
        ? Finding.note(
            "gpu",
            "an NVIDIA driver is loaded",
            "scripts/verify-gpu checks cuda and tensorrt; docs/engines.md")
        : Finding.note(
            "gpu", "none", "sweeps run on the CPU; --engine cuda needs an NVIDIA driver");
  }
}
