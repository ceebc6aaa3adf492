package io.viaduct.linux.engine;

/**
 * How large an engine is. All of it is taken when the engine opens.
 *
 * @param operations that may be in flight, 16 to 65536
 * @param lentBuffers of the multishot receives, a power of two, 2 to 32768
 * @param lentBufferBytes of each of them, 512 to 1048576, a multiple of 512
 */
public record EngineOptions(int operations, int lentBuffers, int lentBufferBytes) {
    /** Thirty connections at depth 128. */
    public static final int OPERATIONS = 4096;

    /** With {@link #LENT_BUFFER_BYTES}: 4 MiB for each engine. */
    public static final int LENT_BUFFERS = 256;

    /** Two write commands with 8 KiB in the capsule, or a part of a large transfer. */
    public static final int LENT_BUFFER_BYTES = 16 << 10;

    /** What fits an ordinary reactor. */
    public static final EngineOptions DEFAULT =
            new EngineOptions(OPERATIONS, LENT_BUFFERS, LENT_BUFFER_BYTES);

    private static final int OPERATIONS_MIN = 16;
    private static final int OPERATIONS_MAX = 1 << 16;
    private static final int LENT_BUFFERS_MIN = 2;

    /** The most entries that the kernel takes in a ring of buffers. */
    private static final int LENT_BUFFERS_MAX = 1 << 15;

    private static final int LENT_BUFFER_BYTES_UNIT = 512;
    private static final int LENT_BUFFER_BYTES_MAX = 1 << 20;

    public EngineOptions {
        within("operations", operations, OPERATIONS_MIN, OPERATIONS_MAX);
        within("lentBuffers", lentBuffers, LENT_BUFFERS_MIN, LENT_BUFFERS_MAX);
        within("lentBufferBytes", lentBufferBytes, LENT_BUFFER_BYTES_UNIT, LENT_BUFFER_BYTES_MAX);
        if (Integer.bitCount(lentBuffers) != 1) {
            throw new IllegalArgumentException("lentBuffers " + lentBuffers + ": no power of two");
        }
        if (lentBufferBytes % LENT_BUFFER_BYTES_UNIT != 0) {
            String unit = ": no multiple of " + LENT_BUFFER_BYTES_UNIT;
            throw new IllegalArgumentException("lentBufferBytes " + lentBufferBytes + unit);
        }
    }

    private static void within(String name, int value, int min, int max) {
        if (value < min || value > max) {
            String range = ": not within " + min + " to " + max;
            throw new IllegalArgumentException(name + " " + value + range);
        }
    }
}
