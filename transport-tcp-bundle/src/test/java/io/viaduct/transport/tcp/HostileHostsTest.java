package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Hosts that break every rule in every state, against the whole of the transport and the core. One
 * number is one case: {@code -Dseed=} runs one again, {@code -Dcases=} more of them, {@code
 * -Dfirst=} begins with another than 0.
 */
@ExtendWith(QuietTransport.class)
class HostileHostsTest {
    /** A hundred of each rule, which take turns. */
    private static final int CASES = 6_400;

    private static final int HITS_MIN = 100;

    /** Of a hundred cases, so many at least begin on a queue that is connected. */
    private static final int CONNECTED_MIN = 60;

    /** An association lives for so many cases. */
    private static final int ASSOCIATION_CASES = 1000;

    private final List<HostileRule> rules = HostileRule.all();
    private final Map<HostileRule, Integer> hits = new HashMap<>();
    private int connected;

    @Test
    @Proves({
        "wire every rule in every state",
        "wire data digest of a capsule",
        "wire data digest of H2CData",
        "wire host that vanishes",
        "wire host that says nothing",
        "wire host that never connects",
        "wire host that stops in a capsule",
        "wire host that owes data",
        "wire host that drips",
        "wire host that reads nothing",
        "features 3.1 TermReq"
    })
    void shouldAnswerEachRuleExactlyAndKeepNothing() throws Exception {
        Long seed = Long.getLong("seed");
        long first = seed == null ? Long.getLong("first", 0) : seed;
        long cases = seed == null ? Long.getLong("cases", CASES) : 1;
        try (SteppedTarget target = new SteppedTarget()) {
            for (long done = 0; done < cases; done += ASSOCIATION_CASES) {
                long count = Math.min(ASSOCIATION_CASES, cases - done);
                run(target, first + done, count);
            }
        }
        if (cases >= CASES) {
            rules.forEach(rule -> assertTrue(hits.getOrDefault(rule, 0) >= HITS_MIN, rule.name()));
            assertTrue(connected * 100L >= cases * CONNECTED_MIN, connected + " of " + cases);
        }
    }

    private void run(SteppedTarget target, long first, long count) {
        var association = new HostileCase.Association(target, new Random(first));
        Held before = Held.by(target);
        for (long seed = first; seed < first + count; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            HostileRule rule = rules.get((int) (seed % rules.size()));
            try {
                var one = new HostileCase(target, association, random);
                rule.attack().accept(one);
                one.finish();
                assertEquals(before, Held.by(target), "what is held after the case");
                hits.merge(rule, 1, Integer::sum);
                connected += one.state.compareTo(HostileCase.State.ADMIN) >= 0 ? 1 : 0;
            } catch (Throwable t) {
                throw new AssertionError(rule.name() + ": -Dseed=" + seed, t);
            }
        }
        association.admin().stream.hangUp(0);
        target.run();
        assertEquals(0, target.controllers());
    }

    /** What must not grow. */
    private record Held(
            int qpairs, int controllers, int timers, int buffers, int atDevice, long leases) {
        static Held by(SteppedTarget target) {
            return new Held(
                    target.qpairs(),
                    target.controllers(),
                    target.timers(),
                    target.buffersInUse(),
                    target.bdev().pending(),
                    target.leases());
        }
    }
}
