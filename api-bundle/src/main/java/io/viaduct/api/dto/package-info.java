/**
 * What crosses RPC, the shell, the web and tests: OSGi DTOs with public fields, named as in JSON.
 */
@Export
@Version("1.3.0")
package io.viaduct.api.dto;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
