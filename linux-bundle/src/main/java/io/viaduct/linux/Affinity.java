package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.BitSet;

/** On which CPUs the calling thread may run. A platform thread, or its carrier is meant. */
public final class Affinity {
    private static final int CALLING_THREAD = 0;
    private static final long SET_BYTES = 1024;
    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

    private static final MethodHandle SET =
            LibC.function("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GET =
            LibC.function("sched_getaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private Affinity() {}

    /** The CPUs that the calling thread may run on. */
    public static BitSet get() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
            int result =
                    LibC.result(
                            (int)
                                    GET.invokeExact(
                                            LibC.state(),
                                            CALLING_THREAD,
                                            SET_BYTES,
                                            set.address()));
            LibC.check(result, "sched_getaffinity");
            return BitSet.valueOf(set.toArray(JAVA_BYTE));
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /**
     * Lets the calling thread run on these CPUs only.
     *
     * @throws SystemCallException EINVAL when none of them is there or allowed
     */
    public static void set(BitSet cpus) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
            MemorySegment.copy(
                    MemorySegment.ofArray(cpus.toByteArray()),
                    0,
                    set,
                    0,
                    Math.min(SET_BYTES, cpus.toByteArray().length));
            int result =
                    LibC.result(
                            (int)
                                    SET.invokeExact(
                                            LibC.state(),
                                            CALLING_THREAD,
                                            SET_BYTES,
                                            set.address()));
            LibC.check(result, "sched_setaffinity " + cpus);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** The machine's CPUs that are online. */
    public static BitSet online() throws IOException {
        return parse(java.nio.file.Files.readString(ONLINE).strip());
    }

    /** Reads a list of the kernel's form, as "0-3,8". */
    static BitSet parse(String list) {
        BitSet cpus = new BitSet();
        for (String range : list.split(",")) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            cpus.set(first, last + 1);
        }
        return cpus;
    }
}
