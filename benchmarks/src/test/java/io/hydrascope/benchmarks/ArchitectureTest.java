package io.hydrascope.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.benchmarks",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoCommandLine =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("io.hydrascope.cli..");

  @ArchTest
  static final ArchRule librariesBehindOtherModulesStayThere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..",
              "ai.onnxruntime..",
              "ai.onnx.proto..",
              "com.clickhouse..",
              "org.eclipse.jetty..",
              "org.apache.arrow..");

  @ArchTest
  static final ArchRule flinkStaysInFlow =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.benchmarks.flow")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule kafkaStaysInKafka =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.benchmarks.kafka")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule sharedClassesKnowNoBenchmark =
      noClasses()
          .that()
          .resideInAPackage("io.hydrascope.benchmarks")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hydrascope.benchmarks.*..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.hydrascope.benchmarks.(*)..").should().beFreeOfCycles();
}
