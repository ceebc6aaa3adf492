package io.viaduct.shell.declared;

import java.util.Map;

/**
 * A call of a method.
 *
 * @param method its name
 * @param parameters a tree of JDK types
 */
record Call(String method, Map<String, Object> parameters) {}
