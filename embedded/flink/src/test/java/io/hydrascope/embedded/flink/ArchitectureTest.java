package io.hydrascope.embedded.flink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.embedded.flink",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule GUARD_KNOWS_NOTHING_OF_FLINK =
      classes()
          .that()
          .haveSimpleName("UntilStdinCloses")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.hydrascope.embedded.flink", "org.jspecify..", "java..");
}
