package io.hydrascope.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A folder becomes graphs; the engine's types end here. */
@AnalyzeClasses(
    packages = "io.hydrascope.agent",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule importsOnlySchemas =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.analysis..",
              "io.hydrascope.agent.sweep..",
              "io.hydrascope.agent.serve..",
              "io.hydrascope.jobs..",
              "io.hydrascope.storage..",
              "io.hydrascope.embedded..",
              "io.hydrascope.platform..",
              "io.hydrascope.compare..",
              "io.hydrascope.cli..",
              "org.apache.flink..",
              "com.clickhouse..",
              "org.apache.arrow..",
              "org.apache.kafka..");

  @ArchTest
  static final ArchRule protoTypesStayInOnnx =
      only("onnx", "ai.onnx.proto..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule engineTypesStayInEngine =
      only(
          "engine",
          "ai.onnxruntime..",
          "ai.djl",
          "ai.djl.engine..",
          "ai.djl.ndarray..",
          "ai.djl.inference..",
          "ai.djl.translate..",
          "ai.djl.onnxruntime..");

  @ArchTest
  static final ArchRule tokenizerTypesStayInCheckpoint = only("checkpoint", "ai.djl.huggingface..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.hydrascope.agent.(*)..").should().beFreeOfCycles();

  private static ArchRule only(String room, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.hydrascope.agent." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
