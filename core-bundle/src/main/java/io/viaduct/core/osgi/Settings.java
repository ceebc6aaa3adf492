package io.viaduct.core.osgi;

import io.viaduct.core.PlatformOptions;
import io.viaduct.core.control.Boot;
import io.viaduct.core.reactor.ReactorOptions;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The framework's properties that set up the platform. */
final class Settings {
    /** Processors of the reactors, numbers separated by commas; one reactor anywhere without it. */
    static final String MASK = "viaduct.mask";

    /** "uring" or "epoll"; the best there is without it. */
    static final String ENGINE = "viaduct.engine";

    /** A configuration file. */
    static final String CONFIG = "viaduct.config";

    /** Whether somebody else calls framework_start_init. */
    static final String WAIT_FOR_RPC = "viaduct.wait_for_rpc";

    /** Whether a demonstration is made where there is no configuration. */
    static final String DEMO = "viaduct.demo";

    /** Port of the demonstration; 4420 without it. */
    static final String DEMO_PORT = "viaduct.demo_port";

    /** Path of the RPC socket; told again in the report. */
    static final String RPC = "viaduct.rpc";

    /** The folder that has plugins/, deploy/ and journal/; without it nothing is kept. */
    static final String DATA = "viaduct.data";

    /** In the data folder. */
    private static final String JOURNAL = "journal";

    /** Symbolic names, separated by commas, of the bundles whose channels are inline. */
    static final String INLINE = "viaduct.inline";

    /** As many reactors as SPDK's default mask 0x1 asks for. */
    private static final int REACTORS = 1;

    private Settings() {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when one is malformed; the message names it
     */
    static PlatformOptions of(BundleContext context, Consumer<String> signals) {
        String config = context.getProperty(CONFIG);
        String port = context.getProperty(DEMO_PORT);
        var plan =
                new Boot.Plan(
                        config == null ? null : Path.of(config),
                        Boolean.parseBoolean(context.getProperty(WAIT_FOR_RPC)),
                        Boolean.parseBoolean(context.getProperty(DEMO)),
                        PlatformOptions.DEMO_ADDRESS,
                        port == null ? PlatformOptions.DEMO_PORT : number(DEMO_PORT, port));
        String data = context.getProperty(DATA);
        return new PlatformOptions(
                text(context.getBundle().getVersion()),
                reactors(context),
                plan,
                signals,
                data == null ? null : Path.of(data, JOURNAL));
    }

    private static ReactorOptions reactors(BundleContext context) {
        String engine = context.getProperty(ENGINE);
        String mask = context.getProperty(MASK);
        List<Integer> cores =
                mask == null
                        ? ReactorOptions.of(REACTORS).cores()
                        : Arrays.stream(mask.split(",")).map(one -> number(MASK, one)).toList();
        ReactorOptions usual = ReactorOptions.of(cores.size());
        return new ReactorOptions(
                cores,
                mask != null,
                engine == null ? "" : engine,
                usual.spinNanos(),
                usual.stallNanos());
    }

    private static int number(String property, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(property + ": \"" + text + "\" is no number", e);
        }
    }

    private static String text(Version version) {
        String qualifier = version.getQualifier();
        String numbers = version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
        return qualifier.isEmpty() ? numbers : numbers + "-" + qualifier;
    }
}
