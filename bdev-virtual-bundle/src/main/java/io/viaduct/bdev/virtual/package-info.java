/** Block devices that stand on another: passthru, delay, error, split and gpt. */
package io.viaduct.bdev.virtual;
