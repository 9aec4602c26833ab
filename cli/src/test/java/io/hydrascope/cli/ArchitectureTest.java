package io.hydrascope.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Commands and words only. */
@AnalyzeClasses(
    packages = "io.hydrascope.cli",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
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

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.hydrascope.(**)").should().beFreeOfCycles();
}
