package io.viaduct.rpc;

import jdk.net.ExtendedSocketOptions;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;

/**
 * A listening socket in the file system, open to its owner only, and the lock beside it ({@code
 * PATH.lock}) that tells a live socket from one that a dead process has left. Whoever connects is
 * asked for by the kernel too: a mode that somebody has widened lets nobody else call.
 */
final class RpcSocket implements RpcListener {
    /** Bytes of a path, sockaddr_un's 108 without the end of the string. */
    static final int PATH_BYTES_MAX = 107;

    /** Connections that the kernel keeps for us; SPDK's. */
    static final int BACKLOG = 512;

    /** The user who may do everything anyway, by number: a container may have no names. */
    private static final String ROOT = "0";

    private static final System.Logger LOG = System.getLogger(RpcSocket.class.getName());

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final Path lockPath;
    private final FileChannel lock;
    private final ServerSocketChannel channel;
    private final Set<UserPrincipal> callers;

    private RpcSocket(Path path, Path lockPath, FileChannel lock, ServerSocketChannel channel)
            throws IOException {
        this.path = path;
        this.lockPath = lockPath;
        this.lock = lock;
        this.channel = channel;
        UserPrincipal root =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ROOT);
        callers = Set.copyOf(List.of(Files.getOwner(path), root));
    }

    /**
     * Listens at a path, in place of a socket that nobody serves any more.
     *
     * @throws IOException naming the path and what is wrong with it
     */
    static RpcSocket listen(Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            throw refused(path, "is longer than " + PATH_BYTES_MAX + " bytes", null);
        }
        Path lockPath = Path.of(path + ".lock");
        FileChannel lock = lock(path, lockPath);
        try {
            removeStale(path);
            ServerSocketChannel channel = bind(path);
            try {
                return new RpcSocket(path, lockPath, lock, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            unlock(lockPath, lock);
            throw e;
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public SocketChannel accept() throws IOException {
        SocketChannel client = channel.accept();
        try {
            UserPrincipal user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (mayCall(user)) {
                return client;
            }
            LOG.log(Level.WARNING, "RPC is not for user {0}", user.getName());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "an RPC client has gone: {0}", e.getMessage());
        }
        client.close();
        return null;
    }

    /** Whether calls of this user are taken: those of whoever runs this process, and root's. */
    boolean mayCall(UserPrincipal user) {
        return callers.contains(user);
    }

    /** Stops listening and removes both files. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } finally {
            unlock(lockPath, lock);
        }
    }

    private static FileChannel lock(Path path, Path lockPath) throws IOException {
        FileChannel lock;
        try {
            lock =
                    FileChannel.open(
                            lockPath,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (IOException e) {
            throw refused(path, "has no lock file: " + lockPath + " cannot be opened", e);
        }
        try {
            if (lock.tryLock() != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw refused(path, "is in use by this process", e);
        } catch (IOException e) {
            lock.close();
            throw refused(path, "has a lock file that cannot be locked: " + lockPath, e);
        }
        lock.close();
        throw refused(path, "is in use by another process, which holds " + lockPath, null);
    }

    private static void unlock(Path lockPath, FileChannel lock) throws IOException {
        try (lock) {
            Files.deleteIfExists(lockPath);
        }
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        var found =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isOther()) {
            throw refused(path, "exists and is no socket", null);
        }
        if (isServed(path)) {
            // SPDK locks with flock(2), which our lock, one of fcntl(2), does not meet.
            throw refused(path, "is in use by another process", null);
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

    private static ServerSocketChannel bind(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, OWNER_ONLY);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw refused(path, "cannot be bound: " + e.getMessage(), e);
        }
    }

    private static IOException refused(Path path, String why, Exception cause) {
        return new IOException("RPC socket " + path + " " + why, cause);
    }
}
