package io.viaduct.testkit.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A submission queue entry in the making. Fields are set by name; the rest is zero. */
public final class HostCommand {
    /** Fabrics opcode. */
    public static final int FABRICS = 0x7F;

    private static final int LENGTH = 64;
    private static final int PSDT_SGL = 0x40;

    private final ByteBuffer sqe = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private byte[] data = new byte[0];
    private int expected;

    private HostCommand(int opcode, int nsid) {
        sqe.put(0, (byte) opcode).put(1, (byte) PSDT_SGL).putInt(4, nsid);
    }

    /** An admin or I/O command. */
    public static HostCommand of(int opcode, int nsid) {
        return new HostCommand(opcode, nsid);
    }

    /** A fabrics command. */
    public static HostCommand fabrics(int fctype) {
        return new HostCommand(FABRICS, fctype);
    }

    /** Read of {@code blocks}. */
    public static HostCommand read(int nsid, long lba, int blocks, int blockSize) {
        return of(0x02, nsid).lba(lba, blocks).expect(blocks * blockSize);
    }

    /** Write of {@code blocks}. */
    public static HostCommand write(int nsid, long lba, int blocks, byte[] data) {
        return of(0x01, nsid).lba(lba, blocks).data(data);
    }

    /** Identify with a CNS value. */
    public static HostCommand identify(int cns, int nsid) {
        return of(0x06, nsid).cdw(10, cns).expect(4096);
    }

    /** Get Log Page from offset 0. */
    public static HostCommand log(int id, int nsid, int bytes) {
        int dwords = bytes / 4 - 1;
        return of(0x02, nsid).cdw(10, id | dwords << 16).cdw(11, dwords >>> 16).expect(bytes);
    }

    /** Get Features. */
    public static HostCommand getFeature(int id) {
        return of(0x0A, 0).cdw(10, id);
    }

    /** Set Features. */
    public static HostCommand setFeature(int id, int value) {
        return of(0x09, 0).cdw(10, id).cdw(11, value);
    }

    /** Property Get. */
    public static HostCommand propertyGet(int offset, boolean wide) {
        return fabrics(0x04).cdw(10, wide ? 1 : 0).cdw(11, offset);
    }

    /** Property Set of 4 bytes. */
    public static HostCommand propertySet(int offset, int value) {
        return fabrics(0x00).cdw(11, offset).cdw(12, value);
    }

    /** Starting block and number of blocks (1 or more) of an I/O command. */
    public HostCommand lba(long first, int blocks) {
        sqe.putLong(40, first).putShort(48, (short) (blocks - 1));
        return this;
    }

    /** Command dword 2, 3 or 10 to 15. */
    public HostCommand cdw(int number, int value) {
        sqe.putInt(number * 4, value);
        return this;
    }

    /** Any byte of the entry, for commands that are wrong on purpose. */
    public HostCommand put(int offset, int value) {
        sqe.put(offset, (byte) value);
        return this;
    }

    /** Data for the controller. */
    public HostCommand data(byte[] bytes) {
        data = bytes.clone();
        return this;
    }

    /** Bytes expected from the controller. */
    public HostCommand expect(int bytes) {
        expected = bytes;
        return this;
    }

    /** Data for the controller. */
    public byte[] data() {
        return data;
    }

    /** Bytes expected from the controller. */
    public int expected() {
        return expected;
    }

    /** The entry with its identifier, for a transport that moves the data. */
    public byte[] entry(int cid) {
        return entry(cid, false);
    }

    /** The entry with its identifier and the SGL that fits the way its data goes. */
    byte[] entry(int cid, boolean inCapsule) {
        int length = data.length > 0 ? data.length : expected;
        sqe.putShort(2, (short) cid);
        sqe.putLong(24, 0).putInt(32, length).putInt(36, 0);
        sqe.put(39, (byte) (inCapsule ? 0x01 : 0x5A));
        return sqe.array().clone();
    }
}
