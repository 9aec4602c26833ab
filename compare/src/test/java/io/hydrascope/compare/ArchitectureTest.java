package io.hydrascope.compare;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The release gate: offline or from what is stored, never through Kafka or Flink. */
@AnalyzeClasses(
    packages = "io.hydrascope.compare",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoPlatformAndNoCommandLine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.cli..",
              "io.hydrascope.platform..",
              "io.hydrascope.jobs..",
              "io.hydrascope.embedded..",
              "io.hydrascope.agent.serve..",
              "io.hydrascope.agent.publish..",
              "io.hydrascope.http..",
              "picocli..");

  @ArchTest
  static final ArchRule librariesBehindOtherModulesStayThere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..",
              "ai.onnxruntime..",
              "com.clickhouse..",
              "org.apache.arrow..",
              "org.apache.kafka..",
              "org.eclipse.jetty..",
              "org.apache.flink..");

  /** The page draws what was compared; comparing knows no page. */
  @ArchTest
  static final ArchRule comparingKnowsNoPage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.compare.report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.hydrascope.compare.report..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.hydrascope.(**)").should().beFreeOfCycles();
}
