/** Block devices in memory, and the null device. */
package io.viaduct.bdev.malloc;
