package io.hydrascope.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The agent as a service; Kafka's types end here. */
@AnalyzeClasses(
    packages = "io.hydrascope.agent",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule importsOnlySchemasAnalysisHttpAndSweep =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.jobs..",
              "io.hydrascope.storage..",
              "io.hydrascope.embedded..",
              "io.hydrascope.platform..",
              "io.hydrascope.compare..",
              "io.hydrascope.cli..",
              "org.apache.flink..",
              "com.clickhouse..",
              "ai.djl..",
              "ai.onnxruntime..",
              "ai.onnx.proto..",
              "org.eclipse.jetty..",
              "org.apache.arrow..");

  @ArchTest static final ArchRule kafkaTypesStayInPublish = only("publish", "org.apache.kafka..");

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
