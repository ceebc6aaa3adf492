package io.viaduct.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The folder of a journal, with what a journal asks of a file system and nothing more, so that a
 * test can fail and crash at each step. One thread at a time.
 */
public interface JournalFolder {
    /** Names of the files in it. */
    List<String> names() throws IOException;

    /** All bytes of a file. */
    byte[] read(String name) throws IOException;

    /** The length of a file. */
    long bytes(String name) throws IOException;

    /** Copies a file of any length, in the place of one of that name; its bytes are durable. */
    void copy(String from, String to) throws IOException;

    /** A new file, empty, in the place of one of that name. */
    Output create(String name) throws IOException;

    /** Gives a file another name at once, in the place of one that has it. */
    void rename(String from, String to) throws IOException;

    /** Removes a file. */
    void delete(String name) throws IOException;

    /** Returns when files are durable under the names that they have. */
    void sync() throws IOException;

    /** A file that is written. */
    interface Output extends AutoCloseable {
        /** Writes all that is left in the buffer, at a position. */
        void write(ByteBuffer bytes, long position) throws IOException;

        /** Returns when all that was written is durable. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
