package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * Shared memory behind a descriptor, mapped readable and writable. Any thread; making one can wait
 * for pages.
 *
 * <p>The segment has global scope. Whoever closes a mapping sees to it that nobody touches it any
 * more; a late access ends the process.
 */
public final class Mapping implements AutoCloseable {
    /** What may be asked of new memory. */
    public enum Option {
        /** Pages of the machine's default huge size, which must have been set aside. */
        HUGE_PAGES,
        /** All pages are there on return: the machine cannot run out of them later. */
        POPULATE
    }

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_HUGETLB = 4;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int F_SEAL_SHRINK = 2;
    private static final int SC_PAGESIZE = 30;
    private static final long HUGE_PAGE_BYTES = 2 << 20;

    private static final MethodHandle MEMFD_CREATE =
            LibC.function("memfd_create", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FTRUNCATE =
            LibC.function("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MMAP =
            LibC.function(
                    "mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                    JAVA_LONG);
    private static final MethodHandle MUNMAP =
            LibC.function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SYSCONF = LibC.function("sysconf", JAVA_LONG, JAVA_INT);
    private static final int PAGE_BYTES = (int) sysconf(SC_PAGESIZE);

    private final long address;
    private final long size;
    private final int descriptor;

    private Mapping(long address, long size, int descriptor) {
        this.address = address;
        this.size = size;
        this.descriptor = descriptor;
    }

    /**
     * Maps zeroed memory of its own, sealed against shrinking.
     *
     * @param name seen in /proc, at most 249 bytes
     * @param bytes at least 1; rounded up to whole pages
     * @throws SystemCallException ENOMEM when there are not enough pages
     */
    public static Mapping create(String name, long bytes, Option... options)
            throws SystemCallException {
        Set<Option> wanted = Set.of(options);
        boolean huge = wanted.contains(Option.HUGE_PAGES);
        long page = huge ? HUGE_PAGE_BYTES : PAGE_BYTES;
        long size = Math.ceilDiv(bytes, page) * page;
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING | (huge ? MFD_HUGETLB : 0);
        int descriptor = LibC.check(memfd(name, flags), "memfd_create " + name);
        try {
            LibC.check(truncate(descriptor, size), "ftruncate " + name);
            int sealed = Descriptor.control(descriptor, F_ADD_SEALS, F_SEAL_SHRINK);
            LibC.check(sealed, "F_ADD_SEALS " + name);
            if (wanted.contains(Option.POPULATE)) {
                LibC.check(Files.allocate(descriptor, 0, 0, size), "fallocate " + name);
            }
            return new Mapping(map(descriptor, size, 0), size, descriptor);
        } catch (SystemCallException e) {
            Descriptor.close(descriptor);
            throw e;
        }
    }

    /**
     * Maps what is behind a descriptor that somebody else has made, for instance a guest's memory.
     * Takes the descriptor over, unless it throws.
     *
     * @param bytes a multiple of the page size
     * @param offset of the first byte, a multiple of the page size
     */
    public static Mapping of(int descriptor, long bytes, long offset) throws SystemCallException {
        return new Mapping(map(descriptor, bytes, offset), bytes, descriptor);
    }

    /** Whether nobody can take pages away from behind a mapping of this descriptor. */
    public static boolean sealed(int descriptor) {
        int seals = Descriptor.control(descriptor, F_GET_SEALS, 0);
        return seals > 0 && (seals & F_SEAL_SHRINK) != 0;
    }

    /** Bytes of an ordinary page. */
    public static int pageSize() {
        return PAGE_BYTES;
    }

    /** First byte; page aligned. */
    public long address() {
        return address;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** The descriptor behind it, which it owns. */
    public int descriptor() {
        return descriptor;
    }

    /** All of it, with global scope. */
    public MemorySegment segment() {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    /** Unmaps the memory and closes the descriptor. */
    @Override
    public void close() {
        unmap(address, size);
        Descriptor.close(descriptor);
    }

    /** mmap(2) of a descriptor, shared. */
    static long map(int descriptor, long bytes, long offset) throws SystemCallException {
        try {
            long address =
                    (long)
                            MMAP.invokeExact(
                                    LibC.state(),
                                    0L,
                                    bytes,
                                    PROT_READ_WRITE,
                                    MAP_SHARED,
                                    descriptor,
                                    offset);
            return LibC.check(LibC.result(address), "mmap of " + bytes + " bytes");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    static void unmap(long address, long bytes) {
        try {
            int result = (int) MUNMAP.invokeExact(LibC.state(), address, bytes);
            assert result == 0 : "munmap";
        } catch (AssertionError e) {
            throw e;
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    static long sysconf(int name) {
        try {
            return (long) SYSCONF.invokeExact(LibC.state(), name);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static int memfd(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            return LibC.result((int) MEMFD_CREATE.invokeExact(LibC.state(), text, flags));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static int truncate(int descriptor, long bytes) {
        try {
            return LibC.result((int) FTRUNCATE.invokeExact(LibC.state(), descriptor, bytes));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
