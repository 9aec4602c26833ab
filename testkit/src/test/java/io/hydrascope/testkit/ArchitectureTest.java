package io.hydrascope.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.testkit",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule TESTKIT_KNOWS_ONLY_SCHEMAS_AND_EMBEDDED =
      classes()
          .that()
          .resideOutsideOfPackage("io.hydrascope.testkit.flink")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.testkit..",
              "io.hydrascope.embedded",
              "io.hydrascope.schemas..",
              "org.junit.jupiter..",
              "org.jspecify..",
              "java..");
}
