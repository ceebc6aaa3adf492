package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Regular files and block devices. Any thread; every call can wait for the disk, so none belongs on
 * a reactor. Where a method returns an {@code int} result and throws nothing, it is -errno on
 * error.
 */
public final class Files {
    /** Open for reading only. */
    public static final int READ_ONLY = 0;

    /** Open for reading and writing. */
    public static final int READ_WRITE = 2;

    /** Make it if it is not there. */
    public static final int CREATE = 0x40;

    /** Fail if it is there; a block device that is in use elsewhere counts as such. */
    public static final int EXCLUSIVE = 0x80;

    /** Cut it to nothing. */
    public static final int TRUNCATE = 0x200;

    /** Pass by the page cache: memory, offsets and lengths are aligned to the block size. */
    public static final int DIRECT = LibC.X86_64 ? 0x4000 : 0x10000;

    /** {@link #allocate} mode: the file's size stays as it is. */
    public static final int KEEP_SIZE = 1;

    /** {@link #allocate} mode, with {@link #KEEP_SIZE}: give the blocks back; they read as zero. */
    public static final int PUNCH_HOLE = 2;

    /** {@link #allocate} mode: the range reads as zero, its blocks stay allocated if they can. */
    public static final int ZERO_RANGE = 16;

    private static final int O_CLOEXEC = 0x80000;
    private static final int SEEK_END = 2;
    private static final int RWF_DSYNC = 2;
    private static final long BLKGETSIZE64 = 0x80081272L;
    private static final long BLKSSZGET = 0x1268;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_DIOALIGN = 0x2000;
    private static final long STATX_LENGTH = 256;
    private static final long STATX_DIO_MEM_ALIGN_OFFSET = 152;
    private static final long STATX_DIO_OFFSET_ALIGN_OFFSET = 156;

