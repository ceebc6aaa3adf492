package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.testkit.WirePeer;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostPdu;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A host's end of one queue pair over a wire that a test turns; never waits for anything. */
final class SteppedHost {
    private static final int IN_CAPSULE_SGL = 0x01;
    private static final int SGL_TYPE = 39;

    private final WirePeer peer;
    private final Wire wire;
    private final Random random;
    private final Map<Integer, Command> commands = new HashMap<>();
    private boolean initialized;
    private int nextCid;

    /** A command and what has come of it. */
    static final class Command {
        final byte[] out;
        final byte[] in;
        private int asked;
        int status = -1;
        int dw0;

        private Command(HostCommand command) {
            out = command.data();
            in = new byte[command.expected()];
        }

        boolean ended() {
            return status >= 0;
        }
    }

    SteppedHost(WirePeer peer, Wire wire, Random random) {
        this.peer = peer;
        this.wire = wire;
        this.random = random;
        peer.send(wire.initialize());
    }

    boolean initialized() {
        return initialized;
    }

    boolean closed() {
        return peer.closed();
    }

    void close() {
        peer.close();
    }

    /** Sends a command, with its data or to be asked for that. */
    Command send(HostCommand what, boolean inCapsule) {
        int cid = nextCid++ & 0xffff;
        Command command = new Command(what);
        commands.put(cid, command);
        byte[] sqe = what.entry(cid);
        if (inCapsule) {
            sqe[SGL_TYPE] = IN_CAPSULE_SGL;
        }
        peer.send(wire.command(sqe, inCapsule ? command.out : new byte[0]));
        return command;
    }

    /** Looks at what has come. */
    void poll() {
        for (byte[] bytes = peer.received(); bytes.length >= 8; bytes = peer.received()) {
            int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
            if (bytes.length < length) {
                return;
            }
            try (var in = new DataInputStream(new ByteArrayInputStream(peer.take(length)))) {
                handle(HostPdu.read(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void handle(HostPdu pdu) {
        ByteBuffer header = pdu.header();
        switch (pdu.type()) {
            case 0x01 -> initialized = true;
            case 0x05 -> {
                int cid = header.getShort(8 + 12) & 0xffff;
                end(cid, (header.getShort(8 + 14) & 0xffff) >>> 1).dw0 = header.getInt(8);
            }
            case 0x07 -> onData(pdu, header);
            case 0x09 -> onReadyToTransfer(header);
            default -> throw new AssertionError("PDU type " + pdu.type());
        }
    }

    private Command end(int cid, int status) {
        Command ended = commands.remove(cid);
        assertEquals(-1, ended.status, "answered twice");
        ended.status = status;
        return ended;
    }

    private void onData(HostPdu pdu, ByteBuffer header) {
        int cid = header.getShort(8) & 0xffff;
        byte[] in = commands.get(cid).in;
        System.arraycopy(pdu.data(), 0, in, header.getInt(12), pdu.data().length);
        if ((pdu.flags() & 8) != 0) {
            end(cid, 0);
        }
    }

    private void onReadyToTransfer(ByteBuffer header) {
        int cid = header.getShort(8) & 0xffff;
        int tag = header.getShort(10) & 0xffff;
        Command command = commands.get(cid);
        assertEquals(0, command.asked++, "asked twice");
        for (int at = 0; at < command.out.length; ) {
            int length = 1 + random.nextInt(command.out.length - at);
            boolean last = at + length == command.out.length;
            byte[] part = Arrays.copyOfRange(command.out, at, at + length);
            peer.send(wire.data(cid, tag, at, part, last));
            at += length;
        }
    }

    static void assertRead(byte[] expected, Command read) {
        assertEquals(0, read.status);
        assertArrayEquals(expected, read.in);
    }
}
