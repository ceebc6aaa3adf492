/** Regions, their leases and their end, and the pools of I/O buffers. */
package io.viaduct.core.memory;
