package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.util.Arrays;

/** The tasks for the end of a cycle, in the order they were added; a ring that only grows. */
final class CycleTasks {
    private static final int ROOM_AT_FIRST = 256;

    private Runnable[] tasks = new Runnable[ROOM_AT_FIRST];
    private Owner[] owners = new Owner[ROOM_AT_FIRST];
    private int head;
    private int count;

    void add(Owner owner, Runnable task) {
        if (count == tasks.length) {
            grow();
        }
        int at = (head + count++) & (tasks.length - 1);
        tasks[at] = task;
        owners[at] = owner;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** In whose name the oldest task was added. */
    Owner owner() {
        return owners[head];
    }

    /** Takes out the oldest task. */
    Runnable take() {
        Runnable task = tasks[head];
        tasks[head] = null;
        owners[head] = null;
        head = (head + 1) & (tasks.length - 1);
        count--;
        return task;
    }

    private void grow() {
        Runnable[] more = Arrays.copyOfRange(tasks, head, head + 2 * count);
        Owner[] moreOwners = Arrays.copyOfRange(owners, head, head + 2 * count);
        System.arraycopy(tasks, 0, more, count - head, head);
        System.arraycopy(owners, 0, moreOwners, count - head, head);
        tasks = more;
        owners = moreOwners;
        head = 0;
    }
}
