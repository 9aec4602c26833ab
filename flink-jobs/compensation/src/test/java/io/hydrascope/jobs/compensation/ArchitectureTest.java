package io.hydrascope.jobs.compensation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.jobs.compensation",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule transportsAndApplicationsStayOutside =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.agent..",
              "io.hydrascope.platform..",
              "io.hydrascope.compare..",
              "io.hydrascope.cli..",
              "io.hydrascope.embedded..",
              "io.hydrascope.jobs.shifts..",
              "io.hydrascope.storage.insert..",
              "com.clickhouse..",
              "org.apache.arrow..",
              "org.apache.kafka..");
}
