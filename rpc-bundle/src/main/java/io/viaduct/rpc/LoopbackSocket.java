package io.viaduct.rpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A listening port of this machine. Every user of the machine may call: there is no owner of a port
 * and no password.
 */
final class LoopbackSocket implements RpcListener {
    private final ServerSocketChannel channel;

    private LoopbackSocket(ServerSocketChannel channel) {
        this.channel = channel;
    }

    /** Listens; port 0 is any that is free. */
    static LoopbackSocket listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(address, RpcSocket.BACKLOG);
            return new LoopbackSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "RPC address " + address + " cannot be bound: " + e.getMessage(), e);
        }
    }

    /** Where it listens. */
    SocketAddress address() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public SocketChannel accept() throws IOException {
        SocketChannel client = channel.accept();
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return client;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
