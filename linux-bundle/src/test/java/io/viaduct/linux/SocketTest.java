package io.viaduct.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class SocketTest {
    private static final int BACKLOG = 4;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldTellBothEndsOfAConnection(String address) throws Exception {
        assumeTrue(address.indexOf(':') < 0 || hasIpv6(), "no IPv6 here");
        int listener = Socket.listen(new Endpoint(address, 0), BACKLOG);
        Endpoint listening = Socket.localEndpoint(listener);
        assertEquals(address, listening.address());
        assertTrue(listening.port() > 0);
        int here = Socket.connect(listening);
        int there = SocketTransfer.accept(listener);
        assertEquals(listening, Socket.remoteEndpoint(here));
        assertEquals(Socket.localEndpoint(here), Socket.remoteEndpoint(there));
        Socket.noDelay(here, true);
        Socket.priority(here, 6);
        Socket.receiveBuffer(here, 1 << 16);
        assertEquals(0, Socket.shutdown(here, Socket.SHUT_BOTH));
        Descriptor.close(here);
        Descriptor.close(there);
        Descriptor.close(listener);
    }

    @Test
    @Proves("features 3.1 IPv4")
    void shouldListenOnOnePortForEachFamily() throws Exception {
        assumeTrue(hasIpv6(), "no IPv6 here");
        int six = Socket.listen(new Endpoint("::", 0), BACKLOG);
        int port = Socket.localEndpoint(six).port();
        int four = Socket.listen(new Endpoint("0.0.0.0", port), BACKLOG);
        assertEquals(new Endpoint("0.0.0.0", port), Socket.localEndpoint(four));
        Descriptor.close(six);
        Descriptor.close(four);
    }

    @Test
    void shouldListenAgainWhereConnectionsHaveJustBeen() throws Exception {
        int listener = Socket.listen(new Endpoint("127.0.0.1", 0), BACKLOG);
        Endpoint endpoint = Socket.localEndpoint(listener);
        int here = Socket.connect(endpoint);
        int there = SocketTransfer.accept(listener);
        Descriptor.close(there);
        Descriptor.close(here);
        Descriptor.close(listener);
        Descriptor.close(Socket.listen(endpoint, BACKLOG));
    }

    @Test
    void shouldRefuseAnAddressThatIsTaken() throws Exception {
        int listener = Socket.listen(new Endpoint("127.0.0.1", 0), BACKLOG);
        Endpoint taken = Socket.localEndpoint(listener);
        assertErrno(Errno.EADDRINUSE, taken);
        Descriptor.close(listener);
    }

    @Test
    void shouldRefuseWhatIsNoAddress() {
        assertErrno(Errno.EINVAL, new Endpoint("localhost", 4420));
        assertErrno(Errno.EINVAL, new Endpoint("", 4420));
        assertErrno(Errno.EINVAL, new Endpoint("127.0.0.1", 65536));
        assertErrno(Errno.EINVAL, new Endpoint("127.0.0.1", -1));
        assertErrno(Errno.EINVAL, new Endpoint("fe80::zz", 1));
        assertErrno(Errno.ENODEV, new Endpoint("fe80::1%none", 1));
    }

    @Test
    void shouldTellThatNobodyListens() throws Exception {
        int listener = Socket.listen(new Endpoint("127.0.0.1", 0), BACKLOG);
        Endpoint gone = Socket.localEndpoint(listener);
        Descriptor.close(listener);
        var e = assertThrows(SystemCallException.class, () -> Socket.connect(gone));
        assertEquals(Errno.ECONNREFUSED, e.errno());
    }

    @Test
    void shouldWriteEndpointsAsUrlsDo() {
        assertEquals("127.0.0.1:4420", new Endpoint("127.0.0.1", 4420).toString());
        assertEquals("[::1]:4420", new Endpoint("::1", 4420).toString());
    }

    private static void assertErrno(int errno, Endpoint endpoint) {
        var e =
                assertThrows(
                        SystemCallException.class,
                        () -> Descriptor.close(Socket.listen(endpoint, BACKLOG)));
        assertEquals(errno, e.errno(), e.getMessage());
    }

    private static boolean hasIpv6() {
        return java.nio.file.Files.exists(Path.of("/proc/net/if_inet6")) && loopbackHasIpv6();
    }

    private static boolean loopbackHasIpv6() {
        try {
            Descriptor.close(Socket.listen(new Endpoint("::1", 0), 1));
            return true;
        } catch (SystemCallException e) {
            return false;
        }
    }
}
