package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout.OfShort;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/** struct sockaddr_in and sockaddr_in6, to and from text. */
final class InternetAddress {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** Bytes of the longer of the two. */
    static final int LENGTH_MAX = 28;

    private static final int IN_LENGTH = 16;
    private static final int FAMILY_OFFSET = 0;
    private static final int PORT_OFFSET = 2;
    private static final int IN_ADDRESS_OFFSET = 4;
    private static final int IN6_ADDRESS_OFFSET = 8;
    private static final int IN6_SCOPE_OFFSET = 24;
    private static final int TEXT_BYTES = 64;
    private static final OfShort PORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final MethodHandle INET_PTON =
            LibC.function("inet_pton", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle INET_NTOP =
            LibC.function("inet_ntop", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle IF_NAMETOINDEX =
            LibC.function("if_nametoindex", JAVA_INT, JAVA_LONG);

    private InternetAddress() {}

    /** The kernel's form, as long as its family's structure. */
    static MemorySegment encode(Arena arena, Endpoint endpoint) throws SystemCallException {
        String text = endpoint.address();
        int percent = text.indexOf('%');
        String digits = percent < 0 ? text : text.substring(0, percent);
        boolean v6 = text.indexOf(':') >= 0;
        MemorySegment address = arena.allocate(v6 ? LENGTH_MAX : IN_LENGTH, Integer.BYTES);
        address.set(JAVA_SHORT, FAMILY_OFFSET, (short) (v6 ? AF_INET6 : AF_INET));
        address.set(PORT, PORT_OFFSET, (short) endpoint.port());
        int offset = v6 ? IN6_ADDRESS_OFFSET : IN_ADDRESS_OFFSET;
        boolean portFits = endpoint.port() >= 0 && endpoint.port() <= 0xffff;
        if (!portFits || !parse(arena, v6, digits, address.address() + offset)) {
            throw new SystemCallException("address " + endpoint, Errno.EINVAL);
        }
        if (v6 && percent >= 0) {
            address.set(JAVA_INT, IN6_SCOPE_OFFSET, scope(arena, text.substring(percent + 1)));
        }
        return address;
    }

    /** Text of what the kernel has filled in. */
    static Endpoint decode(Arena arena, MemorySegment address) {
        int family = address.get(JAVA_SHORT, FAMILY_OFFSET);
        int offset = family == AF_INET6 ? IN6_ADDRESS_OFFSET : IN_ADDRESS_OFFSET;
        MemorySegment text = arena.allocate(TEXT_BYTES);
        long from = address.address() + offset;
        try {
            long end =
                    (long)
                            INET_NTOP.invokeExact(
                                    LibC.state(), family, from, text.address(), TEXT_BYTES);
            String digits = end == 0 ? "" : text.getString(0);
            return new Endpoint(digits, Short.toUnsignedInt(address.get(PORT, PORT_OFFSET)));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static boolean parse(Arena arena, boolean v6, String digits, long to) {
        long text = arena.allocateFrom(digits).address();
        int family = v6 ? AF_INET6 : AF_INET;
        try {
            return 1 == (int) INET_PTON.invokeExact(LibC.state(), family, text, to);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static int scope(Arena arena, String device) throws SystemCallException {
        int index;
        try {
            long text = arena.allocateFrom(device).address();
            index = (int) IF_NAMETOINDEX.invokeExact(LibC.state(), text);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
        if (index == 0) {
            throw new SystemCallException("network device " + device, Errno.ENODEV);
        }
        return index;
    }
}
