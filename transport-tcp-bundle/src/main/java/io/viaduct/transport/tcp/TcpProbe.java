package io.viaduct.transport.tcp;

import io.viaduct.api.transport.TransportId;
import io.viaduct.transport.tcp.pdu.InitializeConnection;
import io.viaduct.transport.tcp.pdu.PduType;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Knocks at an address as a host does: connects, and says ICReq. Blocks. */
final class TcpProbe {
    private TcpProbe() {}

    /** Returns when a target has answered with ICResp. */
    static void ask(TransportId address, int timeoutMs) throws IOException {
        try (Socket socket = new Socket()) {
            connect(socket, address, timeoutMs);
            socket.setSoTimeout(timeoutMs);
            socket.getOutputStream().write(request());
            byte[] answer = answer(socket, timeoutMs);
            if (Byte.toUnsignedInt(answer[0]) != PduType.IC_RESP) {
                throw new IOException("what listens there does not speak NVMe/TCP");
            }
        }
    }

    private static void connect(Socket socket, TransportId address, int timeoutMs)
            throws IOException {
        InetAddress host = InetAddress.ofLiteral(address.traddr());
        // Nobody can connect to "any"; whoever listens there listens at the loopback address too.
        InetAddress reachable = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
        int port = Integer.parseInt(address.trsvcid());
        try {
            socket.connect(new InetSocketAddress(reachable, port), timeoutMs);
        } catch (SocketTimeoutException e) {
            throw new IOException("no connection within " + timeoutMs + " ms", e);
        } catch (IOException e) {
            throw new IOException("no connection: " + e.getMessage(), e);
        }
    }

    private static byte[] answer(Socket socket, int timeoutMs) throws IOException {
        try {
            byte[] answer = socket.getInputStream().readNBytes(InitializeConnection.LENGTH);
            if (answer.length < InitializeConnection.LENGTH) {
                throw new EOFException("it closes the connection instead of an answer to ICReq");
            }
            return answer;
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer to ICReq within " + timeoutMs + " ms", e);
        }
    }

    private static byte[] request() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pdu = arena.allocate(InitializeConnection.LENGTH);
            InitializeConnection.request(pdu.address(), 0, 0, 0);
            return pdu.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
