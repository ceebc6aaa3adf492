package io.viaduct.shell.declared;

/** A declaration that cannot be taken or made, told in one line. */
public final class DeclarationException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says where and why. */
    public DeclarationException(String message) {
        super(message, null, false, false);
    }
}
