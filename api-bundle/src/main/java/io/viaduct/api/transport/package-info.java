/**
 * Transports: how commands reach the core. A transport moves bytes and never looks at an opcode;
 * the seam is a {@link io.viaduct.api.transport.Request}: a submission queue entry in, data
 * segments resolved, a completion queue entry out.
 */
@Export
@Version("1.2.0")
package io.viaduct.api.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
