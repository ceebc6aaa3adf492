package io.viaduct.bdev.virtual;

/**
 * What is added to I/O, microseconds: one in a hundred has the higher figure. Set by the control
 * strand, read by the reactors.
 */
final class Latencies {
    /** The names in SPDK's methods. */
    enum Kind {
        avg_read,
        p99_read,
        avg_write,
        p99_write
    }

    private volatile long avgRead;
    private volatile long p99Read;
    private volatile long avgWrite;
    private volatile long p99Write;

    Latencies(long avgRead, long p99Read, long avgWrite, long p99Write) {
        this.avgRead = avgRead;
        this.p99Read = p99Read;
        this.avgWrite = avgWrite;
        this.p99Write = p99Write;
    }

    long get(Kind kind) {
        return switch (kind) {
            case avg_read -> avgRead;
            case p99_read -> p99Read;
            case avg_write -> avgWrite;
            case p99_write -> p99Write;
        };
    }

    void set(Kind kind, long micros) {
        switch (kind) {
            case avg_read -> avgRead = micros;
            case p99_read -> p99Read = micros;
            case avg_write -> avgWrite = micros;
            case p99_write -> p99Write = micros;
        }
    }
}
