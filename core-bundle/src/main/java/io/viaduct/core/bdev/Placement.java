package io.viaduct.core.bdev;

/** Where a module's channels run. */
public enum Placement {
    /** On the reactors: nothing lies between I/O and module, and a module that blocks harms all. */
    INLINE("inline"),
    /** On a thread of the module's own: a module that blocks harms its own devices. */
    ISOLATED("isolated");

    private final String label;

    Placement(String label) {
        this.label = label;
    }

    /** The name in RPC answers. */
    public String label() {
        return label;
    }
}
