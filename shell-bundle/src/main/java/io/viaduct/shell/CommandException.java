package io.viaduct.shell;

/** A command that failed, told in one line to whoever typed it. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message, null, false, false);
    }
}
