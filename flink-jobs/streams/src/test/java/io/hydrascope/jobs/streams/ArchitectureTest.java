package io.hydrascope.jobs.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.jobs.streams",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoApplication =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.agent..",
              "io.hydrascope.platform..",
              "io.hydrascope.compare..",
              "io.hydrascope.cli..",
              "io.hydrascope.embedded..",
              "io.hydrascope.jobs.compensation..",
              "io.hydrascope.jobs.shifts..",
              "com.clickhouse..",
              "org.apache.arrow..");

  @ArchTest
  static final ArchRule kafkaStaysInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.jobs.streams.kafka")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..");

  @ArchTest
  static final ArchRule insertsStayInTheirPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.jobs.streams.clickhouse")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hydrascope.storage.insert..");
}