    private static final MethodHandle OPEN =
            LibC.variadic("open", 2, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle LSEEK =
            LibC.function("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle IOCTL =
            LibC.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FALLOCATE =
            LibC.function("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MemoryLayout[] VECTOR_ARGUMENTS = {
        JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT
    };
    private static final MethodHandle PREADV2 =
            LibC.function("preadv2", JAVA_LONG, VECTOR_ARGUMENTS);
    private static final MethodHandle PREADV2_PLAIN =
            LibC.plain("preadv2", JAVA_LONG, VECTOR_ARGUMENTS);
    private static final MethodHandle PWRITEV2 =
            LibC.function("pwritev2", JAVA_LONG, VECTOR_ARGUMENTS);
    private static final MethodHandle PWRITEV2_PLAIN =
            LibC.plain("pwritev2", JAVA_LONG, VECTOR_ARGUMENTS);
    private static final MethodHandle STATX =
            LibC.function("statx", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle FSYNC = LibC.function("fsync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FDATASYNC = LibC.function("fdatasync", JAVA_INT, JAVA_INT);

    private Files() {}

    /**
     * Opens a file, close-on-exec.
     *
     * @param flags {@link #READ_ONLY} or {@link #READ_WRITE}, and any of the others
     * @param mode permissions of a new file, for instance 0600
     * @return the descriptor, which is the caller's to close
     */
    public static int open(Path path, int flags, int mode) throws SystemCallException {
        int descriptor;
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(path.toString()).address();
            int all = flags | O_CLOEXEC;
            descriptor = LibC.result((int) OPEN.invokeExact(LibC.state(), text, all, mode));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
        return LibC.check(descriptor, "open " + path);
    }

    /** Bytes of a regular file or a block device. */
    public static long size(int descriptor) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(JAVA_LONG);
            int result = control(descriptor, BLKGETSIZE64, answer.address());
            if (result == 0) {
                return answer.get(JAVA_LONG, 0);
            }
            long end = (long) LSEEK.invokeExact(LibC.state(), descriptor, 0L, SEEK_END);
            return LibC.check(LibC.result(end), "size of descriptor " + descriptor);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Whether it was opened with {@link #DIRECT}. */
    public static boolean isDirect(int descriptor) throws SystemCallException {
        int flags = Descriptor.control(descriptor, Descriptor.F_GETFL, 0);
        return (LibC.check(flags, "F_GETFL " + descriptor) & DIRECT) != 0;
    }

    /**
     * What {@link #DIRECT} asks of memory: addresses are multiples of so many bytes (statx(2),
     * STATX_DIOALIGN, Linux 6.1); 0 where the kernel does not say.
     */
    public static int memoryAlignment(int descriptor) throws SystemCallException {
        return directAlignment(descriptor, STATX_DIO_MEM_ALIGN_OFFSET);
    }

    /** What {@link #DIRECT} asks of offsets and lengths, as {@link #memoryAlignment}. */
    public static int offsetAlignment(int descriptor) throws SystemCallException {
        return directAlignment(descriptor, STATX_DIO_OFFSET_ALIGN_OFFSET);
    }

    private static int directAlignment(int descriptor, long offset) throws SystemCallException {
        int result;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(STATX_LENGTH, Long.BYTES);
            result =
                    LibC.result(
                            (int)
                                    STATX.invokeExact(
                                            LibC.state(),
                                            descriptor,
                                            arena.allocateFrom("").address(),
                                            AT_EMPTY_PATH,
                                            STATX_DIOALIGN,
                                            answer.address()));
            boolean told = result == 0 && (answer.get(JAVA_INT, 0) & STATX_DIOALIGN) != 0;
            if (result == 0) {
                return told ? answer.get(JAVA_INT, offset) : 0;
            }
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
        return LibC.check(result, "statx of descriptor " + descriptor);
    }

    /** Bytes of a block device's logical block; -ENOTTY for what is no block device. */
    public static int logicalBlockSize(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(JAVA_INT);
            int result = control(descriptor, BLKSSZGET, answer.address());
            return result < 0 ? result : answer.get(JAVA_INT, 0);
        }
    }

    /**
     * fallocate(2).
     *
     * @param mode 0, or {@link #KEEP_SIZE}, {@link #PUNCH_HOLE}, {@link #ZERO_RANGE}
     * @return 0, or -EOPNOTSUPP where the file system cannot do it, -ENOSPC and so on
     */
    public static int allocate(int descriptor, int mode, long offset, long length) {
        try {
            return LibC.result(
                    (int) FALLOCATE.invokeExact(LibC.state(), descriptor, mode, offset, length));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Reads into {@code count} kernel iovecs: bytes read. No allocation. */
    public static int read(int descriptor, long iovec, int count, long offset) {
        try {
            long result = (long) PREADV2_PLAIN.invokeExact(descriptor, iovec, count, offset, 0);
            if (result < 0) {
                result =
                        (long)
                                PREADV2.invokeExact(
                                        LibC.state(), descriptor, iovec, count, offset, 0);
            }
            return (int) LibC.result(result);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /**
     * Writes {@code count} kernel iovecs: bytes written. No allocation.
     *
     * @param durable whether they are on stable storage on return
     */
    public static int write(int descriptor, long iovec, int count, long offset, boolean durable) {
        int flags = durable ? RWF_DSYNC : 0;
        try {
            long result =
                    (long) PWRITEV2_PLAIN.invokeExact(descriptor, iovec, count, offset, flags);
            if (result < 0) {
                result =
                        (long)
                                PWRITEV2.invokeExact(
                                        LibC.state(), descriptor, iovec, count, offset, flags);
            }
            return (int) LibC.result(result);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Brings a file to stable storage: 0. An error is told once, so there is no second call. */
    public static int sync(int descriptor, boolean dataOnly) {
        try {
            return LibC.result(
                    dataOnly
                            ? (int) FDATASYNC.invokeExact(LibC.state(), descriptor)
                            : (int) FSYNC.invokeExact(LibC.state(), descriptor));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static int control(int descriptor, long request, long argument) {
        try {
            return LibC.result(
                    (int) IOCTL.invokeExact(LibC.state(), descriptor, request, argument));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
