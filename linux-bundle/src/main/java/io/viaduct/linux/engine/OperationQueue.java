package io.viaduct.linux.engine;

/** Operations in order; one is in at most one queue. Putting in and taking out costs the same. */
final class OperationQueue {
    private Operation head;
    private Operation tail;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return head == null;
    }

    Operation head() {
        return head;
    }

    void add(Operation op) {
        assert op.queue == null : "in a queue already";
        op.queue = this;
        op.previous = tail;
        if (tail == null) {
            head = op;
        } else {
            tail.next = op;
        }
        tail = op;
        size++;
    }

    /** The oldest one, taken out; null when there is none. */
    Operation poll() {
        Operation op = head;
        if (op != null) {
            remove(op);
        }
        return op;
    }

    void remove(Operation op) {
        assert op.queue == this : "in another queue";
        if (op.previous == null) {
            head = op.next;
        } else {
            op.previous.next = op.next;
        }
        if (op.next == null) {
            tail = op.previous;
        } else {
            op.next.previous = op.previous;
        }
        op.next = null;
        op.previous = null;
        op.queue = null;
        size--;
    }
}
