package io.viaduct.core.reactor;

import io.viaduct.linux.Affinity;
import io.viaduct.linux.engine.EngineKind;
import io.viaduct.linux.engine.EngineOptions;
import io.viaduct.linux.engine.KernelEngine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Locale;

/** The running kernel. */
public final class LinuxKernel implements Kernel {
    /** A link to the calling thread's folder, whose name is the thread's number. */
    private static final Path THREAD_SELF = Path.of("/proc/thread-self");

    private final EngineOptions options;

    public LinuxKernel(EngineOptions options) {
        this.options = options;
    }

    @Override
    public KernelEngine open(String kind) throws IOException {
        if (kind.isEmpty()) {
            return EngineKind.best().open(options);
        }
        try {
            return EngineKind.valueOf(kind.toUpperCase(Locale.ROOT)).open(options);
        } catch (IllegalArgumentException e) {
            throw new IOException("no engine is named " + kind, e);
        }
    }

    @Override
    public void pin(int cpu) throws IOException {
        BitSet one = new BitSet();
        one.set(cpu);
        Affinity.set(one);
    }

    @Override
    public long tid() throws IOException {
        return Long.parseLong(Files.readSymbolicLink(THREAD_SELF).getFileName().toString());
    }
}
