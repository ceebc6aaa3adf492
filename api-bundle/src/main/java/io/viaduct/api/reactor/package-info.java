/**
 * Reactors: one thread each, which owns an event loop, its connections, requests, buffers and
 * channels. Everything here is called on the reactor's thread unless a method says otherwise, and
 * nothing called there may block.
 */
@Export
@Version("1.1.0")
package io.viaduct.api.reactor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
