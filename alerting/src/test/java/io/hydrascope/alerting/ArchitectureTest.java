package io.hydrascope.alerting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.alerting",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule kafkaStaysInTopic =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.alerting.topic")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule yamlStaysInRules =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.alerting.rules")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson.dataformat..", "org.yaml..");

  @ArchTest
  static final ArchRule applicationsStayOutside =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.agent..",
              "io.hydrascope.platform..",
              "io.hydrascope.compare..",
              "io.hydrascope.cli..",
              "io.hydrascope.jobs..",
              "io.hydrascope.storage..",
              "org.apache.flink..",
              "com.clickhouse..",
              "org.apache.arrow..");
}
