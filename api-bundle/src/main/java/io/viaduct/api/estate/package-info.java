/**
 * What must outlive an instance of a bundle: bytes, memory regions and descriptors, kept by the
 * base under a name and a version, so that the next instance goes on with them. Nothing in an
 * estate is an object of a bundle's class.
 */
@Export
@Version("1.0.0")
package io.viaduct.api.estate;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
