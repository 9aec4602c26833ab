package io.hydrascope.http;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Any program can take this module: it knows none of ours, and nobody sees its Jetty. */
@AnalyzeClasses(
    packages = "io.hydrascope.http",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoOtherModule =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hydrascope.http..",
              "io.hydrascope.schemas..",
              "org.eclipse.jetty..",
              "com.fasterxml.jackson..",
              "org.jspecify..",
              "org.slf4j..",
              "java..");

  @ArchTest
  static final ArchRule publicMethodsShowNoJetty =
      noMethods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should()
          .haveRawReturnType(resideInAPackage("org.eclipse.jetty.."));

  @ArchTest
  static final ArchRule publicClassesAreNoneOfJettys =
      classes()
          .that()
          .arePublic()
          .should()
          .notBeAssignableTo(resideInAPackage("org.eclipse.jetty.."));
}
