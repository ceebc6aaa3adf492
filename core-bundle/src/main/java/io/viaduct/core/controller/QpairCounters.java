package io.viaduct.core.controller;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a queue pair has moved, in all and of each namespace. The rows are there from the start, so
 * that counting allocates nothing. Rows are of the reactor of the queue pair; all of it together
 * may be read by any.
 */
public final class QpairCounters extends HealthCounters {
    /** Namespaces with a row of their own, the first that are used; a power of two. */
    static final int NAMESPACES_MAX = 64;

    /** The identifier under which all others are counted together. */
    public static final int OTHERS = 0;

    private static final int READS = 0;
    private static final int READ_BYTES = 1;
    private static final int WRITES = 2;
    private static final int WRITTEN_BYTES = 3;
    private static final int MEDIA_ERRORS = 4;
    private static final int COLUMNS = 5;

    /** Identifiers by row, 0 for a free one; one that is taken is followed by the next free. */
    private final int[] nsids = new int[NAMESPACES_MAX];

    private final long[] rows = new long[(NAMESPACES_MAX + 1) * COLUMNS];

    /** A read of a namespace is done. */
    public void read(int nsid, long bytes) {
        read(bytes);
        int row = row(nsid);
        rows[row + READS]++;
        rows[row + READ_BYTES] += bytes;
    }

    /** A write of a namespace is done. */
    public void written(int nsid, long bytes) {
        written(bytes);
        int row = row(nsid);
        rows[row + WRITES]++;
        rows[row + WRITTEN_BYTES] += bytes;
    }

    /** The medium of a namespace has failed a command. */
    public void mediaError(int nsid) {
        mediaError();
        rows[row(nsid) + MEDIA_ERRORS]++;
    }

    private int row(int nsid) {
        int index = nsid & (NAMESPACES_MAX - 1);
        for (int tried = 0; tried < NAMESPACES_MAX; tried++) {
            if (nsids[index] == nsid) {
                return index * COLUMNS;
            }
            if (nsids[index] == 0) {
                nsids[index] = nsid;
                return index * COLUMNS;
            }
            index = (index + 1) & (NAMESPACES_MAX - 1);
        }
        return NAMESPACES_MAX * COLUMNS;
    }

    /** Copies of the rows that were used, by identifier. */
    public Map<Integer, HealthCounters> byNamespace() {
        Map<Integer, HealthCounters> all = new TreeMap<>();
        for (int index = 0; index < NAMESPACES_MAX; index++) {
            if (nsids[index] != 0) {
                all.put(nsids[index], copy(index * COLUMNS));
            }
        }
        HealthCounters others = copy(NAMESPACES_MAX * COLUMNS);
        if (others.reads() + others.writes() + others.mediaErrors() > 0) {
            all.put(OTHERS, others);
        }
        return all;
    }

    private HealthCounters copy(int row) {
        var copy = new HealthCounters();
        copy.addMoved(
                rows[row + READS],
                rows[row + READ_BYTES],
                rows[row + WRITES],
                rows[row + WRITTEN_BYTES],
                rows[row + MEDIA_ERRORS]);
        return copy;
    }
}
