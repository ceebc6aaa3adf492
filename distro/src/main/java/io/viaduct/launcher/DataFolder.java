package io.viaduct.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that outlives a run, held by one running target at a time until its process ends.
 *
 * @param path the folder, absolute
 * @param lock keeps others out for as long as this process lives
 */
record DataFolder(Path path, FileLock lock) {
    private static final String LOCK = "lock";

    private static final String PLUGINS = "plugins";
    private static final String JOURNAL = "journal";
    private static final String SHELL_SOCKET = "shell.sock";

    /** Makes the folder, for its owner only, and takes it. */
    static DataFolder take(Path path) throws Refusal {
        CommandLine.requireSocketPath("--data", shellSocket(path));
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(ownerOnly));
            FileLock lock = lock(path.resolve(LOCK));
            if (lock == null) {
                throw new Refusal("the data folder %s is in use%s".formatted(path, holder(path)));
            }
            DataFolder folder = new DataFolder(path, lock);
            Files.createDirectories(folder.deploy());
            Files.createDirectories(path.resolve(PLUGINS));
            Files.createDirectories(path.resolve(JOURNAL));
            return folder;
        } catch (IOException e) {
            throw Refusal.because("cannot use the data folder " + path, e);
        }
    }

    /** Where the target that runs with a folder offers its shell. */
    static Path shellSocket(Path path) {
        return path.resolve(SHELL_SOCKET);
    }

    /** What is dropped here is installed and started, and goes when it is taken away. */
    Path deploy() {
        return path.resolve("deploy");
    }

    /** The framework's own; nothing in it outlives a run. */
    Path cache() {
        return path.resolve("cache");
    }

    // The channel stays open: closing it would give the lock back.
    private static FileLock lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return null;
        }
        channel.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return lock;
    }

    private static String holder(Path path) throws IOException {
        String pid = Files.readString(path.resolve(LOCK)).strip();
        return pid.isEmpty() ? "" : " by process " + pid;
    }
}
