package io.viaduct.mdns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a DNS message (RFC 1035, section 4) as what it says. */
final class DnsRecords {
    static final int A = 1;
    static final int PTR = 12;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;

    private static final int RESPONSE = 0x8000;
    private static final int QUESTION_TAIL = 4;
    private static final int POINTER = 0xC0;

    /**
     * A record.
     *
     * @param name whose it is, without the last point
     * @param values a name, addresses, texts, or of SRV the port and the name
     */
    record One(String name, int type, int ttl, List<String> values) {}

    private final ByteBuffer message;

    private DnsRecords(ByteBuffer message) {
        this.message = message;
    }

    /** The records of an answer; none of a question. */
    static List<One> of(byte[] bytes, int length) throws UnknownHostException {
        return new DnsRecords(ByteBuffer.wrap(bytes, 0, length)).read();
    }

    private List<One> read() throws UnknownHostException {
        List<One> all = new ArrayList<>();
        if ((message.getShort(2) & RESPONSE) == 0) {
            return all;
        }
        int questions = message.getShort(4);
        int records = message.getShort(6) + message.getShort(8) + message.getShort(10);
        message.position(12);
        for (int i = 0; i < questions; i++) {
            name();
            message.position(message.position() + QUESTION_TAIL);
        }
        for (int i = 0; i < records; i++) {
            all.add(one());
        }
        return all;
    }

    private One one() throws UnknownHostException {
        String name = name();
        int type = message.getShort();
        message.getShort();
        int ttl = message.getInt();
        int end = message.getShort() + message.position();
        List<String> values =
                switch (type) {
                    case PTR -> List.of(name());
                    case SRV -> service();
                    case TXT -> texts(end);
                    case A, AAAA -> List.of(address(end));
                    default -> List.of();
                };
        message.position(end);
        return new One(name, type, ttl, values);
    }

    private List<String> service() {
        message.getInt();
        int port = Short.toUnsignedInt(message.getShort());
        return List.of(Integer.toString(port), name());
    }

    private List<String> texts(int end) {
        List<String> all = new ArrayList<>();
        while (message.position() < end) {
            all.add(text(message.get() & 0xFF));
        }
        return all;
    }

    private String address(int end) throws UnknownHostException {
        byte[] bytes = new byte[end - message.position()];
        message.get(bytes);
        return InetAddress.getByAddress(bytes).getHostAddress();
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        message.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        int after = -1;
        for (int length = message.get() & 0xFF; length != 0; length = message.get() & 0xFF) {
            if (length >= POINTER) {
                int to = (length & ~POINTER) << 8 | (message.get() & 0xFF);
                after = after < 0 ? message.position() : after;
                message.position(to);
            } else {
                name.append(name.isEmpty() ? "" : ".").append(text(length));
            }
        }
        if (after >= 0) {
            message.position(after);
        }
        return name.toString();
    }
}
