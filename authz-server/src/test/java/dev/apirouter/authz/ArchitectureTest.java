package dev.apirouter.authz;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages: what may know what. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "dev.apirouter.authz";

  @ArchTest
  static final ArchRule onlyExtauthzKnowsEnvoysProtos =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".extauthz..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.envoyproxy..");

  @ArchTest
  static final ArchRule onlyTheEdgeAndTheRootKnowGrpc =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".extauthz..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  @ArchTest
  static final ArchRule onlyTheCedarEngineKnowsCedar =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".engine.cedar..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.cedarpolicy..");

  @ArchTest
  static final ArchRule onlyTheAvpEnginesKnowAws =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".engine.avp..", ROOT + ".engine.mirror..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..", "io.github.resilience4j..");

  /** So that the embedded engine starts without loading the AWS SDK. */
  @ArchTest
  static final ArchRule onlyTheirPartsKnowTheAvpEngines =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + ".engine.avp..", ROOT + ".engine.mirror..", ROOT + ".telemetry..")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".AvpPart")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".MirrorPart")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".engine.avp..", ROOT + ".engine.mirror..");

  @ArchTest
  static final ArchRule enginesDoNotSeeEachOther =
      slices()
          .matching(ROOT + ".engine.(*)..")
          .should()
          .notDependOnEachOther()
          // The mirror is where policies come from; what evaluates them is Cedar's engine.
          .ignoreDependency(
              resideInAPackage(ROOT + ".engine.mirror"), resideInAPackage(ROOT + ".engine.cedar"));

  @ArchTest
  static final ArchRule onlyAuthnKnowsJose =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".authn..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.nimbusds..");

  @ArchTest
  static final ArchRule onlyRouteKnowsTheActionMap =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".route..", ROOT + ".v1..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.apirouter.authz.v1..");

  @ArchTest
  static final ArchRule leavesDoNotKnowThePipeline =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + ".request..",
              ROOT + ".route..",
              ROOT + ".authn..",
              ROOT + ".engine..",
              ROOT + ".response..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + ".check..", ROOT + ".extauthz..", ROOT + ".telemetry..", ROOT + ".admin..");

  @ArchTest
  static final ArchRule onlyThePipelineAllows =
      classes()
          .that()
          .haveFullyQualifiedName(ROOT + ".check.CheckOutcome$Allowed")
          .should()
          .onlyBeAccessed()
          .byClassesThat()
          .resideInAnyPackage(ROOT + ".check..", ROOT + ".extauthz..", ROOT + ".telemetry..");

  @ArchTest
  static final ArchRule onlyThePipelineMakesAnAllow =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + ".check.CheckPipeline")
          .should()
          .callConstructorWhere(
              com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                  com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                      com.tngtech.archunit.core.domain.properties.HasName.Predicates.name(
                          ROOT + ".check.CheckOutcome$Allowed"))));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();
}
