package io.viaduct.shell;

import org.apache.felix.service.command.CommandProcessor;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A socket, open to its owner only, on which each connection is a session of the gogo shell. */
final class ShellServer implements AutoCloseable {
    /** Sessions at a time; another is told so and closed. */
    static final int SESSIONS_MAX = 8;

    private static final System.Logger LOG = System.getLogger(ShellServer.class.getName());

    private final Path path;
    private final ServerSocketChannel channel;
    private final CommandProcessor processor;
    private final Set<ShellSession> sessions = ConcurrentHashMap.newKeySet();

    private ShellServer(Path path, ServerSocketChannel channel, CommandProcessor processor) {
        this.path = path;
        this.channel = channel;
        this.processor = processor;
    }

    /**
     * Listens and serves until closed.
     *
     * @throws IOException naming the path and what is wrong with it
     */
    static ShellServer start(Path path, CommandProcessor processor) throws IOException {
        removeStale(path);
        var server = new ShellServer(path, bind(path), processor);
        Thread.ofVirtual().name("viaduct-shell-accept").start(server::acceptAll);
        return server;
    }

    /** Ends every session, interrupts what they run, and removes the socket. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            sessions.forEach(ShellSession::close);
            Files.deleteIfExists(path);
        }
    }

    /** Sessions there are now. */
    int sessionCount() {
        return sessions.size();
    }

    private static ServerSocketChannel bind(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "shell socket " + path + " cannot be bound: " + e.getMessage(), e);
        }
    }

    /** The data folder belongs to one platform, but a second may be pointed at it by mistake. */
    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        var found =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isOther()) {
            throw new IOException("shell socket " + path + " exists and is no socket");
        }
        if (isServed(path)) {
            throw new IOException("shell socket " + path + " is in use by another process");
        }
        Files.deleteIfExists(path);
    }

    private static boolean isServed(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                serve(channel.accept());
            }
        } catch (ClosedChannelException e) {
            LOG.log(Level.DEBUG, "the shell accepts no more");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the shell accepts no more", e);
        }
    }

    private void serve(SocketChannel client) {
        var session = new ShellSession(client, processor, sessions::remove);
        if (sessions.size() >= SESSIONS_MAX) {
            session.refuse("too many sessions, at most " + SESSIONS_MAX);
            return;
        }
        sessions.add(session);
        session.start();
    }
}
