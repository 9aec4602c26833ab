package io.hydrascope.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Starts, watches and ends a platform; knows nothing of the command line. */
@AnalyzeClasses(
    packages = "io.hydrascope.platform",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoCommandLine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.cli..", "io.hydrascope.compare..", "info.picocli..", "picocli..");

  @ArchTest
  static final ArchRule kafkaStaysInPlatform =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hydrascope.platform")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..");

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
              "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.hydrascope.(**)").should().beFreeOfCycles();
}
