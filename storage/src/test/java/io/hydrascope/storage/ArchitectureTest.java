package io.hydrascope.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.storage",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule importsOnlySchemasOfOurs =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.analysis..",
              "io.hydrascope.agent..",
              "io.hydrascope.jobs..",
              "io.hydrascope.embedded..",
              "io.hydrascope.platform..",
              "io.hydrascope.compare..",
              "io.hydrascope.cli..",
              "org.apache.kafka..",
              "org.apache.flink..");

  @ArchTest
  static final ArchRule arrowAndClientStayInInsert =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.storage.insert")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.arrow..", "com.clickhouse.client..", "com.clickhouse.data..");

  @ArchTest
  static final ArchRule driverIsOpenedInOnePlace =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ClickHouseSession.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.clickhouse.jdbc..");

  @ArchTest
  static final ArchRule packagesStandSideBySide =
      noClasses()
          .that()
          .resideInAPackage("io.hydrascope.storage.insert")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.hydrascope.storage.migrate..", "io.hydrascope.storage.query..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.hydrascope.(**)").should().beFreeOfCycles();
}
