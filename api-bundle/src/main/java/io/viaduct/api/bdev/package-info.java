/**
 * Block devices. A module implements {@link io.viaduct.api.bdev.Bdev} and {@link
 * io.viaduct.api.bdev.BdevChannel} and registers devices with the {@link
 * io.viaduct.api.bdev.BdevRegistry}; everything else is the core's.
 */
@Export
@Version("1.5.0")
package io.viaduct.api.bdev;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
