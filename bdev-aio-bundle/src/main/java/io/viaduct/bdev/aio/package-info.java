/** Files and block devices of the operating system, through the reactor's engine. */
package io.viaduct.bdev.aio;
