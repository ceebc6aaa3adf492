package io.viaduct.core;

import io.viaduct.core.control.Boot;
import io.viaduct.core.reactor.ReactorOptions;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How a platform is set up.
 *
 * @param version ours: major.minor.micro and perhaps more
 * @param reactors the reactors and their engine
 * @param plan what a start does
 * @param signals takes the name of a signal by which a client wants to end the process
 * @param journal the folder in which what is desired is kept; null for nowhere
 */
public record PlatformOptions(
        String version,
        ReactorOptions reactors,
        Boot.Plan plan,
        Consumer<String> signals,
        Path journal) {
    /** The demonstration listens where nobody else can reach it. */
    public static final String DEMO_ADDRESS = "127.0.0.1";

    /** Port of NVMe/TCP I/O controllers (IANA). */
    public static final int DEMO_PORT = 4420;

    /** A platform that keeps nothing. */
    public PlatformOptions(
            String version, ReactorOptions reactors, Boot.Plan plan, Consumer<String> signals) {
        this(version, reactors, plan, signals, null);
    }

    /** A platform without configuration and demonstration, whose clients cannot end it. */
    public static PlatformOptions of(int reactors) {
        return new PlatformOptions(
                "0.0.0",
                ReactorOptions.of(reactors),
                new Boot.Plan(null, false, false, DEMO_ADDRESS, DEMO_PORT),
                signal -> {});
    }

    /** The same with a configuration. */
    public PlatformOptions withConfig(Path file) {
        return withPlan(new Boot.Plan(file, plan.waitForRpc(), false, DEMO_ADDRESS, DEMO_PORT));
    }

    /** The same with a demonstration at a port. */
    public PlatformOptions withDemo(int port) {
        return withPlan(new Boot.Plan(null, false, true, DEMO_ADDRESS, port));
    }

    /** The same with another plan. */
    public PlatformOptions withPlan(Boot.Plan other) {
        return new PlatformOptions(version, reactors, other, signals, journal);
    }

    /** The same with a journal in a folder that exists. */
    public PlatformOptions withJournal(Path folder) {
        return new PlatformOptions(version, reactors, plan, signals, folder);
    }
}
