package io.viaduct.core.doctor;

import java.util.List;

/**
 * The answer to one question.
 *
 * @param well whether it is as it should be
 * @param detail one sentence of what was found
 * @param commands shell commands that mend it, in order
 */
record Finding(boolean well, String detail, List<String> commands) {
    static Finding well(String detail) {
        return new Finding(true, detail, List.of());
    }

    static Finding failed(String detail, String... commands) {
        return new Finding(false, detail, List.of(commands));
    }
}
