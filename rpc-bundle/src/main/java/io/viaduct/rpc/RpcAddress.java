package io.viaduct.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where JSON-RPC is served, as an operator writes it: a path, or {@code ADDRESS:PORT}. */
sealed interface RpcAddress {
    /** Name of an address that there is everywhere. */
    String LOCALHOST = "localhost";

    /** An IPv6 address stands in brackets. */
    Pattern ADDRESS_AND_PORT = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:/]+)):(\\d{1,5})");

    /** A socket in the file system. */
    record Local(Path path) implements RpcAddress {
        @Override
        public RpcListener listen() throws IOException {
            return RpcSocket.listen(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A port of this machine. */
    record Loopback(InetSocketAddress address) implements RpcAddress {
        @Override
        public RpcListener listen() throws IOException {
            return LoopbackSocket.listen(address);
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** Listens there. */
    RpcListener listen() throws IOException;

    /**
     * Reads one.
     *
     * @throws IOException where the address is none of this machine alone
     */
    static RpcAddress parse(String text) throws IOException {
        Matcher matcher = ADDRESS_AND_PORT.matcher(text);
        if (!matcher.matches()) {
            return new Local(Path.of(text));
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int port = Integer.parseInt(matcher.group(3));
        try {
            InetAddress address =
                    host.equals(LOCALHOST)
                            ? InetAddress.getLoopbackAddress()
                            : InetAddress.ofLiteral(host);
            var socketAddress = new InetSocketAddress(address, port);
            if (address.isLoopbackAddress()) {
                return new Loopback(socketAddress);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("RPC address " + text + " is no address with a port", e);
        }
        throw new IOException(
                "RPC address "
                        + text
                        + " is not loopback, and JSON-RPC over TCP asks nobody who"
                        + " he is");
    }
}
