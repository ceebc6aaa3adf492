package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.linux.Errno;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A place for one I/O of a channel: it is given to the engine, in pieces where its memory has to be
 * copied or the kernel has done only a part, and ended. Reactor thread.
 */
final class FileIo implements EngineHandler {
    private static final int SEGMENTS_MAX = 1024;

    private final FileChannel channel;
    private final FileBdev disk;
    private final MemorySegment pieceEntry = entries(1);
    private final SegmentList piece = new SegmentList(pieceEntry.address(), 1);

    private BdevIo io;
    private long offset;
    private long bytes;
    private long done;
    private boolean copied;
    private MemorySegment chunk;
    // Of what a short transfer has left; made at the first of them, which hardly ever comes.
    private MemorySegment restEntries;
    private SegmentList rest;
    private boolean syncing;
    private int syncFailures;
    private boolean deallocates;
    private boolean triedBoth;

    FileIo(FileChannel channel) {
        this.channel = channel;
        disk = channel.disk();
    }

    /** Takes an I/O; nothing of it has begun. */
    void take(BdevIo next) {
        io = next;
        int blockSize = disk.geometry().blockSize();
        offset = next.lba() * blockSize;
        done = 0;
        boolean transfers = next.op() == BdevOp.READ || next.op() == BdevOp.WRITE;
        bytes = next.count() * blockSize;
        copied = transfers && !isAligned(next.data());
        syncing = next.op() == BdevOp.FLUSH;
        deallocates = next.op() == BdevOp.UNMAP;
        triedBoth = false;
    }

    private boolean isAligned(SegmentList data) {
        long memory = disk.file().memoryAlignment() - 1L;
        long length = disk.file().lengthAlignment() - 1L;
        for (int i = 0; i < data.count(); i++) {
            if ((data.address(i) & memory) != 0 || (data.length(i) & length) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Gives the next step to the engine; false when there is no room for it now. */
    boolean start() {
        if (syncing) {
            return startSync();
        }
        return switch (io.op()) {
            case READ, WRITE -> copied ? startPiece() : startTransfer();
            default -> startZero();
        };
    }

    private boolean startSync() {
        syncFailures = disk.syncFailures();
        return began(
                channel.engine().sync(channel.owner(), disk.file().descriptor(), true, this, 0));
    }

    private boolean startZero() {
        return began(
                channel.engine()
                        .zero(
                                channel.owner(),
                                disk.file().descriptor(),
                                offset,
                                bytes,
                                deallocates,
                                this,
                                0));
    }

    private boolean startTransfer() {
        SegmentList list = io.data();
        if (done > 0) {
            list = rest;
            list.clear();
            boolean fits = list.add(io.data(), done, bytes - done);
            assert fits : "a part has no more segments than the whole";
        }
        return began(transfer(list));
    }

    private boolean startPiece() {
        if (chunk == null) {
            chunk = channel.chunks().take();
            if (chunk == null) {
                return false;
            }
        }
        long length = Math.min(bytes - done, AlignedChunks.BYTES);
        if (io.op() == BdevOp.WRITE) {
            io.data().copyTo(done, chunk.address(), length);
        }
        piece.clear();
        boolean fits = piece.add(chunk.address(), length);
        assert fits : "one entry";
        return began(transfer(piece));
    }

    private long transfer(SegmentList list) {
        int descriptor = disk.file().descriptor();
        long at = offset + done;
        return io.op() == BdevOp.READ
                ? channel.engine()
                        .read(channel.owner(), descriptor, list.iovec(), list.count(), at, this, 0)
                : channel.engine()
                        .write(
                                channel.owner(),
                                descriptor,
                                list.iovec(),
                                list.count(),
                                at,
                                io.fua(),
                                this,
                                0);
    }

    private static boolean began(long token) {
        return token > 0;
    }

    @Override
    public void onEvent(long context, int event, int result, int buffer, boolean last) {
        if (result == -Errno.EINTR) {
            again();
        } else if (result == -Errno.EOPNOTSUPP && isZeroing() && !triedBoth) {
            // A file system has holes or zeroed ranges, a disk one of two commands.
            triedBoth = true;
            deallocates = !deallocates;
            again();
        } else if (result < 0) {
            fail(-result);
        } else if (syncing) {
            end(syncFailures == disk.syncFailures() ? Status.SUCCESS : Status.WRITE_FAULTS);
        } else if (isZeroing()) {
            zeroed();
        } else {
            transferred(result);
        }
    }

    private boolean isZeroing() {
        return !syncing && (io.op() == BdevOp.UNMAP || io.op() == BdevOp.WRITE_ZEROES);
    }

    private void again() {
        if (!start()) {
            channel.await(this);
        }
    }

    private void zeroed() {
        if (io.fua()) {
            syncing = true;
            again();
        } else {
            end(Status.SUCCESS);
        }
    }

    private void transferred(int result) {
        if (copied && io.op() == BdevOp.READ) {
            io.data().copyFrom(done, chunk.address(), result);
        }
        done += result;
        if (done == bytes) {
            end(Status.SUCCESS);
            return;
        }
        // Whole blocks of a part count; what is left goes on where a block begins.
        done -= done % disk.geometry().blockSize();
        if (result < disk.geometry().blockSize()) {
            // The file ends before the device does, or the disk under it has gone.
            fail(Errno.EIO);
            return;
        }
        if (!copied && rest == null) {
            restEntries = entries(SEGMENTS_MAX);
            rest = new SegmentList(restEntries.address(), SEGMENTS_MAX);
        }
        again();
    }

    private static MemorySegment entries(int count) {
        return Arena.ofAuto().allocate((long) count * SegmentList.ENTRY_LENGTH, Long.BYTES);
    }

    private void fail(int errno) {
        if (syncing) {
            disk.syncFailed();
        }
        if (FileStatus.isLoss(errno) || disk.file().isGone()) {
            disk.gone();
        }
        end(FileStatus.of(syncing ? BdevOp.FLUSH : io.op(), errno));
    }

    private void end(int status) {
        if (chunk != null) {
            channel.chunks().put(chunk);
            chunk = null;
        }
        BdevIo ended = io;
        io = null;
        channel.end(this, ended, status);
    }
}
