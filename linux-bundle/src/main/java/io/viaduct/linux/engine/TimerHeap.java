package io.viaduct.linux.engine;

/** Time-outs by deadline, the earliest on top; equal ones in no order. Fixed capacity. */
final class TimerHeap {
    private final Operation[] heap;
    private int size;

    TimerHeap(int capacity) {
        heap = new Operation[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The one with the earliest deadline; not when empty. */
    Operation first() {
        return heap[0];
    }

    void add(Operation op) {
        place(op, size++);
        up(op.timerIndex);
    }

    void remove(Operation op) {
        int index = op.timerIndex;
        assert heap[index] == op : "not in the heap";
        Operation moved = heap[--size];
        heap[size] = null;
        if (moved != op) {
            place(moved, index);
            up(index);
            down(moved.timerIndex);
        }
    }

    private void up(int from) {
        int index = from;
        while (index > 0 && before(index, (index - 1) / 2)) {
            swap(index, (index - 1) / 2);
            index = (index - 1) / 2;
        }
    }

    private void down(int from) {
        int index = from;
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && before(child + 1, child)) {
                child++;
            }
            if (!before(child, index)) {
                return;
            }
            swap(child, index);
            index = child;
        }
    }

    /** The clock's origin is arbitrary, so that only differences compare. */
    private boolean before(int one, int other) {
        return heap[one].deadlineNanos - heap[other].deadlineNanos < 0;
    }

    private void swap(int one, int other) {
        Operation op = heap[one];
        place(heap[other], one);
        place(op, other);
    }

    private void place(Operation op, int index) {
        heap[index] = op;
        op.timerIndex = index;
    }
}
