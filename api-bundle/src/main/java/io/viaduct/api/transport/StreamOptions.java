package io.viaduct.api.transport;

/**
 * How a stream socket is set up.
 *
 * @param backlog connections that may wait to be accepted, at least 1
 * @param priority SO_PRIORITY, 0 for the kernel's default
 */
public record StreamOptions(int backlog, int priority) {}
