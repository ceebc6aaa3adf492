/** Admin commands of a vendor, served by other bundles. */
@Export
@Version("1.0.0")
package io.viaduct.api.admin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
