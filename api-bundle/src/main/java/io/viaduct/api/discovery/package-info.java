/** How hosts find the discovery service of this target by themselves. */
@Export
@Version("1.0.0")
package io.viaduct.api.discovery;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
