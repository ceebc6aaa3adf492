/**
 * A seeded simulation of the whole core under random I/O and random departures: modules leave and
 * return, devices are lost, hosts abort and vanish, and a model says after each step what a host
 * may see. {@link io.viaduct.testkit.chaos.Chaos} runs one seed; a module of devices of one's own
 * takes part as a {@link io.viaduct.testkit.chaos.Kind}.
 */
package io.viaduct.testkit.chaos;
