/** Block devices that stand on another: passthru, delay, error and split. */
package io.viaduct.bdev.virtual;
