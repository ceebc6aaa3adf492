package io.viaduct.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How the C library is called. Pointers are passed as addresses, so that a call takes no segment
 * and no scope is checked.
 *
 * <p>A function is linked in one of two ways. With errno: it is captured into memory of the calling
 * thread, for which the linker makes a segment unless the compiler sees through it, which it does
 * only where the call is hot. Plain: it allocates nothing, whatever the compiler thinks, and does
 * not tell what went wrong; the data path calls this way and, where that fails, once more with
 * errno.
 *
 * <p>No call is linked as critical: all of these enter the kernel, where even the quick ones can be
 * held up, and a critical call holds up every safepoint with it.
 */
final class LibC {
    /** The architecture's numbers are those of x86_64; otherwise the generic ones. */
    static final boolean X86_64 = System.getProperty("os.arch").equals("amd64");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private LibC() {}

    /** A function whose first argument is {@link #state()}. */
    static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(
                name,
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** A function with a variable part, of which {@code fixed} arguments are not part. */
    static MethodHandle variadic(
            String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return link(
                name,
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /** A function that is called without {@link #state()}. */
    static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments));
    }

    /** Both. */
    static MethodHandle variadicPlain(
            String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return link(
                name,
                FunctionDescriptor.of(result, arguments),
                Linker.Option.firstVariadicArg(fixed));
    }

    private static MethodHandle link(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), descriptor, options);
    }

    /** Where errno of the calling thread's calls is left. */
    static MemorySegment state() {
        return CAPTURED.get();
    }

    /** What the call returned, with -1 turned into -errno. */
    static int result(int returned) {
        return returned == -1 ? -errno() : returned;
    }

    /** What the call returned, with -1 turned into -errno. */
    static long result(long returned) {
        return returned == -1 ? -errno() : returned;
    }

    private static int errno() {
        return CAPTURED.get().get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /** Passes a result on unless it is an error. */
    static int check(int result, String call) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(call, -result);
        }
        return result;
    }

    /** Passes a result on unless it is an error. */
    static long check(long result, String call) throws SystemCallException {
        if (result < 0 && result >= -Errno.MAX) {
            throw new SystemCallException(call, (int) -result);
        }
        return result;
    }

    /** For what a downcall handle is declared to throw and never does. */
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("downcall", thrown);
    }
}
