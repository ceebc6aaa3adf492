/** Bindings of the operating system: files, sockets, mappings, events. */
@Export
@Version("1.1.0")
package io.viaduct.linux;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
