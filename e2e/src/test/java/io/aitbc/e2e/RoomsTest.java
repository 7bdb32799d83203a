package io.aitbc.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * What each room of the house may import. A rule that checks nothing because its room is gone or renamed fails
 * (ArchUnit's default, see {@code archunit.properties}), and {@link #every_room_is_here} says which.
 */
@AnalyzeClasses(packages = "io.aitbc", importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {
    private static final List<String> ROOMS =
            List.of("api", "ipc", "models", "protocols", "workloads", "agent", "coordinator", "testkit", "e2e");

    /** The JDK's public packages, and the null marks that every room writes. */
    private static final String[] BASE = {"java..", "javax..", "org.jspecify.annotations.."};

    @ArchTest
    static void every_room_is_here(JavaClasses house) {
        for (String room : ROOMS) {
            assertThat(house.containPackage("io.aitbc." + room))
                    .as("classes of the room io.aitbc.%s are on the class path of this test", room)
                    .isTrue();
        }
    }

    @ArchTest
    static void every_class_lives_in_a_room(JavaClasses house) {
        classes()
                .should()
                .resideInAnyPackage(
                        ROOMS.stream().map(room -> "io.aitbc." + room + "..").toArray(String[]::new))
                .because("a class outside of the rooms would escape the rules below")
                .check(house);
    }

    @ArchTest
    static final ArchRule api_imports_only_the_jdk = room("api")
            .because(
                    "everything stands on the vocabulary: a library in it would be in every process, and in everyone's way");

    @ArchTest
    static final ArchRule ipc_imports_api_and_jackson = room("ipc", "io.aitbc.api..", "com.fasterxml.jackson..")
            .because("agent and runner both load it: it is the whole of what they share, and it must stay small");

    @ArchTest
    static final ArchRule models_import_api_ipc_and_jackson = room(
                    "models", "io.aitbc.api..", "io.aitbc.ipc..", "com.fasterxml.jackson.core..")
            .because("agent and runner both look into MODEL_DIR; neither an engine nor a network belongs there");

    @ArchTest
    static final ArchRule protocols_import_api_and_their_wire = room(
                    "protocols", "io.aitbc.api..", "io.vertx..", "com.fasterxml.jackson..")
            .because(
                    "a protocol turns wire JSON into api values and back; it knows no workload, no agent and decides nothing");

    @ArchTest
    static final ArchRule workloads_import_api_ipc_and_djl = room(
                    "workloads",
                    "io.aitbc.api..",
                    "io.aitbc.ipc..",
                    "io.aitbc.models..",
                    "ai.djl..",
                    "com.sun.jna..", // DJL brings it; the runner asks the C library for what the JDK cannot
                    "org.slf4j..",
                    "ch.qos.logback..")
            .because("a workload runs in the runner and knows neither a coordinator nor the agent that started it");

    @ArchTest
    static final ArchRule agent_imports_no_inference_and_no_coordinator = room(
                    "agent",
                    "io.aitbc.api..",
                    "io.aitbc.ipc..",
                    "io.aitbc.models..",
                    "io.aitbc.protocols..", // agent.main only: next rule
                    "io.vertx..",
                    "com.fasterxml.jackson..",
                    "org.sqlite..",
                    "oshi..",
                    "com.sun.jna..",
                    "picocli..",
                    "com.sun.net.httpserver..", // agent.ops.http only, as the next
                    "io.prometheus..",
                    "org.slf4j..",
                    "ch.qos.logback..")
            .because("the agent is one small JVM that no job can take down: DJL and the workloads live in the runner");

    @ArchTest
    static final ArchRule only_agent_main_sees_protocols = noClasses()
            .that()
            .resideInAPackage("io.aitbc.agent..")
            .and()
            .resideOutsideOfPackage("io.aitbc.agent.main..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.aitbc.protocols..")
            .because(
                    "loops speak to the Coordinator port, so that another network's wire is one more package and nothing else");

    @ArchTest
    static final ArchRule agent_main_is_seen_by_nobody = noClasses()
            .that()
            .resideOutsideOfPackage("io.aitbc.agent.main..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.aitbc.agent.main..")
            .because("main wires the parts; a part that knows main knows everything");

    @ArchTest
    static final ArchRule the_agents_engine_knows_no_technology = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.aitbc.agent.slot..",
                    "io.aitbc.agent.link..",
                    "io.aitbc.agent.lease..",
                    "io.aitbc.agent.poll..",
                    "io.aitbc.agent.heartbeat..",
                    "io.aitbc.agent.outbox..",
                    "io.aitbc.agent.job..",
                    "io.aitbc.agent.lifecycle..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx..",
                    "io.netty..",
                    "com.fasterxml..",
                    "org.sqlite..",
                    "java.sql..",
                    "java.net.http..",
                    "oshi..",
                    "com.sun.jna..",
                    "io.aitbc.models..",
                    "picocli..")
            .because("its loops are run a hundred times in virtual time, against ports and fakes alone");

    @ArchTest
    static final ArchRule coordinator_imports_protocols_and_its_server = room(
                    "coordinator",
                    "io.aitbc.api..",
                    "io.aitbc.protocols..",
                    "io.vertx..",
                    "com.fasterxml.jackson..",
                    "org.sqlite..",
                    "picocli..",
                    "org.slf4j..",
                    "ch.qos.logback..")
            .because(
                    "it is the other side of the wire: sharing code with the agent would make the tests of both agree by accident");

    @ArchTest
    static final ArchRule testkit_imports_api = room("testkit", "io.aitbc.api..", "org.junit..", "org.assertj..")
            .because("each adapter must pass the testkit's contracts, so it cannot know one of them");

    @ArchTest
    static final ArchRule e2e_is_seen_by_nobody = noClasses()
            .that()
            .resideOutsideOfPackage("io.aitbc.e2e..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.aitbc.e2e..")
            .because("it starts the programs from outside, as a person would");

    @ArchTest
    static final ArchRule nothing_ships_the_testkit = noClasses()
            .that()
            .resideOutsideOfPackage("io.aitbc.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.aitbc.testkit..", "org.junit..", "org.assertj..")
            .because("fakes and faults belong to tests; a program that can reach them can be made to lie");

    @ArchTest
    static final ArchRule kinds_of_work_do_not_know_each_other = slices().matching(
                    "io.aitbc.workloads.(bench|text|diffusion)..")
            .should()
            .notDependOnEachOther()
            .because("what two of them need belongs to the engine room");

    @ArchTest
    static final ArchRule rooms_of_pictures_do_not_know_each_other = slices().matching(
                    "io.aitbc.workloads.diffusion.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage("io.aitbc.workloads.diffusion.parts.."))
            .because("the job puts them together; what networks share is in parts");

    @ArchTest
    static void no_cycles_between_the_packages_of_a_room(JavaClasses house) {
        for (String room : ROOMS) {
            slices().matching("io.aitbc." + room + ".(**)")
                    .should()
                    .beFreeOfCycles()
                    .because("packages that need each other are one package under two names")
                    .allowEmptyShould(true) // a room with one package only; every_room_is_here sees a missing one
                    .check(house);
        }
    }

    /**
     * The classes of a room depend on the JDK, on their own room and on {@code allowed}, and there are such classes.
     */
    private static ArchRule room(String room, String... allowed) {
        String own = "io.aitbc." + room + "..";
        String[] packages =
                Stream.of(BASE, new String[] {own}, allowed).flatMap(Stream::of).toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(are(DescribedPredicate.describe(
                        "in " + String.join(", ", packages),
                        (JavaClass used) -> used.isPrimitive()
                                || JavaClass.Predicates.resideInAnyPackage(packages)
                                        .test(used.getBaseComponentType()))));
    }
}
