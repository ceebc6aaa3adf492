package io.viaduct.core.controller;

import java.util.UUID;

/**
 * What the data of a Connect command says of who connects.
 *
 * @param hostid the host's identifier
 * @param hostnqn the host's name
 * @param cntlid the controller that is wanted
 */
public record Caller(UUID hostid, String hostnqn, int cntlid) {}
