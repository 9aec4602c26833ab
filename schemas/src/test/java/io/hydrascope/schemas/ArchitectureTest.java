package io.hydrascope.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.schemas",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule importsNothingOfOurs =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.analysis..",
              "io.hydrascope.agent..",
              "io.hydrascope.jobs..",
              "io.hydrascope.storage..",
              "io.hydrascope.embedded..",
              "io.hydrascope.cli..",
              "org.apache.kafka..",
              "org.apache.flink..",
              "com.clickhouse..");

  @ArchTest
  static final ArchRule arrowStaysInCapture =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.schemas.capture")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.arrow..");
}
