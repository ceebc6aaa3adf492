package io.viaduct.core.command;

/** A log as it is when a host reads it. */
interface LogPage {
    /** Bytes of all of it. */
    long length();

    /**
     * Puts what is asked for.
     *
     * @param scratch address of a page of 4 KiB that may be written
     */
    void write(LogWindow window, long scratch);

    /** A log whose bytes are all there. */
    static LogPage of(byte[] content) {
        return new LogPage() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public void write(LogWindow window, long scratch) {
                window.put(0, content, scratch);
            }
        };
    }
}
