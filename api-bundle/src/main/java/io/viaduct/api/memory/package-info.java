/**
 * Memory that outlives whoever uses it: regions mapped by the base, scatter lists over them, and
 * pools of I/O buffers. Addresses are absolute; a region's segment has global scope, and the region
 * stays mapped while any lease on it is held.
 */
@Export
@Version("1.1.0")
package io.viaduct.api.memory;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
