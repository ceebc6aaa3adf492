package io.viaduct.core.qpair;

import java.util.Collection;

/**
 * What became of held connections, on one reactor or on all.
 *
 * @param kept those that go on
 * @param refused those that are closed, because nobody goes on with them
 * @param pause from when their transport was to let go of them
 */
public record Adopted(int kept, int refused, Pause pause) {
    /** The parts of all reactors as one. */
    public static Adopted of(Collection<Adopted> parts) {
        return new Adopted(
                parts.stream().mapToInt(Adopted::kept).sum(),
                parts.stream().mapToInt(Adopted::refused).sum(),
                Pause.of(parts.stream().map(Adopted::pause).toList()));
    }
}
