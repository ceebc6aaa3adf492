/**
 * The block devices of the process: who registered them, who uses them, and how I/O reaches them.
 * The control side stands in {@link io.viaduct.core.bdev.BdevStore}; on each reactor all users of a
 * device share one channel of it, with one line for what the device cannot take yet.
 */
package io.viaduct.core.bdev;
