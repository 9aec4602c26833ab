package io.hydrascope.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.embedded",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule LAUNCHER_KNOWS_NONE_OF_THE_PARTS_LIBRARIES =
      classes()
          .that()
          .resideInAPackage("io.hydrascope.embedded")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.embedded", "org.slf4j..", "org.jspecify..", "java..", "javax.net..");
}
