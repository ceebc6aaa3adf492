package io.viaduct.core.plugin;

import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * One copy of a plug-in: a jar of ours that is a bundle while it runs or ran last, or a bundle that
 * was there. Changed by the plug-ins' thread, read by any.
 */
final class PluginCopy {
    /** Owners first; of two in one folder the higher version, then the first name. */
    static final Comparator<PluginCopy> PRECEDENCE =
            Comparator.comparing((PluginCopy copy) -> copy.source)
                    .thenComparing(copy -> copy.version, Comparator.reverseOrder())
                    .thenComparing(copy -> String.valueOf(copy.jar));

    private final PluginSource source;
    private final String name;
    private final Version version;
    private final List<String> brings;
    private final Path jar;
    private final String sha256;
    private volatile Bundle bundle;
    private volatile String failure;
    private volatile boolean kept;

    private PluginCopy(
            PluginSource source, PluginManifest manifest, Path jar, String sha256, Bundle bundle) {
        this.source = source;
        this.name = manifest.name();
        this.version = manifest.version();
        this.brings = manifest.brings();
        this.jar = jar;
        this.sha256 = sha256;
        this.bundle = bundle;
    }

    /** A jar of {@code plugins/}. */
    static PluginCopy of(PluginStore.Jar jar) {
        return new PluginCopy(PluginSource.PLUGINS, jar.manifest(), jar.file(), jar.sha256(), null);
    }

    /** A jar of {@code plugins/} that a rollback brings back. */
    static PluginCopy kept(PluginStore.Jar jar) {
        PluginCopy copy = of(jar);
        copy.kept = true;
        return copy;
    }

    /** A jar of {@code deploy/}. */
    static PluginCopy of(Path jar, PluginManifest manifest, String sha256) {
        return new PluginCopy(PluginSource.DEPLOY, manifest, jar, sha256, null);
    }

    /** A bundle that is not ours. */
    static PluginCopy of(Bundle bundle) {
        var manifest = new PluginManifest(bundle.getSymbolicName(), bundle.getVersion(), List.of());
        return new PluginCopy(PluginSource.DISTRIBUTION, manifest, null, null, bundle);
    }

    PluginSource source() {
        return source;
    }

    String name() {
        return name;
    }

    Version version() {
        return version;
    }

    /** Devices and transports that it has. */
    List<String> brings() {
        return brings;
    }

    /** The jar; null for the distribution's. */
    Path jar() {
        return jar;
    }

    /** The jar's digest; null for the distribution's. */
    String sha256() {
        return sha256;
    }

    /** The bundle; null while a jar of ours is not installed. */
    Bundle bundle() {
        return bundle;
    }

    void bundle(Bundle installed) {
        bundle = installed;
    }

    /** Whether the bundle is there because we have installed it. */
    boolean isOurs() {
        return source != PluginSource.DISTRIBUTION;
    }

    /** Why it was tried in vain; null when it was not. */
    String failure() {
        return failure;
    }

    void failure(String why) {
        failure = why;
    }

    /** Whether it is there for a rollback only. */
    boolean isKept() {
        return kept;
    }

    /** Whether the other is this copy, or the same bundle. */
    boolean isSame(PluginCopy other) {
        return other == this || (other != null && bundle != null && bundle == other.bundle);
    }

    @Override
    public String toString() {
        return name + " " + version + " of " + source.label();
    }
}
