package io.viaduct.core.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of the file system.
 *
 * @param path where it is; it exists
 */
public record DiskFolder(Path path) implements JournalFolder {
    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(path.resolve(name));
    }

    @Override
    public long bytes(String name) throws IOException {
        return Files.size(path.resolve(name));
    }

    @Override
    public void copy(String from, String to) throws IOException {
        Files.copy(path.resolve(from), path.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel copy = FileChannel.open(path.resolve(to), WRITE)) {
            copy.force(true);
        }
    }

    @Override
    public Output create(String name) throws IOException {
        return new DiskOutput(
                FileChannel.open(path.resolve(name), CREATE, WRITE, TRUNCATE_EXISTING));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    // On Linux a folder can be opened and synchronized as a file.
    @Override
    public void sync() throws IOException {
        try (FileChannel folder = FileChannel.open(path, READ)) {
            folder.force(true);
        }
    }

    private record DiskOutput(FileChannel channel) implements Output {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        // fdatasync: the file's size is durable with its data.
        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
