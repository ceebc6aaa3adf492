/** The I/O engines: io_uring and epoll behind one interface. */
@Export
@Version("1.0.0")
package io.viaduct.linux.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
