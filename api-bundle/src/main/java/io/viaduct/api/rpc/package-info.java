/**
 * Management methods. A bundle publishes annotated methods as a service; the JSON-RPC server, the
 * shell and configuration files all call them through the {@link io.viaduct.api.rpc.ControlPlane}.
 */
@Export
@Version("1.2.0")
package io.viaduct.api.rpc;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
