package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.viaduct.testkit.host.HostPdu;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host that says again what a real one has said, as {@code lab/recording.py} has written it down,
 * and expects each of its commands to end as it did then. What a target is free to choose it puts
 * in from the answers it gets: controller identifiers and transfer tags.
 */
final class RecordedHost implements AutoCloseable {
    private static final Pattern RUN = Pattern.compile("(..)\\{(\\d+)}");
    private static final int READ_TIMEOUT_MS = 10_000;
    private static final int COMMAND = 0x04;
    private static final int H2C_DATA = 0x06;
    private static final int FABRICS = 0x7F;
    private static final int CONNECT = 0x01;
    private static final int CID_OF_COMMAND = 10;
    private static final int CNTLID = 72 + 16;
    private static final int CNTLID_ANY = 0xFFFF;

    private final InetSocketAddress target;
    private final Map<Integer, Connection> connections = new TreeMap<>();
    private final Map<Integer, Integer> controllers = new HashMap<>();

    RecordedHost(InetSocketAddress target) {
        this.target = target;
    }

    /** One line in the recording's order. Returns how many answers it has checked: one or none. */
    int replay(String line) throws IOException {
        String[] words = line.split(" ");
        int number = Integer.parseInt(words[0]);
        Connection connection = connections.get(number);
        if (connection == null) {
            connection = new Connection();
            connections.put(number, connection);
        }
        if (words[1].equals(">")) {
            connection.send(bytes(words[2]));
            return 0;
        }
        switch (words[2]) {
            case "ic" -> assertEquals(0x01, connection.receive().type());
            case "r2t" -> connection.awaitTransfer(hex(words[3]));
            default -> connection.awaitEnd(hex(words[2]), hex(words[3]), hex(words[4]), line);
        }
        return 1;
    }

    private static int hex(String digits) {
        return HexFormat.fromHexDigits(digits);
    }

    private static int u16(ByteBuffer pdu, int offset) {
        return Short.toUnsignedInt(pdu.getShort(offset));
    }

    private static byte[] bytes(String text) {
        Matcher runs = RUN.matcher(text);
        String whole = runs.replaceAll(run -> run.group(1).repeat(Integer.parseInt(run.group(2))));
        return HexFormat.of().parseHex(whole);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections.values()) {
            connection.socket.close();
        }
    }

    private final class Connection {
        final Socket socket = new Socket();
        private final DataInputStream in;
        private final Map<Integer, int[]> ends = new HashMap<>();
        private final Map<Integer, Integer> tags = new HashMap<>();
        private int connecting = -1;

        Connection() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.connect(target);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        }

        void send(byte[] bytes) throws IOException {
            ByteBuffer pdu = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (pdu.get(0) == H2C_DATA) {
                pdu.putShort(10, tags.get(u16(pdu, 8)).shortValue());
            }
            if (pdu.get(0) == COMMAND && pdu.get(8) == FABRICS && pdu.get(12) == CONNECT) {
                connecting = u16(pdu, CID_OF_COMMAND);
                int cntlid = u16(pdu, CNTLID);
                if (cntlid != CNTLID_ANY) {
                    pdu.putShort(CNTLID, controllers.get(cntlid).shortValue());
                }
            }
            socket.getOutputStream().write(bytes);
        }

        HostPdu receive() throws IOException {
            HostPdu pdu = HostPdu.read(in);
            assertNotNull(pdu, "the target has closed the connection");
            return pdu;
        }

        void awaitTransfer(int cid) throws IOException {
            while (!tags.containsKey(cid)) {
                take(receive());
            }
        }

        void awaitEnd(int cid, int status, int dw0, String line) throws IOException {
            while (!ends.containsKey(cid)) {
                take(receive());
            }
            int[] end = ends.remove(cid);
            tags.remove(cid);
            assertEquals(status, end[0], line);
            if (cid == connecting) {
                connecting = -1;
                controllers.put(dw0, end[1]);
            }
        }

        private void take(HostPdu pdu) {
            ByteBuffer header = pdu.header();
            switch (pdu.type()) {
                case 0x05 -> {
                    int status = u16(header, 22) >>> 1;
                    ends.put(u16(header, 20), new int[] {status, header.getInt(8)});
                }
                case 0x07 -> {
                    if ((pdu.flags() & 8) != 0) {
                        ends.put(u16(header, 8), new int[] {0, 0});
                    }
                }
                case 0x09 -> tags.put(u16(header, 8), u16(header, 10));
                default -> throw new AssertionError("PDU type " + pdu.type());
            }
        }
    }
}
