package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Status;
import io.viaduct.linux.Errno;

/** What the kernel's errors are to a host. */
final class FileStatus {
    private static final int ENXIO = 6;
    private static final int EDQUOT = 122;
    private static final int ENOMEDIUM = 123;

    private FileStatus() {}

    /** Whether it says that the medium is not there any more. */
    static boolean isLoss(int errno) {
        return errno == ENXIO || errno == Errno.ENODEV || errno == ENOMEDIUM;
    }

    /**
     * The status for an operation that has failed.
     *
     * @param errno positive
     */
    static int of(BdevOp op, int errno) {
        return switch (errno) {
            case Errno.ENOSPC, EDQUOT, Errno.EFBIG -> Status.CAPACITY_EXCEEDED;
            case Errno.EPERM, Errno.EACCES, Errno.EROFS ->
                    Status.withDnr(Status.COMMAND_NAMESPACE_IS_PROTECTED);
            // Memory or a queue of the kernel is short: it can be tried again.
            case Errno.EAGAIN, Errno.ENOMEM, Errno.EBUSY, Errno.ETIMEDOUT ->
                    Status.NAMESPACE_NOT_READY;
            case Errno.EOPNOTSUPP -> Status.withDnr(Status.INVALID_OPCODE);
            case Errno.EIO, Errno.ENODATA, Errno.EILSEQ, Errno.EREMOTEIO, Errno.ENOLINK ->
                    op == BdevOp.READ ? Status.UNRECOVERED_READ_ERROR : Status.WRITE_FAULTS;
            default -> Status.INTERNAL_DEVICE_ERROR;
        };
    }
}
