/** Reactors, their clocks, messages, timers and the watchdog over them. */
package io.viaduct.core.reactor;
