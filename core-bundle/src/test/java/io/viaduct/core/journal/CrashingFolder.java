package io.viaduct.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A folder in memory that forgets at a crash what nobody has asked to be durable: bytes in units of
 * a sector, and names. Each write, sync, rename and so on is a step, at which it can fail.
 */
public final class CrashingFolder implements JournalFolder {
    private static final int SECTOR = 512;

    /** A file: what is seen, and what is durable. */
    private static final class Content {
        private byte[] seen = new byte[0];
        private byte[] durable = new byte[0];
    }

    private final Map<String, Content> seen = new LinkedHashMap<>();
    private final List<Consumer<Map<String, Content>>> names = new ArrayList<>();
    private final Map<String, Content> durable = new LinkedHashMap<>();
    private int steps;
    private int failAt = -1;
    private boolean dead;

    /** How many steps there have been. */
    public int steps() {
        return steps;
    }

    /** The step of this number fails, and with {@code dead} all that follow. */
    public void failAt(int step, boolean thenDead) {
        failAt = step;
        dead = thenDead;
    }

    private void step() throws IOException {
        int now = steps++;
        if (now == failAt || (dead && now > failAt && failAt >= 0)) {
            throw new IOException("step " + now + " fails");
        }
    }

    /** What may be there after a crash now: any part of what was not durable. */
    public CrashingFolder afterCrash(Random random) {
        CrashingFolder after = new CrashingFolder();
        Map<String, Content> there = new LinkedHashMap<>(durable);
        names.subList(0, random.nextInt(names.size() + 1)).forEach(change -> change.accept(there));
        there.forEach((name, content) -> after.put(name, torn(content, random)));
        return after;
    }

    private static byte[] torn(Content content, Random random) {
        int most = Math.max(content.seen.length, content.durable.length);
        int least = Math.min(content.seen.length, content.durable.length);
        byte[] left = new byte[least + random.nextInt(most - least + 1)];
        for (int at = 0; at < left.length; at += SECTOR) {
            byte[] from = random.nextBoolean() ? content.seen : content.durable;
            int end = Math.min(Math.min(at + SECTOR, left.length), from.length);
            if (end > at) {
                System.arraycopy(from, at, left, at, end - at);
            }
        }
        return left;
    }

    /** Puts a durable file there. */
    public void put(String name, byte[] bytes) {
        Content content = new Content();
        content.seen = bytes.clone();
        content.durable = bytes.clone();
        seen.put(name, content);
        durable.put(name, content);
    }

    @Override
    public List<String> names() {
        return seen.keySet().stream().sorted().toList();
    }

    @Override
    public byte[] read(String name) throws IOException {
        Content content = seen.get(name);
        if (content == null) {
            throw new IOException("there is no " + name);
        }
        return content.seen.clone();
    }

    @Override
    public long bytes(String name) throws IOException {
        return read(name).length;
    }

    @Override
    public void copy(String from, String to) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(read(from));
        try (Output copy = create(to)) {
            copy.write(bytes, 0);
            copy.sync();
        }
    }

    @Override
    public Output create(String name) throws IOException {
        step();
        Content content = new Content();
        seen.put(name, content);
        names.add(there -> there.put(name, content));
        return new Output() {
            @Override
            public void write(ByteBuffer bytes, long position) throws IOException {
                step();
                int end = (int) position + bytes.remaining();
                if (end > content.seen.length) {
                    content.seen = Arrays.copyOf(content.seen, end);
                }
                bytes.get(content.seen, (int) position, bytes.remaining());
            }

            @Override
            public void sync() throws IOException {
                step();
                content.durable = content.seen.clone();
            }

            @Override
            public void close() {
                // What is not durable stays so.
            }
        };
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        Content content = seen.remove(from);
        if (content == null) {
            throw new IOException("there is no " + from);
        }
        seen.put(to, content);
        names.add(
                there -> {
                    there.remove(from);
                    there.put(to, content);
                });
    }

    @Override
    public void delete(String name) throws IOException {
        step();
        if (seen.remove(name) == null) {
            throw new IOException("there is no " + name);
        }
        names.add(there -> there.remove(name));
    }

    @Override
    public void sync() throws IOException {
        step();
        names.forEach(change -> change.accept(durable));
        names.clear();
    }
}
