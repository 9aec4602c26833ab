package io.hydrascope.analysis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.hydrascope.analysis",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule plainJavaOverSchemas =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.analysis..",
              "io.hydrascope.schemas..",
              "java.lang..",
              "java.nio.charset",
              "java.util",
              "java.util.function",
              "java.util.stream",
              "java.util.zip",
              "org.apache.commons.statistics..",
              "org.jspecify..");
}
