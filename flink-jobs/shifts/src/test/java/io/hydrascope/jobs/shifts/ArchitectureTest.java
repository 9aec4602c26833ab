package io.hydrascope.jobs.shifts;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.hydrascope.storage.query.EvidenceQueries;
import io.hydrascope.storage.query.PlanKey;
import io.hydrascope.storage.query.RevisionPairSelection;

@AnalyzeClasses(
    packages = "io.hydrascope.jobs.shifts",
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
              "io.hydrascope.jobs.compensation..",
              "com.clickhouse..",
              "org.apache.arrow..",
              "org.apache.kafka..");

  /** The query that an alert carries; nothing that opens a connection. */
  @ArchTest
  static final ArchRule evidenceIsAllOfStorage =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.hydrascope.storage..")
                  .and(
                      not(
                          belongToAnyOf(
                              EvidenceQueries.class, PlanKey.class, RevisionPairSelection.class))));
}
