package io.viaduct.core.memory;

/**
 * A region that has been freed and is still mapped, because somebody holds it.
 *
 * @param name under which it was allocated; not free yet
 * @param size bytes
 * @param leases that are held, as seen a moment ago; 0 when only a reactor's answer is missing
 */
public record DepartingRegion(String name, long size, long leases) {}
