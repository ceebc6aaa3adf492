package io.viaduct.transport.tcp;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Something that a host does wrong, or that goes wrong with it, and what has to come of it.
 *
 * @param name as the conformance table has it
 * @param attack brings the case to its state, does it, and asserts the answer
 */
record HostileRule(String name, Consumer<HostileCase> attack) {
    /** All rules there are. */
    static List<HostileRule> all() {
        return Stream.of(
                        HandshakeRules.ALL,
                        CapsuleRules.ALL,
                        TransferRules.ALL,
                        CommandRules.ALL,
                        EndRules.ALL,
                        DripRules.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
