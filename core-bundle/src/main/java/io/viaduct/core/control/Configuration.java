package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A list of calls as the desired state that it describes, and the way there: calls that undo each
 * other are not made, and questions are asked in their places, because they may wait for something.
 */
final class Configuration {
    /**
     * A step of the way.
     *
     * @param sequence number of the call in the desired state; 0 for a question
     * @param method its method
     * @param parameters what it was given
     * @param where it stands, for people
     */
    record Step(long sequence, String method, Map<String, Object> parameters, String where) {
        boolean isQuestion() {
            return sequence == 0;
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final DesiredState state = new DesiredState();

    /**
     * Over calls in their order.
     *
     * @param names a method's own name by an alias
     * @param questions whether a method changes nothing
     */
    Configuration(
            List<ConfigFile.Call> calls, UnaryOperator<String> names, Predicate<String> questions) {
        for (ConfigFile.Call call : calls) {
            String method = names.apply(call.method());
            long sequence = questions.test(method) ? 0 : state.nextSequence();
            if (sequence != 0) {
                state.done(sequence, method, call.parameters());
            }
            steps.add(new Step(sequence, method, call.parameters(), call.where()));
        }
    }

    /** What an earlier run has left: all of it, in order. */
    static List<Step> stepsOf(List<Entry> entries) {
        return entries.stream().map(Configuration::step).toList();
    }

    private static Step step(Entry entry) {
        String where = "call " + entry.sequence() + " (" + entry.method() + ")";
        return new Step(entry.sequence(), entry.method(), entry.parameters(), where);
    }

    List<Entry> entries() {
        return state.entries();
    }

    /**
     * The way to entries that were made of these.
     *
     * @param entries {@link #entries} with what they have inherited
     */
    List<Step> steps(List<Entry> entries) {
        Set<Long> left = entries.stream().map(Entry::sequence).collect(Collectors.toSet());
        Map<Long, Step> own = new HashMap<>();
        List<Step> way = new ArrayList<>();
        for (Step step : steps) {
            own.put(step.sequence(), step);
            if (step.sequence() == 0 || left.contains(step.sequence())) {
                way.add(step);
            }
        }
        entries.stream()
                .filter(entry -> !own.containsKey(entry.sequence()))
                .forEach(entry -> way.add(step(entry)));
        return way;
    }
}
