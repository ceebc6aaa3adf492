package io.viaduct.core.plugin;

/** A copy of a plug-in as management shows it. */
public final class PluginInfo {
    /** Symbolic name; null for a jar that is no plug-in. */
    public String name;

    /** Version; null for a jar that is no plug-in. */
    public String version;

    /** "plugins", "deploy" or "distribution": whose copy it is. */
    public String source;

    /**
     * "active"; "stopped" where it owns the name and somebody has stopped it; "shadowed" where
     * another copy owns the name; "previous" where a rollback brings it back; "failed"; and
     * "uninstalled" in the answer to a removal that leaves nothing.
     */
    public String state;

    /** The bundle's number in the framework; null where it is not installed. */
    public Long bundle;

    /** Path of the jar; null for the distribution's. */
    public String jar;

    /** SHA-256 of the jar; null for the distribution's. */
    public String sha256;

    /** Why it failed, or which copy shadows it; null otherwise. */
    public String reason;
}
