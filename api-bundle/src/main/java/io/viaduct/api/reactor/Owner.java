package io.viaduct.api.reactor;

/**
 * Whom an operation, a message or a timer belongs to: one instance of one bundle. The base counts
 * by owner, names owners in its diagnostics and waits for an owner's operations before its bundle
 * goes.
 *
 * @param id unique while the process runs, 0 is the base itself
 * @param name symbolic name of the bundle
 */
public record Owner(int id, String name) {}
